"""Holidays, seasons, windows and policy of a fresh installation: 2-catalogue.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from types import MappingProxyType

import pytest

from catalog.seeds import seed_snapshot
from catalog.snapshot import HolidayOverrideInfo

CATALOGUE = seed_snapshot(date(2026, 6, 26))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 7, 4), "Independence Day"),  # a Sunday: its own date …
        (date(2027, 7, 5), "Independence Day (observed)"),  # … and the Monday
        (date(2026, 7, 3), "Independence Day (observed)"),  # a Saturday's Friday
        (date(2026, 7, 4), "Independence Day"),
        (date(2027, 12, 31), "New Year's Day (observed)"),  # observed in the year before
        (date(2026, 10, 12), "Columbus Day"),
        (date(2026, 6, 19), "Juneteenth National Independence Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2026, 11, 27), None),
        (date(2028, 2, 29), None),
        (date(2026, 2, 14), None),
        (date(2026, 3, 8), None),  # clocks go forward
        (date(2026, 11, 1), None),  # clocks go back
    ],
)
def test_federal_holidays_own_date_and_observed(day: date, name: str | None) -> None:
    assert CATALOGUE.holiday_on(day) == name


def test_the_staffs_list_adds_and_removes() -> None:
    own = {
        date(2026, 10, 12): HolidayOverrideInfo(date(2026, 10, 12), "Columbus Day", is_holiday=False),
        date(2026, 12, 31): HolidayOverrideInfo(date(2026, 12, 31), "New Year's Eve", is_holiday=True),
    }
    catalogue = replace(CATALOGUE, holiday_overrides=MappingProxyType(own))
    assert catalogue.holiday_on(date(2026, 10, 12)) is None
    assert catalogue.holiday_on(date(2026, 12, 31)) == "New Year's Eve"
    assert catalogue.holiday_on(date(2026, 12, 25)) == "Christmas Day"


@pytest.mark.parametrize("year", range(2025, 2031))
def test_summer_runs_from_memorial_day_to_labor_day(year: int) -> None:
    first = next(day for day in (date(year, 5, 31) - timedelta(days=back) for back in range(7)) if day.weekday() == 0)
    last = next(day for day in (date(year, 9, 1) + timedelta(days=on) for on in range(7)) if day.weekday() == 0)
    assert (first, last) in CATALOGUE.seasons["summer"].dates
    inside = (first, last, date(year, 7, 4))
    outside = (first - timedelta(days=1), last + timedelta(days=1), date(year, 1, 1))
    assert all(CATALOGUE.seasons_on(day) == {"summer"} for day in inside)
    assert not any(CATALOGUE.seasons_on(day) for day in outside)


def test_a_season_switched_off_holds_no_day() -> None:
    off = replace(CATALOGUE.seasons["summer"], active=False)
    catalogue = replace(CATALOGUE, seasons=MappingProxyType({"summer": off}))
    assert catalogue.seasons_on(date(2026, 7, 4)) == frozenset()


def test_the_windows() -> None:
    hours = {code: (window.starts, window.ends) for code, window in CATALOGUE.windows.items()}
    assert hours == {
        "morning": (time(8), time(11)),
        "hour_7": (time(7), time(8)),
        "hour_8": (time(8), time(9)),
        "hour_9": (time(9), time(10)),
        "hour_10": (time(10), time(11)),
        "hour_11": (time(11), time(12)),
        "any": (None, None),
    }
    assert CATALOGUE.default_window == CATALOGUE.windows["morning"]


def test_packages_and_their_room() -> None:
    petite, standard, full = CATALOGUE.packages.values()
    assert (petite.max_items, petite.van_items, petite.coi_included, petite.is_popular) == (15, 15, False, False)
    assert (standard.max_items, standard.van_items, standard.coi_included, standard.is_popular) == (30, 30, True, True)
    assert (full.max_items, full.takes_whole_van, full.coi_included) == (None, True, True)
    assert full.extras == ("Priority scheduling", "Protective wrapping")
    assert {package.item_weight_lb for package in CATALOGUE.packages.values()} == {50}


@pytest.mark.parametrize(
    ("code", "hours", "organizers", "supplies_cents"),
    [
        ("packing.petite", 4, 2, 25000),
        ("packing.standard", 8, 2, 25000),
        ("packing.full", 8, 4, 50000),
        ("unpacking.petite", 4, 2, 0),
        ("unpacking.standard", 8, 2, 0),
        ("unpacking.full", 8, 4, 0),
    ],
)
def test_organizing(code: str, hours: int, organizers: int, supplies_cents: int) -> None:
    add_on = CATALOGUE.add_ons[code]
    assert (add_on.hours, add_on.organizers, add_on.supplies_cents) == (hours, organizers, supplies_cents)
    assert code == f"{add_on.kind}.{add_on.package}"


def test_routes_name_their_airport() -> None:
    ends = {code: (r.city_zone, r.airport_zone, r.airport_end, r.airport_zip) for code, r in CATALOGUE.routes.items()}
    assert ends == {
        "manhattan_jfk": ("manhattan", "jfk", "dropoff", "11430"),
        "jfk_manhattan": ("manhattan", "jfk", "pickup", "11430"),
        "manhattan_ewr": ("manhattan", "ewr", "dropoff", "07114"),
        "ewr_manhattan": ("manhattan", "ewr", "pickup", "07114"),
    }
    assert {(route.included_bags, route.van_items_per_bag) for route in CATALOGUE.routes.values()} == {(2, 3)}


def test_the_policy() -> None:
    policy = CATALOGUE.policy
    assert (policy.lead_days, policy.horizon_days, policy.same_day_cutoff) == (1, 365, time(10))
    assert (policy.hold_minutes, policy.link_hold_minutes) == (30, 24 * 60)
    assert (policy.extension_minutes, policy.max_extensions, policy.max_specialty) == (15, 10, 5)
    assert policy.served_states == ("NY", "CT", "NJ")


@pytest.mark.parametrize(
    ("hours", "percent"), [(1000, 100), (72, 100), (71.99, 50), (24, 50), (23.99, 0), (0, 0), (-5, 0)]
)
def test_cancelling_early_returns_more(hours: float, percent: int) -> None:
    assert CATALOGUE.policy.refund_percent(hours) == percent


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2028, 2, 28), date(2028, 2, 29), date(2029, 2, 27)),
        (date(2026, 3, 7), date(2026, 3, 8), date(2027, 3, 7)),
    ],
)
def test_lead_time_and_horizon_count_calendar_days(today: date, first: date, last: date) -> None:
    assert (CATALOGUE.policy.first_day(today), CATALOGUE.policy.last_day(today)) == (first, last)


def test_questions() -> None:
    questions = CATALOGUE.questions
    assert list(questions) == [
        "pickup_floor", "pickup_elevator", "dropoff_floor", "dropoff_elevator", "building_coi", "fragile",
    ]  # fmt: skip
    assert questions["pickup_floor"].fact == "answer_pickup_floor"
    assert replace(questions["fragile"], kind="text").fact is None
    assert "dropoff" not in {q.end for q in questions.values() if "organizing_only" in q.services}
    assert not any(question.required for question in questions.values())
