"""The month as a grid of choices: each day's full total and, in words, whether it can be had."""

from __future__ import annotations

import calendar as months
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bookings.queries import DayRoom
from foundation.clock import day_label
from foundation.money import dollars_short
from pricing_rules.quoting.price import PricedQuote

WEEK = months.Calendar(firstweekday=6)


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `total` is written for people; `words` say what the colour says; a blank cell lies outside the
    month.
    """

    number: int = 0
    iso: str = ""
    id: str = ""
    name: str = ""
    before: str = ""
    total: str = ""
    words: str = ""
    open: bool = False
    full: bool = False
    chosen: bool = False
    is_extra: bool = False
    blank: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class MonthLink:
    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month for the calendar component; `empty` is the sentence where no day of it is free."""

    title: str
    value: str
    days: tuple[Day, ...]
    earlier: MonthLink | None
    later: MonthLink | None
    switch_url: str
    as_list: bool
    empty: str

    @property
    def choices(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.open)

    @property
    def has_extra(self) -> bool:
        return any(day.is_extra and day.open for day in self.days)


def first_of(month: date) -> date:
    return month.replace(day=1)


def last_of(month: date) -> date:
    return month.replace(day=months.monthrange(month.year, month.month)[1])


def read_month(text: str, otherwise: date, *, first: date, last: date) -> date:
    """The first day of the month a `YYYY-MM` names, kept within the bookable days."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = first_of(otherwise)
    return min(max(found, first_of(first)), first_of(last))


def month(
    at: date,
    *,
    rooms: Mapping[date, DayRoom],
    totals: Mapping[date, PricedQuote],
    chosen: date | None,
    first: date,
    last: date,
    link: Callable[..., str],
    as_list: bool,
    empty: str,
) -> Month:
    """The month that begins on `at`; `first` and `last` are the first and last bookable days, `link` makes the
    page's addresses.
    """
    weeks = [week for week in WEEK.monthdatescalendar(at.year, at.month) if as_list or week[-1] >= first]
    lowest = min((quote.total_cents for day, quote in totals.items() if _is_open(day, rooms, totals)), default=0)
    days = [
        _day(day, at, rooms, totals, chosen, first, lowest, last_week=week is weeks[-1])
        for week in weeks
        for day in week
    ]
    before, after = first_of(at - timedelta(days=1)), last_of(at) + timedelta(days=1)
    return Month(
        title=f"{at:%B %Y}",
        value=f"{at:%Y-%m}",
        days=tuple(days),
        earlier=_link(before, link, as_list) if before >= first_of(first) else None,
        later=_link(after, link, as_list) if after <= last else None,
        switch_url=link(month=f"{at:%Y-%m}", view="" if as_list else "list"),
        as_list=as_list,
        empty=empty if not any(day.open for day in days) else "",
    )


def _link(at: date, link: Callable[..., str], as_list: bool) -> MonthLink:
    return MonthLink(f"{at:%B}", f"{at:%B %Y}", link(month=f"{at:%Y-%m}", view="list" if as_list else ""))


def _is_open(day: date, rooms: Mapping[date, DayRoom], totals: Mapping[date, PricedQuote]) -> bool:
    room, quote = rooms.get(day), totals.get(day)
    return room is not None and room.state in {"open", "few"} and quote is not None and quote.is_available


def _day(
    day: date,
    at: date,
    rooms: Mapping[date, DayRoom],
    totals: Mapping[date, PricedQuote],
    chosen: date | None,
    first: date,
    lowest: int,
    *,
    last_week: bool,
) -> Day:
    if (day.year, day.month) != (at.year, at.month):
        return Day(blank=True, last=last_week)
    room, quote = rooms.get(day), totals.get(day)
    name, before = day_label(day), f"{day:%A}, {day:%B}"
    shared: dict[str, Any] = {
        "number": day.day,
        "iso": day.isoformat(),
        "name": name,
        "before": before,
        "last": last_week,
    }
    if not _is_open(day, rooms, totals) or quote is None or room is None:
        full = room is not None and room.state == "full"
        words = (
            "Full"
            if full
            else ("Too soon" if first - timedelta(days=1) <= day < first else ("" if day < first else "Closed"))
        )
        return Day(**shared, words=words, full=full)
    extras = [line for line in quote.lines if line.kind == "surcharge"]
    words = f"{room.left} left" if room.state == "few" and room.left else ""
    if not words and extras and quote.total_cents > lowest:
        words = _short(max(extras, key=lambda line: line.amount_cents).label)
    return Day(
        **shared,
        id=f"d{day.isoformat()}",
        total=dollars_short(quote.total_cents),
        words=words,
        open=True,
        chosen=day == chosen,
        is_extra=quote.total_cents > lowest,
    )


def _short(label: str) -> str:
    """The first word of a surcharge ("Weekend delivery" → "Weekend"): a cell is narrow, the panel has the rest."""
    return label.split()[0] if len(label) > 10 else label
