"""The heat map as it is drawn: months as rows, days in the columns of their weekdays, each with its level in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from foundation.clock import day_label
from foundation.money import dollars, dollars_short
from pricing_rules.operations.heat_map import Charge, Day, ZoneYear

LEVELS = 4
OVER = LEVELS + 1
MOST_DATES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `level` is 0 for no surcharge, 1 to 4 for quarters of the cap, 5 above it; `label` says all of it."""

    day: date
    iso: str
    amount: str
    level: int
    label: str
    holiday: str
    is_uncovered: bool
    is_closed: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A row: `starts` is the column of its first day shown, 0 for a Sunday."""

    name: str
    starts: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Peak:
    """One zone in one month: its highest day and how many lie above the cap."""

    amount: str
    level: int
    over: int


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone in the overview."""

    year: ZoneYear
    peaks: tuple[Peak, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Stack:
    """Days on which the same rules charge the same: the map in words."""

    charges: tuple[Charge, ...]
    total: str
    level: int
    days: tuple[str, ...]
    more: int
    count: int


def level(cents: int, cap_cents: int) -> int:
    """0 without a surcharge, 1 to 4 for the quarters of the cap, 5 above it."""
    if cents <= 0:
        return 0
    return OVER if cents > cap_cents else min(-(-cents * LEVELS // cap_cents), LEVELS)


def months(year: ZoneYear, cap_cents: int, chosen: date | None) -> tuple[Month, ...]:
    """The calendar of one zone."""
    return tuple(
        Month(
            name=f"{days[0].day:%b %Y}",
            starts=(days[0].day.weekday() + 1) % 7,
            cells=tuple(_cell(day, cap_cents, chosen) for day in days),
        )
        for days in _by_month(year.days)
    )


def zone_rows(years: Sequence[ZoneYear], cap_cents: int, chosen: str) -> tuple[ZoneRow, ...]:
    """The overview."""
    return tuple(
        ZoneRow(year, tuple(_peak(days, cap_cents) for days in _by_month(year.days)), year.code == chosen)
        for year in years
    )


def month_names(years: Sequence[ZoneYear]) -> tuple[str, ...]:
    """The heads of the overview's columns."""
    days = next((year.days for year in years if year.days), ())
    return tuple(f"{month[0].day:%b}" for month in _by_month(days))


def stacks(year: ZoneYear, cap_cents: int) -> tuple[Stack, ...]:
    """What stacks up in a zone, the highest first, with its days; days without a surcharge are not among them."""
    alike: dict[tuple[Charge, ...], list[Day]] = {}
    for day in year.days:
        if day.charges:
            alike.setdefault(day.charges, []).append(day)
    found = sorted(alike.items(), key=lambda one: (-one[1][0].surcharge_cents, one[1][0].day))
    return tuple(
        Stack(
            charges=charges,
            total=dollars(days[0].surcharge_cents),
            level=level(days[0].surcharge_cents, cap_cents),
            days=tuple(_short(day.day) for day in days[:MOST_DATES]),
            more=max(len(days) - MOST_DATES, 0),
            count=len(days),
        )
        for charges, days in found
    )


def uncovered(year: ZoneYear) -> tuple[tuple[str, str, str], ...]:
    """Holidays that no rule acts on: the date in words, in ISO, and the name."""
    return tuple(
        (f"{day_label(day.day)}, {day.day.year}", day.day.isoformat(), day.holiday)
        for day in year.days
        if day.holiday and not day.is_covered
    )


def levels(cap_cents: int) -> tuple[tuple[int, str], ...]:
    """The legend: every level with what it means in dollars."""
    marks = [cap_cents * quarter // LEVELS for quarter in range(LEVELS + 1)]
    told = [(0, "No surcharge")]
    told += [
        (number, f"Up to {dollars_short(marks[number])}" if number == 1 else f"To {dollars_short(marks[number])}")
        for number in range(1, LEVELS + 1)
    ]
    return (*told, (OVER, f"Above {dollars_short(cap_cents)}"))


def _by_month(days: Iterable[Day]) -> list[list[Day]]:
    return [list(month) for _, month in groupby(days, key=lambda day: (day.day.year, day.day.month))]


def _cell(day: Day, cap_cents: int, chosen: date | None) -> Cell:
    reached = level(day.surcharge_cents, cap_cents)
    is_uncovered = bool(day.holiday) and not day.is_covered
    said = [f"{day_label(day.day)}, {day.day.year}"]
    said.append(f"{dollars(day.surcharge_cents)} of surcharges" if reached else "no surcharge")
    if reached == OVER:
        said.append("above the cap")
    if day.holiday:
        said.append(f"{day.holiday}, {'no rule for it' if is_uncovered else 'a holiday'}")
    if day.messages:
        said.append("cannot be booked")
    return Cell(
        day=day.day,
        iso=day.day.isoformat(),
        amount=_tiny(day.surcharge_cents),
        level=reached,
        label=": ".join([said[0], "; ".join(said[1:])]),
        holiday=day.holiday,
        is_uncovered=is_uncovered,
        is_closed=bool(day.messages),
        is_chosen=day.day == chosen,
    )


def _peak(days: Sequence[Day], cap_cents: int) -> Peak:
    highest = max(day.surcharge_cents for day in days)
    over = sum(1 for day in days if day.surcharge_cents > cap_cents)
    return Peak(f"${_tiny(highest)}" if highest else "–", level(highest, cap_cents), over)


def _tiny(cents: int) -> str:
    """An amount in at most four characters: `459`, `1.2k`."""
    if not cents:
        return ""
    whole = (cents + 50) // 100
    return str(whole) if whole < 1000 else f"{whole / 1000:.1f}k"


def _short(day: date) -> str:
    return f"{day:%a}, {day:%b} {day.day}"
