"""What rules may ask about one request: the facts of 3-pricing-rules.md, each of the native type engine.facts declares.

A fact that is not known is left out (not set). Money is cents, days and times are New York's, distance is miles.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from catalog import places
from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from pricing_rules.engine.facts import QUESTION_PREFIX, TOWN_ORDER, WEEKDAYS
from pricing_rules.quoting.choices import coi_included
from pricing_rules.quoting.request import End, QuoteRequest

Facts = dict[str, object]


def facts(request: QuoteRequest, catalogue: Catalogue, *, base_cents: int) -> Facts:
    """Every fact that is set for this request. base_cents: the sum of the catalogue's base lines, before any top-up."""
    known: Facts = {
        **_what(request, catalogue),
        **_when(request, catalogue),
        **_where(request, catalogue),
        "is_guest": request.customer.is_guest,
        "is_vip": request.customer.is_vip,
        "completed_bookings": request.customer.completed_bookings,
        "base_cents": base_cents,
    }
    for code, answer in request.answers.items():
        known[f"{QUESTION_PREFIX}{code}"] = answer
    return {name: value for name, value in known.items() if value is not None}


def _what(request: QuoteRequest, catalogue: Catalogue) -> Facts:
    return {
        "service": request.service or None,
        "package": request.package,
        "packing": request.packing,
        "unpacking": request.unpacking,
        "item_count": request.item_count,
        "specialty_items": frozenset(request.specialty_items),
        "specialty_count": request.specialty_count,
        "route": request.route,
        "bag_count": request.bag_count,
        "expedited": request.expedited,
        "same_day": request.same_day,
        "coi_requested": request.coi_requested,
        "coi_included": coi_included(request, catalogue),
        "estimated_hours": request.estimated_hours,
    }


def _when(request: QuoteRequest, catalogue: Catalogue) -> Facts:
    day = request.pickup_date
    if day is None:
        return {}
    holiday = catalogue.holiday_on(day)
    window = catalogue.windows.get(request.window or "")
    starts = window.starts if window else None
    ends = window.ends if window else None
    return {
        "pickup_date": day,
        "weekday": WEEKDAYS[day.weekday()],
        "is_weekend": day.weekday() >= 5,
        "month": day.month,
        "holiday": holiday or "",
        "is_holiday": holiday is not None,
        "days_ahead": (day - new_york_day(request.quoted_at)).days,
        "window_start": starts,
        "window_hours": _hours(starts, ends),
        "seasons": catalogue.seasons_on(day),
    }


def _where(request: QuoteRequest, catalogue: Catalogue) -> Facts:
    pickup, dropoff = request.pickup, request.dropoff
    known: Facts = {
        **_end("pickup", pickup),
        **_end("dropoff", dropoff),
        # Kept beside the towns, so that east and west mean in an old quote what they meant when it was made.
        TOWN_ORDER: tuple(town.code for town in catalogue.towns),
    }
    if pickup is not None and dropoff is not None:
        known["same_zone"] = not pickup.zones.isdisjoint(dropoff.zones)
        known["distance_miles"] = places.miles(pickup.place, dropoff.place)
    return known


def _end(name: str, end: End | None) -> Facts:
    if end is None:
        return {}
    return {
        f"{name}_zip": end.place.zip,
        f"{name}_city": end.place.city,
        f"{name}_state": end.place.state,
        f"{name}_zones": end.zones,
        f"{name}_town": end.town,
    }


def _hours(starts: time | None, ends: time | None) -> int | Decimal | None:
    if starts is None or ends is None:
        return None
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return minutes // 60 if minutes % 60 == 0 else Decimal(minutes) / 60
