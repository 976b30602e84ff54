"""The fields of a typed request: the quote request they make, the way back, and each refusal at its field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from catalog.seeds import seed_snapshot
from pricing_rules.admin.trying_fields import Fields, fields_of
from pricing_rules.admin.trying_values import example, posted, request_of, values_of, zip_of
from pricing_rules.quoting.canonical import request_json
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.parse import parse

NOW = datetime(2027, 6, 1, 14, 0, tzinfo=UTC)
SEEDED = seed_snapshot(date(2027, 6, 1))
TYPED = {
    "service": "mini_move",
    "package": "standard",
    "pickup": "10024",
    "dropoff": "Sagaponack",
    "pickup_date": "2027-06-26",
    "window": "morning",
}


def shown(**changes: str) -> Fields:
    """The fields after the parser has seen what they make."""
    values = {**TYPED, **changes}
    try:
        parse(request_of(values, SEEDED), SEEDED, now=NOW, trusted=True)
    except RequestErrors as refused:
        return fields_of(values, SEEDED, refused.errors)
    return fields_of(values, SEEDED)


def problems(fields: Fields) -> dict[str, str]:
    every = (*fields.main, *fields.flags, *fields.further, *fields.person)
    return {field.name.removeprefix("try-"): field.problem for field in every if field.problem}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"pickup": "Atlantis"}, "pickup", "No town we serve is called “Atlantis”"),
        ({"pickup": "123"}, "pickup", "ZIP code must be 5 digits"),
        ({"pickup": "90210"}, "pickup", "We do not serve"),
        ({"dropoff": ""}, "dropoff", "Enter where we deliver"),
        ({"pickup_date": "2027-02-30"}, "pickup_date", "not in the calendar"),
        ({"package": ""}, "package", "Choose a size"),
        ({"item_count": "many"}, "item_count", "must be a whole number"),
        ({"item_count": "400"}, "item_count", "takes up to"),
        ({"estimated_hours": "a while"}, "estimated_hours", "must be a number"),
        ({"specialty-crib": "-1"}, "specialty-crib", "must be"),
        ({"completed_bookings": "1.5"}, "completed_bookings", "must be a whole number"),
        ({"quoted_at": "yesterday"}, "quoted_at", "must be a timestamp"),
        ({"quoted_at": "2019-01-01T10:00"}, "quoted_at", "2025-01-01"),
        ({"service": "teleport"}, "service", "Choose one of"),
        ({"service": "standard_delivery"}, "item_count", "Enter how many pieces"),
        ({"service": "organizing_only"}, "packing", "Choose packing"),
    ],
)
def test_a_refusal_stands_at_its_field(changes: dict[str, str], field: str, words: str) -> None:
    fields = shown(**changes)
    found = problems(fields)
    assert list(found) == [field]
    assert words in found[field]
    assert fields.problems == ()


def test_a_refusal_of_no_field_is_told_all_the_same() -> None:
    fields = shown(service="specialty_item")
    assert fields.problems == ("Choose at least one specialty item.",)


@pytest.mark.parametrize("town", ["11962", "Sagaponack", "  sagaponack ", "SAGAPONACK"])
def test_a_town_is_as_good_as_its_zip(town: str) -> None:
    assert zip_of(town.strip(), SEEDED) == "11962"


@pytest.mark.parametrize(("text", "zip_code"), [("Greenwich", "06830"), ("Atlantis", "Atlantis"), ("119", "119")])
def test_cities_we_serve_have_their_lowest_zip_and_what_is_unknown_stays_as_typed(text: str, zip_code: str) -> None:
    assert zip_of(text, SEEDED) == zip_code


def test_each_service_asks_its_own_and_keeps_what_another_asked() -> None:
    fields = shown(service="blade_luggage", route="manhattan_jfk", bag_count="3", dropoff="", packing="on")
    assert problems(fields) == {}
    assert [field.name.removeprefix("try-") for field in fields.main] == [
        "service", "route", "bag_count", "pickup", "dropoff", "pickup_date", "window",
    ]  # fmt: skip
    assert dict(fields.carried) == {"try-package": "standard", "try-packing": "on"}


@pytest.mark.parametrize(
    "request_",
    [
        {"service": "mini_move", "package": "full", "packing": True, "pickup": {"zip": "11954"},
         "dropoff": {"zip": "10024"}, "pickup_date": "2027-06-26", "specialty_items": {"crib": 2},
         "estimated_hours": 3.5, "customer": {"is_vip": True, "completed_bookings": 3}},
        {"service": "standard_delivery", "item_count": 3, "same_day": True, "pickup": {"zip": "10024"},
         "dropoff": {"zip": "11962"}, "pickup_date": "2027-06-01", "window": "hour_11", "coi_requested": True},
        {"service": "organizing_only", "package": "petite", "unpacking": True, "pickup": {"zip": "10024"},
         "pickup_date": "2027-06-26"},
        {"service": "blade_luggage", "route": "jfk_manhattan", "bag_count": 4, "expedited": True,
         "dropoff": {"zip": "10024"}, "pickup_date": "2027-06-26"},
        {"service": "mini_storage", "pickup_date": "2027-06-26"},
        {"service": "b2b"},
    ],
    ids=lambda request: request["service"],
)  # fmt: skip
def test_a_request_goes_into_the_fields_and_comes_back_the_same(request_: dict[str, Any]) -> None:
    asked = parse({**request_, "quoted_at": NOW.isoformat()}, SEEDED, now=NOW, trusted=True)
    stored = request_json(asked)
    again = parse(request_of(values_of(stored), SEEDED), SEEDED, now=NOW, trusted=True)
    assert again == asked


def test_the_example_can_be_priced_on_any_day() -> None:
    for day in range(1, 29):
        now = datetime(2027, 2, day, 12, tzinfo=UTC)
        request = parse(request_of(example(SEEDED, now=now), SEEDED), SEEDED, now=now, trusted=True)
        assert request.pickup_date is not None
        assert request.pickup_date.weekday() == 5


def test_what_is_posted_loses_its_prefix_and_all_that_is_not_of_the_panel() -> None:
    assert posted({"try-pickup": " 10024 ", "name": "Rule", "try-x": "y" * 500}) == {"pickup": "10024", "x": "y" * 200}
