"""The demo's price cases: a few requests whose price a manager would vouch for, kept as staff keep them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from foundation.audit.actor import Actor
from foundation.clock import new_york_day
from foundation.seeding.operations import seed_rows
from pricing_rules.models import PriceCase
from pricing_rules.operations.cases_keeping import keep_case

SATURDAY, TUESDAY = 5, 1
WEEKS_AHEAD = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Case:
    """A case of the demo: what is asked but for the date, which is the coming Labor Day or a weekday in three weeks."""

    name: str
    note: str
    request: dict[str, Any]
    weekday: int | None = None


def _move(package: str, pickup: str, dropoff: str, **more: Any) -> dict[str, Any]:
    ends = {"pickup": {"zip": pickup}, "dropoff": {"zip": dropoff}}
    return {"service": "mini_move", "package": package, **ends, **more}


CASES = (
    Case(
        "Standard on Labor Day from Montauk",
        "Holiday and far East End together; the busiest day of the year.",
        _move("standard", "11954", "10024"),
    ),
    Case(
        "Standard to Sagaponack on a Saturday",
        "Our commonest job. The website shows its price.",
        _move("standard", "10024", "11962"),
        SATURDAY,
    ),
    Case(
        "Petite to Greenwich on a Tuesday",
        "The Connecticut surcharge alone.",
        _move("petite", "10024", "06830"),
        TUESDAY,
    ),
    Case(
        "Delivery within the Hamptons, four hours",
        "The Hamptons minimum, and two further hours.",
        {
            "service": "standard_delivery",
            "item_count": 4,
            "pickup": {"zip": "11937"},
            "dropoff": {"zip": "11962"},
            "estimated_hours": 4,
        },
        TUESDAY,
    ),
)


def keep_cases(*, actor: Actor, now: datetime) -> int:
    """Keep each case once; gives how many. now: UTC."""
    return seed_rows(
        "demo.case", _new(CASES), key=lambda case: case.name, create=lambda case: _keep(case, actor, now), at=now
    )


def labor_day(today: date) -> date:
    """The next first Monday in September that is still ahead."""
    for year in (today.year, today.year + 1):
        first = date(year, 9, 1)
        monday = first + timedelta(days=(-first.weekday()) % 7)
        if monday > today:
            return monday
    raise AssertionError("next year's is always ahead")


def _new(cases: Iterable[Case]) -> list[Case]:
    """Without those whose name somebody took meanwhile."""
    taken = set(PriceCase.objects.values_list("name", flat=True))
    return [case for case in cases if case.name not in taken]


def _keep(case: Case, actor: Actor, now: datetime) -> PriceCase:
    today = new_york_day(now)
    day = labor_day(today) if case.weekday is None else today + WEEKS_AHEAD
    if case.weekday is not None:
        day += timedelta(days=(case.weekday - day.weekday()) % 7)
    request = {**case.request, "pickup_date": day.isoformat()}
    return keep_case(request=request, name=case.name, note=case.note, actor=actor, now=now)
