"""A cell that holds the rows below a row: a zone's ZIPs, a season's dates, a question's choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from catalog.admin.spreadsheets.columns import Column, Lookups
from catalog.admin.spreadsheets.kinds import Kind, ListOf, in_order

SHOWN = 5  # of what is wrong with one cell
Entry = Any  # plain and comparable: "11930", or ("street", "On the street")


class Below(Column):
    """The rows of `model` under the name `related` of their parent, each as one entry of the cell.

    `fields` are the fields that an entry fills, in its order; `only` further fields with the same value for all, which
    also choose the rows; the first of `fields` tells one row from another, so that a changed entry changes its row
    and keeps its history. Ordered ones are numbered in the field `position`."""

    after = True
    empty = ()

    def __init__(
        self,
        name: str,
        model: type[Model],
        related: str,
        item: Kind,
        fields: tuple[str, ...],
        *,
        help: str,
        mark: str = ",",
        ordered: bool = False,
        only: Mapping[str, Any] | None = None,
        wrong: Callable[[Entry], str] = lambda entry: "",
        choices: Callable[[], Lookups] = dict,
        load: str = "",
    ) -> None:
        super().__init__(name, ListOf(item, mark, ordered), help)
        self.model, self.related, self.fields, self.ordered = model, related, fields, ordered
        self.only = dict(only or {})
        self.load = f"prefetch:{load or related}"
        self._wrong, self._choices = wrong, choices

    def lookups(self) -> Lookups:
        return self._choices()

    def get(self, row: Any) -> tuple[Entry, ...]:
        entries = [self._entry(child) for child in self.children(row)]
        return tuple(entries) if self.ordered else in_order(entries)

    def wrong(self, value: Any) -> str:
        names = [self._entry_parts(entry)[0] for entry in value]
        twice = [f"“{name}” stands twice in this cell." for name, count in Counter(names).items() if count > 1]
        refused = [words for entry in value if (words := self._wrong(entry) or self._unclean(entry))]
        return " ".join((twice + refused)[:SHOWN]) or super().wrong(value)

    def _unclean(self, entry: Entry) -> str:
        """What the fields of the rows themselves would not take."""
        for name, part in zip(self.fields, self._entry_parts(entry), strict=True):
            held = self.model._meta.get_field(name)
            if part is None or held.is_relation:
                continue
            try:
                held.clean(part, None)  # type: ignore[union-attr]
            except ValidationError as error:
                return f"{part}: {' '.join(error.messages)}"
        return ""

    def children(self, row: Any) -> list[Any]:
        """The rows that stand, from what was prefetched."""
        every: Iterable[Any] = getattr(row, self.related).all()
        return [child for child in every if all(getattr(child, name) == value for name, value in self.only.items())]

    def differences(self, row: Any, value: Any, known: Lookups, is_new: bool) -> tuple[list[Any], list[Any], list[Any]]:
        """What to delete, to save again and to create so that `value` stands below `row`; a new one has nothing yet."""
        children = [] if is_new else self.children(row)
        standing: dict[Hashable, Any] = {self._entry_parts(self._entry(child))[0]: child for child in children}
        changed, made = [], []
        for place, entry in enumerate(value, start=1):
            parts = self._entry_parts(entry)
            wanted = {
                **dict(zip(self.fields, parts, strict=True)),
                **({"position": 10 * place} if self.ordered else {}),
            }
            child = standing.pop(parts[0], None)
            if child is None:
                parent = self.model._meta.get_field(self._parent_field()).name
                made.append(self.model(**{parent: row}, **self.only, **self._columns(wanted, known)))
            elif any(self._held(child, name) != held for name, held in wanted.items()):
                for name, held in self._columns(wanted, known).items():
                    setattr(child, name, held)
                changed.append(child)
        return list(standing.values()), changed, made

    def _parent_field(self) -> str:
        (found,) = [
            field.name
            for field in self.model._meta.fields
            if field.remote_field is not None and field.remote_field.get_accessor_name() == self.related
        ]
        return found

    def _held(self, child: Any, name: str) -> Any:
        return getattr(child, name)

    def _columns(self, wanted: dict[str, Any], known: Lookups) -> dict[str, Any]:
        return wanted

    def _entry(self, child: Any) -> Entry:
        parts = tuple(self._held(child, name) for name in self.fields)
        return parts if len(parts) > 1 else parts[0]

    def _entry_parts(self, entry: Entry) -> tuple[Any, ...]:
        return entry if len(self.fields) > 1 else (entry,)


class VansBelow(Below):
    """How vans differ on a day: the van stands in the cell by its name."""

    def _held(self, child: Any, name: str) -> Any:
        return child.van.name if name == "van" else getattr(child, name)

    def _columns(self, wanted: dict[str, Any], known: Lookups) -> dict[str, Any]:
        return {**{name: value for name, value in wanted.items() if name != "van"}, "van_id": known[wanted["van"]]}
