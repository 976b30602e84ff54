"""`GET availability/`: a month of dates for one request, in a constant number of queries."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router

from api.limits import AVAILABILITY
from api.parameter_list import PARAMETERS
from api.parameters import read_month, read_request
from api.schemas.availability import MonthOut
from api.schemas.errors import Errors
from bookings.queries import DayRoom
from bookings.queries import availability as rooms_of
from foundation.clock import utc_now
from pricing_rules.operations.quote import Basis, basis, price_days, price_now
from pricing_rules.quoting.price import PricedQuote

router = Router(tags=["Availability"])


@router.get(
    "availability/",
    response={200: MonthOut, 422: Errors, 429: Errors, 503: Errors},
    throttle=AVAILABILITY,
    summary="A month of dates and prices",
    operation_id="availability",
    openapi_extra={"parameters": PARAMETERS},
)
def availability(request: HttpRequest) -> dict[str, Any]:
    """For the request in the parameters, whether each date of the month can be had, and from how much.

    The parameters are those of a quote request, nested ones with a dot: `specialty_items.<code>=2`,
    `answers.<question>=true`. A request may be unfinished: what is left out counts nothing. The date is left out, and a
    window too where every window will do.
    """
    now = utc_now()
    known = basis(at=now, now=now)
    first = read_month(request.GET)
    wanted = read_request(request.GET, known.catalogue)
    return {"month": f"{first:%Y-%m}", "dates": month_of(wanted, first, known, now=now)}


def month_of(wanted: Mapping[str, Any], first: date, known: Basis, *, now: datetime) -> list[dict[str, Any]]:
    """Each date of the month that begins on `first`. Raises RequestErrors, PricingFailed."""
    days = [first + timedelta(days=count) for count in range(monthrange(first.year, first.month)[1])]
    price_now(wanted, now=now, partial=True, using=known)  # refuses a window that is none, as a quote would
    active = [code for code, window in known.catalogue.windows.items() if window.active]
    windows = [wanted["window"]] if "window" in wanted else active
    prices = price_days(wanted, days, windows, now=now, using=known)
    rooms = rooms_of(wanted, days[0], days[-1], now=now, priced=prices)
    return [
        {"date": day, "state": rooms[day].state, "from_cents": _from_cents(rooms[day], prices[day])} for day in days
    ]


def _from_cents(room: DayRoom, prices: Mapping[str, PricedQuote]) -> int | None:
    if room.state == "closed":
        return None
    totals = [priced.total_cents for priced in prices.values() if priced.is_available]
    return min(totals, default=None)
