"""Pages of long lists, without counting a million rows to say so."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts up to 10,000 rows; of what lies beyond, the list only says that there is more, and search narrows it."""

    template_name = "backoffice/pagination.html"

    @cached_property
    def counted(self) -> int:
        """Rows found, one more than the limit when there are further ones."""
        return int(self.object_list[: MOST_COUNTED + 1].count())  # type: ignore[union-attr,call-arg]

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        """Whether there are rows that were not counted."""
        return self.counted > MOST_COUNTED
