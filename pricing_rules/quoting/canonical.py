"""A checked request, and lines, as JSON again: what a stored quote keeps, complete with every default.

Only what sets the price: no street, no text answer, no name. `parse` (trusted) reads it back to the same request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from pricing_rules.engine.lines import Line
from pricing_rules.quoting import keys
from pricing_rules.quoting.request import End, QuoteRequest

_FLAGS = ("packing", "unpacking", "same_day", "expedited", "coi_requested")
_OPTIONAL = ("package", "item_count", "route", "bag_count", "window")


def request_json(request: QuoteRequest) -> dict[str, object]:
    """The request of contract-quote.md with the keys of its own service."""
    own: dict[str, object] = {"service": request.service}
    for key in _OPTIONAL:
        value = getattr(request, key)
        if value is not None:
            own[key] = value
    for key in _FLAGS:
        if keys.asks(request.service, key):
            own[key] = getattr(request, key)
    if keys.asks(request.service, "specialty_items"):
        own["specialty_items"] = dict(request.specialty_items)
    for name, end in (("pickup", request.pickup), ("dropoff", request.dropoff)):
        if end is not None:
            own[name] = _end_json(end)
    if request.pickup_date is not None:
        own["pickup_date"] = request.pickup_date.isoformat()
    own["answers"] = {code: _plain(answer) for code, answer in request.answers.items()}
    own["estimated_hours"] = _plain(request.estimated_hours)
    own["customer"] = {
        "is_guest": request.customer.is_guest,
        "is_vip": request.customer.is_vip,
        "completed_bookings": request.customer.completed_bookings,
    }
    own["quoted_at"] = request.quoted_at.isoformat()
    return own


def _end_json(end: End) -> dict[str, str]:
    return {"zip": end.place.zip, "city": end.place.city, "state": end.place.state}


def _plain(value: object) -> object:
    """A JSON number: whole where it is whole; otherwise the float whose shortest form is these digits."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def line_to_json(line: Line) -> dict[str, object]:
    """A line whole, with what orders it, so that it can be given to the engine again."""
    return asdict(line)


def line_from_json(stored: Mapping[str, Any]) -> Line:
    """The line as it was. Raises TypeError on anything `line_to_json` did not write."""
    return Line(**stored)
