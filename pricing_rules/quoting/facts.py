"""What rules may ask about one request: the facts of 3-pricing-rules.md, each of the native type engine.facts declares.

A fact that is not known is left out (not set). Money is cents, days and times are New York's, distance is miles.
"""

from __future__ import annotations

from datetime import date, time
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
    known = job_facts(request, catalogue, base_cents=base_cents)
    if request.pickup_date is not None:
        today = new_york_day(request.quoted_at)
        known |= day_facts(request.pickup_date, catalogue, today=today)
        known |= window_facts(request.window, catalogue)
    return known


def job_facts(request: QuoteRequest, catalogue: Catalogue, *, base_cents: int) -> Facts:
    """What is the same whenever the job is done: what, where and for whom."""
    known: Facts = {
        "packing": request.packing,
        "unpacking": request.unpacking,
        "specialty_items": frozenset(request.specialty_items),
        "specialty_count": request.specialty_count,
        "expedited": request.expedited,
        "same_day": request.same_day,
        "coi_requested": request.coi_requested,
        "coi_included": coi_included(request, catalogue),
        "estimated_hours": request.estimated_hours,
        "is_guest": request.customer.is_guest,
        "is_vip": request.customer.is_vip,
        "completed_bookings": request.customer.completed_bookings,
        "base_cents": base_cents,
        # Kept beside the towns, so that east and west mean in an old quote what they meant when it was made.
        TOWN_ORDER: tuple([town.code for town in catalogue.towns]),
    }
    if request.service:
        known["service"] = request.service
    for name, value in (
        ("package", request.package),
        ("item_count", request.item_count),
        ("route", request.route),
        ("bag_count", request.bag_count),
    ):
        if value is not None:
            known[name] = value
    pickup, dropoff = request.pickup, request.dropoff
    if pickup is not None:
        known |= _end("pickup", pickup)
    if dropoff is not None:
        known |= _end("dropoff", dropoff)
    if pickup is not None and dropoff is not None:
        known["same_zone"] = not pickup.zones.isdisjoint(dropoff.zones)
        known["distance_miles"] = places.miles(pickup.place, dropoff.place)
    for code, answer in request.answers.items():
        if answer is not None:
            known[f"{QUESTION_PREFIX}{code}"] = answer
    return known


def day_facts(day: date, catalogue: Catalogue, *, today: date) -> Facts:
    """What the day of the pickup says. today: New York's at the moment the price is asked."""
    return {**calendar_facts(day, catalogue), "days_ahead": (day - today).days}


def calendar_facts(day: date, catalogue: Catalogue) -> Facts:
    """What the day itself says, whenever it is asked about: its date, weekday, holiday and seasons."""
    holiday = catalogue.holiday_on(day)
    weekday = day.weekday()
    return {
        "pickup_date": day,
        "weekday": WEEKDAYS[weekday],
        "is_weekend": weekday >= 5,
        "month": day.month,
        "holiday": holiday or "",
        "is_holiday": holiday is not None,
        "seasons": catalogue.seasons_on(day),
    }


def window_facts(code: str | None, catalogue: Catalogue) -> Facts:
    """What the pickup window says; nothing where there is none, or one without a start."""
    window = catalogue.windows.get(code or "")
    known: Facts = {}
    if window is not None and window.starts is not None:
        known["window_start"] = window.starts
        if window.ends is not None:
            known["window_hours"] = _hours(window.starts, window.ends)
    return known


def _end(name: str, end: End) -> Facts:
    known: Facts = {
        f"{name}_zip": end.place.zip,
        f"{name}_city": end.place.city,
        f"{name}_state": end.place.state,
        f"{name}_zones": end.zones,
    }
    if end.town is not None:
        known[f"{name}_town"] = end.town
    return known


def _hours(starts: time, ends: time) -> int | Decimal:
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return minutes // 60 if minutes % 60 == 0 else Decimal(minutes) / 60
