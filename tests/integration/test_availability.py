"""The calendar: open, few, full or closed, with the count left, in a constant number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.operations.drafts import save_draft, start_draft
from bookings.queries import (
    DayRoom,
    alternatives,
    availability,
    booking_by_number_and_email,
    booking_by_token,
    draft,
    hours_before,
    room_messages,
)
from catalog.models import ClosedDate, FleetDay, Van, VanOverride
from pricing_rules.operations.quote import price_days
from tests.booking_making import GUEST, NOW, SATURDAY, STANDARD, again, placed, seed_business

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def room(day: date = SATURDAY, **changes: Any) -> DayRoom:
    return availability({**STANDARD, **changes}, day, day, now=NOW)[day]


@pytest.mark.parametrize(
    ("taken", "state", "left"), [(0, "open", 6), (3, "open", 3), (4, "few", 2), (5, "few", 1), (6, "full", 0)]
)
def test_open_few_full(taken: int, state: str, left: int) -> None:
    for _ in range(taken):
        placed()
    assert room() == DayRoom(state, left)


def test_each_request_sees_its_own_room() -> None:
    placed()
    assert room(package="full") == DayRoom("few", 2)
    assert room(package="petite") == DayRoom("open", 10)
    assert room(service="organizing_only") == DayRoom("open", None)
    assert room(specialty_items={"peloton": 3}) == DayRoom("few", 2)  # 45 items: one in each empty van


def test_lapsed_holds_take_no_room() -> None:
    placed()
    later = NOW + timedelta(minutes=30)
    assert availability(STANDARD, SATURDAY, SATURDAY, now=later)[SATURDAY].left == 6


def test_closed_dates_lead_time_and_horizon_are_closed_and_say_why() -> None:
    ClosedDate.objects.create(date=SATURDAY, reason="Van inspection")
    rooms = availability(STANDARD, date(2026, 5, 31), date(2027, 6, 5), now=NOW)
    assert rooms[SATURDAY].state == "closed"
    assert "Van inspection" in rooms[SATURDAY].why
    assert rooms[date(2026, 5, 31)].state == "closed"
    assert rooms[date(2026, 6, 1)].why == "The earliest date we can collect is Tuesday, June 2."
    assert rooms[date(2026, 6, 2)].state == "open"
    assert rooms[date(2027, 6, 1)].state == "open"
    assert rooms[date(2027, 6, 2)].state == "closed"


def test_a_days_fleet_counts_as_it_is_that_day() -> None:
    day = FleetDay.objects.create(date=SATURDAY, specialty_closed=True)
    VanOverride.objects.create(day=day, van=Van.objects.get(name="Van 1"), runs="off")
    VanOverride.objects.create(day=day, van=Van.objects.get(name="Van 2"), runs="usual", item_capacity=30)
    assert room() == DayRoom("open", 3)
    assert room(specialty_items={"crib": 1}) == DayRoom("full", 0)
    assert room(SATURDAY + timedelta(days=1)).left == 6


def test_a_day_that_a_rule_makes_unavailable_is_closed() -> None:
    days = [SATURDAY, SATURDAY + timedelta(days=2)]
    priced = price_days(STANDARD, days, ["morning"], now=NOW)
    refused = {
        SATURDAY: {window: replace_messages(quote) for window, quote in priced[SATURDAY].items()},
        days[1]: priced[days[1]],
    }
    rooms = availability(STANDARD, days[0], days[1], now=NOW, priced=refused)
    assert rooms[SATURDAY] == DayRoom("closed", None, "Not on Saturdays")
    assert rooms[days[1]].state == "open"


def replace_messages(quote: Any) -> Any:
    return replace(quote, unavailable_messages=("Not on Saturdays",))


def test_a_request_for_what_is_no_longer_on_offer_is_closed_everywhere() -> None:
    assert room(package="giant").state == "closed"


@pytest.mark.parametrize("bookings", [1, 5])
def test_a_month_and_a_year_cost_the_same_few_queries(bookings: int) -> None:
    for _ in range(bookings):
        placed()
    counts = []
    for last in (LAST, FIRST + timedelta(days=364)):
        with CaptureQueriesContext(connection) as seen:
            availability(STANDARD, FIRST, last, now=NOW)
        counts.append(len(seen))
    assert counts == [2, 2]  # the catalogue's stamp, claims


def test_the_three_nearest_dates_that_can_be_booked() -> None:
    for _ in range(6):
        placed()
    ClosedDate.objects.create(date=SATURDAY - timedelta(days=1), reason="")
    near = alternatives(STANDARD, SATURDAY, now=NOW)
    assert [day - SATURDAY for day, _ in near] == [timedelta(days=-2), timedelta(days=1), timedelta(days=2)]
    assert all(found.can_be_booked for _, found in near)


def test_what_bookings_add_to_an_answer() -> None:
    assert room_messages(STANDARD, now=NOW) == ()
    for _ in range(6):
        placed()
    assert room_messages(STANDARD, now=NOW) == ("Our vans are full on that date. Choose another date",)
    assert room_messages({"service": "b2b"}, now=NOW) == ()


def test_the_link_opens_and_a_number_alone_does_not() -> None:
    booking = placed()
    found = booking_by_token(booking.token, NOW)
    assert found is not None and found.pk == booking.pk
    with CaptureQueriesContext(connection) as seen:
        assert [stop.kind for stop in found.stops.all()] == ["pickup", "dropoff"]
        assert found.quote.total_cents == booking.total_cents
        assert not list(found.payments.all())
    assert len(seen) == 0
    for wrong in ("", "x" * 500, "nonsense", "\x00"):
        assert booking_by_token(wrong, NOW) is None

    mine = booking_by_number_and_email(f" tt {booking.number} ", " CLAIRE@example.com ")
    assert mine is not None and mine.pk == booking.pk
    assert booking_by_number_and_email(booking.reference, "other@example.com") is None
    assert booking_by_number_and_email("TT-", "claire@example.com") is None


def test_drafts_live_30_days_after_they_were_last_saved() -> None:
    made = start_draft(answers={"service": "mini_move"}, actor=GUEST, now=NOW)
    later = NOW + timedelta(days=10)
    save_draft(draft=made.pk, answers={"service": "mini_move", "package": "petite"}, actor=GUEST, now=later)
    found = draft(made.pk, now=later + timedelta(days=30, seconds=-1))
    assert found is not None and found.answers["package"] == "petite"
    assert draft(made.pk, now=later + timedelta(days=30)) is None


def test_hours_before_the_window_starts_in_new_york() -> None:
    booking = again(placed())
    eight = NOW.replace(month=6, day=27, hour=12)
    assert hours_before(booking, eight - timedelta(hours=72)) == 72
    any_time = again(placed(window="any"))
    assert hours_before(any_time, eight) == -1  # no preference counts as 7 AM


def test_what_fits_no_van_on_any_day_is_told_so() -> None:
    ends = {"pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}}
    day = SATURDAY
    large = {"service": "standard_delivery", "item_count": 61, "pickup_date": day.isoformat(), **ends}
    assert room_messages(large, now=NOW) == (
        "That is more than one of our vans takes on that date. Book it in two parts, or ask our team",
    )
    Van.objects.update(in_service_until=day - timedelta(days=1))
    assert room_messages(large, now=NOW) == ("None of our vans drives on that date. Choose another date",)
