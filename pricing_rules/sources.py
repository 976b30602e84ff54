"""Where a request that was really made can be looked up, by what a manager has at hand: a number, a link.

Pricing knows its own quotes. A room above it (bookings know their numbers) registers how to find more in its `ready()`,
so that no room looks up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from pricing_rules.models import Quote

LONGEST = 200
_WHOLE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SHORT = re.compile(r"(?:quote\s+)?([0-9a-f]{8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A request somebody made: what colleagues call it (`TT-000123`), and the quote that was given for it."""

    label: str
    quote: Quote


Finder = Callable[[str], Found | None]

_finders: dict[str, Finder] = {}


def register(name: str, finder: Finder) -> None:
    """Let `finder` look too; it gives None for a text it does not know. Registering a name again replaces it."""
    _finders[name] = finder


def find(text: str) -> Found | None:
    """What was really asked, by a quote's id or link or whatever the registered rooms know; None where nobody does."""
    text = text.strip()[:LONGEST]
    if not text:
        return None
    found = (finder(text) for finder in (*_finders.values(), _quote))
    return next((one for one in found if one is not None), None)


def _quote(text: str) -> Found | None:
    """A quote by its id, the eight characters that it is shown with, or the address of a page that names it."""
    quote: Quote | None = None
    if whole := _WHOLE.search(text):
        quote = Quote.objects.filter(pk=UUID(whole[0])).first()
    elif short := _SHORT.fullmatch(text):
        first, last = (UUID(short[1] + digit * 24) for digit in "0f")
        quote = Quote.objects.filter(pk__range=(first, last)).first()
    return Found(str(quote), quote) if quote else None
