"""What a right request becomes: defaults, trusted keys, unfinished requests, and the facts that rules see."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from catalog.seeds import seed_snapshot
from pricing_rules.engine.facts import FACTS, TOWN_ORDER
from pricing_rules.quoting.facts import facts
from pricing_rules.quoting.freeze import facts_from_json, facts_to_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.request import GUEST, Customer
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # Monday, 10:00 in New York
SEEDED = seed_snapshot(date(2026, 6, 1))
MOVE: dict[str, Any] = {
    "service": "mini_move",
    "package": "petite",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11930"},
    "pickup_date": "2026-07-04",
}


def seen(data: dict[str, Any], **options: Any) -> dict[str, object]:
    return facts(parse(data, SEEDED, now=NOW, **options), SEEDED, base_cents=99500)


def test_what_is_left_out_has_the_contracts_defaults() -> None:
    request = parse(MOVE, SEEDED, now=NOW, trusted=True)
    assert (request.window, request.packing, request.coi_requested) == ("morning", False, False)
    assert (request.specialty_items, request.answers) == ({}, {})
    assert request.estimated_hours == Decimal(2)
    assert request.item_count is None
    assert request.customer == Customer(is_guest=False, is_vip=False, completed_bookings=0)
    assert request.quoted_at == NOW
    assert request.complete


def test_a_stranger_cannot_choose_who_or_when_they_are() -> None:
    data = {**MOVE, "customer": {"is_vip": True, "name": 3}, "quoted_at": "not even a date"}
    request = parse(data, SEEDED, now=NOW)
    assert request.customer == GUEST
    assert request.quoted_at == NOW
    known = parse(data, SEEDED, now=NOW, customer=Customer(completed_bookings=4))
    assert known.customer.completed_bookings == 4


def test_staff_can() -> None:
    data = {**MOVE, "customer": {"is_vip": True, "completed_bookings": 3}, "quoted_at": "2026-05-01T09:00:00-04:00"}
    request = parse(data, SEEDED, now=NOW, trusted=True)
    assert request.customer == Customer(is_guest=False, is_vip=True, completed_bookings=3)
    assert request.quoted_at == datetime(2026, 5, 1, 13, 0, tzinfo=UTC)


def test_zip_plus_four_and_a_state_in_small_letters_are_fine() -> None:
    request = parse({**MOVE, "pickup": {"zip": "10024-1234", "state": " ny "}}, SEEDED, now=NOW)
    assert request.pickup is not None
    assert request.pickup.place.zip == "10024"


def test_an_unfinished_request_names_what_is_missing() -> None:
    request = parse({"service": "mini_move", "pickup": {}}, SEEDED, now=NOW, partial=True)
    assert not request.complete
    assert set(request.left_out) == {"package", "pickup.zip", "dropoff", "pickup_date"}
    assert parse({}, SEEDED, now=NOW, partial=True).service == ""


def test_every_fact_of_the_specification() -> None:
    known = seen({**MOVE, "specialty_items": {"crib": 2}, "item_count": 9, "answers": {"pickup_floor": 4}})
    miles = known.pop("distance_miles")
    assert isinstance(miles, Decimal)
    assert 97 < miles < 102
    order = known.pop(TOWN_ORDER)
    assert isinstance(order, tuple)
    assert order[-2:] == ("amagansett", "montauk")
    assert known == {
        "service": "mini_move", "package": "petite", "packing": False, "unpacking": False, "item_count": 9,
        "specialty_items": frozenset({"crib"}), "specialty_count": 2, "expedited": False, "same_day": False,
        "coi_requested": False, "coi_included": False, "estimated_hours": Decimal(2),
        "pickup_date": date(2026, 7, 4), "weekday": "saturday", "is_weekend": True, "month": 7,
        "holiday": "Independence Day", "is_holiday": True, "days_ahead": 33,
        "window_start": time(8), "window_hours": 3, "seasons": frozenset({"summer"}),
        "pickup_zip": "10024", "pickup_city": "New York", "pickup_state": "NY",
        "pickup_zones": frozenset({"manhattan", "near_area"}),
        "dropoff_zip": "11930", "dropoff_city": "Amagansett", "dropoff_state": "NY",
        "dropoff_zones": frozenset({"hamptons", "east_end_far", "near_area"}), "dropoff_town": "amagansett",
        "same_zone": True, "is_guest": True, "is_vip": False, "completed_bookings": 0, "base_cents": 99500,
        "answer_pickup_floor": Decimal(4),
    }  # fmt: skip


def test_what_does_not_apply_is_not_set() -> None:
    known = seen({"service": "b2b"})
    for name in (
        "pickup_date",
        "weekday",
        "is_weekend",
        "holiday",
        "window_start",
        "pickup_zones",
        "same_zone",
        "route",
    ):
        assert name not in known
    anytime = seen({**MOVE, "window": "any"})
    assert "window_start" not in anytime
    assert "window_hours" not in anytime


def test_an_ordinary_day_has_the_empty_holiday_and_an_end_outside_all_zones_the_empty_set() -> None:
    known = seen({**MOVE, "pickup_date": "2026-06-30", "dropoff": {"zip": "12207"}})
    assert known["holiday"] == ""
    assert known["is_holiday"] is False
    assert known["dropoff_zones"] == frozenset()


def test_an_airport_route_fills_in_its_airport() -> None:
    blade = {"service": "blade_luggage", "route": "jfk_manhattan", "bag_count": 1, "dropoff": {"zip": "10024"}}
    known = seen({**blade, "pickup_date": "2026-06-30"})
    assert (known["pickup_zip"], known["pickup_state"]) == ("11430", "NY")
    assert "jfk" in known["pickup_zones"]  # type: ignore[operator]


def test_days_ahead_count_from_new_yorks_day() -> None:
    late = {**MOVE, "quoted_at": "2026-07-04T03:30:00Z"}  # still the 3rd in New York
    assert seen(late, trusted=True)["days_ahead"] == 1


def test_extreme_dates_have_facts_too() -> None:
    assert seen({**MOVE, "pickup_date": "0001-01-01"})["is_holiday"] is False
    assert seen({**MOVE, "pickup_date": "9999-12-31"})["weekday"] == "friday"


def test_facts_are_of_the_types_the_vocabulary_declares_and_survive_storing() -> None:
    known = seen({**MOVE, "estimated_hours": 2.5, "answers": {"pickup_floor": 1.5, "fragile": True}})
    vocabulary = catalogue_vocabulary(SEEDED)
    assert set(known) - {TOWN_ORDER} <= set(vocabulary.facts)
    assert facts_from_json(facts_to_json(known), vocabulary) == known
    assert "total_cents" in FACTS
    assert "total_cents" not in known


def test_limits_are_reached_before_they_are_passed() -> None:
    request = parse({**MOVE, "item_count": 15, "specialty_items": {"crib": 3, "peloton": 2}}, SEEDED, now=NOW)
    assert (request.item_count, request.specialty_count) == (15, 5)
    assert parse({**MOVE, "package": "full", "item_count": 10**6}, SEEDED, now=NOW).item_count == 10**6
    first = {**MOVE, "quoted_at": "2025-01-01T05:00:00Z"}  # the first second of 2025 in New York
    assert parse(first, SEEDED, now=NOW, trusted=True).quoted_at == datetime(2025, 1, 1, 5, 0, tzinfo=UTC)
