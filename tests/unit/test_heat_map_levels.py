"""How the heat map says its amounts: levels against the cap, months as rows, the map in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pricing_rules.admin.heat_map_shown import level, levels, month_names, months, stacks, uncovered, zone_rows
from pricing_rules.operations.heat_map import Charge, Day, ZoneYear

WEEKEND, HOLIDAY = Charge("weekend", "Weekend", "Weekend", 25_875), Charge("holiday", "Holiday", "Holiday", 20_000)


def day(at: date, *charges: Charge, holiday: str = "", is_covered: bool = False) -> Day:
    total = 172_500 + sum(charge.cents for charge in charges)
    return Day(at, charges, (), total, holiday, is_covered, (), ())


def year(*days: Day) -> ZoneYear:
    return ZoneYear("hamptons", "The Hamptons", None, days)


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, 0), (1, 1), (12_500, 1), (12_501, 2), (25_000, 2), (37_500, 3), (37_501, 4), (50_000, 4), (50_001, 5)],
)
def test_the_cap_is_cut_into_quarters_and_itself_is_not_above_it(cents: int, expected: int) -> None:
    assert level(cents, 50_000) == expected


def test_the_legend_says_every_level_in_dollars() -> None:
    assert [words for _, words in levels(50_000)] == [
        "No surcharge", "Up to $125", "To $250", "To $375", "To $500", "Above $500",
    ]  # fmt: skip


def test_months_are_rows_that_begin_in_the_column_of_their_weekday() -> None:
    first = date(2026, 6, 30)  # a Tuesday
    rows = months(year(*(day(first + timedelta(days=count)) for count in range(3))), 50_000, None)
    assert [(row.name, row.starts, len(row.cells)) for row in rows] == [("Jun 2026", 2, 1), ("Jul 2026", 3, 2)]


def test_a_day_says_all_of_itself_to_a_screen_reader() -> None:
    at = date(2026, 7, 4)
    (row,) = months(year(day(at, WEEKEND, HOLIDAY, holiday="Independence Day")), 40_000, at)
    (cell,) = row.cells
    assert cell.label == (
        "Saturday, July 4, 2026: $458.75 of surcharges; above the cap; Independence Day, no rule for it"
    )
    assert (cell.amount, cell.level, cell.is_uncovered, cell.is_chosen) == ("459", 5, True, True)


def test_the_overview_has_the_highest_day_of_each_month_and_counts_those_above_the_cap() -> None:
    busy = year(day(date(2026, 7, 3), HOLIDAY), day(date(2026, 7, 4), WEEKEND, HOLIDAY), day(date(2026, 8, 1)))
    (row,) = zone_rows([busy], 40_000, "hamptons")
    assert [(peak.amount, peak.over) for peak in row.peaks] == [("$459", 1), ("–", 0)]
    assert month_names([busy]) == ("Jul", "Aug")


def test_the_same_charges_are_told_together_the_highest_first() -> None:
    found = stacks(
        year(*(day(date(2026, 7, 1) + timedelta(days=count), HOLIDAY) for count in range(10)),
             day(date(2026, 8, 1), WEEKEND, HOLIDAY), day(date(2026, 8, 2))),
        50_000,
    )  # fmt: skip
    assert [(stack.total, stack.count, stack.more) for stack in found] == [("$458.75", 1, 0), ("$200.00", 10, 2)]
    assert found[0].days == ("Sat, Aug 1",)


def test_only_holidays_that_no_rule_covers_are_listed() -> None:
    covered = day(date(2026, 7, 4), HOLIDAY, holiday="Independence Day", is_covered=True)
    bare = day(date(2026, 9, 7), holiday="Labor Day")
    assert uncovered(year(covered, bare)) == (("Monday, September 7, 2026", "2026-09-07", "Labor Day"),)
