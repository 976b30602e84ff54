"""Where past requests are looked for when the draft is tried on them: quotes, and what higher rooms made of quotes.

Pricing knows its own quotes. A room above it (bookings) registers in its `ready()` which of them it kept and how its
pages call them, so that no room looks up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from pricing_rules.models import Quote


@dataclass(frozen=True, slots=True)
class Page:
    """What a row is called, and the address of its page in the admin."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class PastSource:
    """One kind of past. `kept` narrows quotes to it; `pages` finds the pages of some of them, by the quote's key."""

    code: str
    label: str  # in the plural: “bookings”
    kept: Callable[[QuerySet[Quote]], QuerySet[Quote]]
    pages: Callable[[Iterable[UUID]], Mapping[UUID, Page]]


_sources: dict[str, PastSource] = {}


def register(source: PastSource) -> None:
    """Offer a kind of past, before those that were registered earlier. The same code again replaces it."""
    others = {code: known for code, known in _sources.items() if code != source.code}
    _sources.clear()
    _sources.update({source.code: source} | others)


def sources() -> Mapping[str, PastSource]:
    """All kinds of past by code, the one to offer first at the beginning."""
    return dict(_sources)


def _pages(quotes: Iterable[UUID]) -> dict[UUID, Page]:
    return {
        quote: Page(f"Quote {str(quote)[:8]}", reverse("admin:pricing_rules_quote_change", args=[quote]))
        for quote in quotes
    }


register(PastSource("quotes", "quotes", kept=lambda quotes: quotes, pages=_pages))
