"""Every way in which a quote request can be wrong: path, code, and the words that tell what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from catalog.offers import QuestionInfo
from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from pricing_rules.quoting.errors import FieldError, RequestErrors
from pricing_rules.quoting.parse import parse

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # Monday, 10:00 in New York
SEEDED = seed_snapshot(date(2026, 6, 1))
MOVE: dict[str, Any] = {
    "service": "mini_move",
    "package": "petite",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-30",
}
DELIVERY: dict[str, Any] = {
    "service": "standard_delivery",
    "item_count": 2,
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-30",
}
SPECIALTY: dict[str, Any] = {**MOVE, "service": "specialty_item", "specialty_items": {"peloton": 1}}
del SPECIALTY["package"]
BLADE: dict[str, Any] = {
    "service": "blade_luggage",
    "route": "manhattan_jfk",
    "bag_count": 2,
    "pickup": {"zip": "10024"},
    "pickup_date": "2026-06-30",
}
ORGANIZING: dict[str, Any] = {
    "service": "organizing_only",
    "package": "petite",
    "packing": True,
    "pickup": {"zip": "10024"},
    "pickup_date": "2026-06-30",
}


def errors(data: object, catalogue: Catalogue = SEEDED, *, trusted: bool = True) -> tuple[FieldError, ...]:
    with pytest.raises(RequestErrors) as refused:
        parse(data, catalogue, now=NOW, trusted=trusted)
    return refused.value.errors


def without(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


BROKEN: list[tuple[str, object, str, str, str]] = [
    # what is wrong, the request, field, code, words
    ("no object", [1], "", "type", "must be a JSON object"),
    ("nothing", None, "", "type", "must be a JSON object"),
    ("no service", {}, "service", "required", "Choose what we are moving"),
    ("service no text", {"service": 7}, "service", "type", "must be a code"),
    ("service null", {"service": None}, "service", "type", "must be a code"),
    ("unknown service", {"service": "piano"}, "service", "choice", "Choose one of: mini_move"),
    ("unknown key", {**MOVE, "total_cents": 1}, "total_cents", "unknown", "no such key"),
    ("key of another service", {**MOVE, "bag_count": 1}, "bag_count", "combination", "does not belong to mini_move"),
    ("window without a move", {**ORGANIZING, "window": "morning"}, "window", "combination", "organizing_only"),
    ("drop-off without a move", {**ORGANIZING, "dropoff": {"zip": "10024"}}, "dropoff", "combination", "organizing"),
    ("COI for storage", {"service": "mini_storage", "pickup_date": "2026-06-30", "coi_requested": True},
     "coi_requested", "combination", "mini_storage"),
    ("date for b2b", {"service": "b2b", "pickup_date": "2026-06-30"}, "pickup_date", "combination", "b2b"),
    ("storage without a date", {"service": "mini_storage"}, "pickup_date", "required", "collection date"),
    ("no package", without(MOVE, "package"), "package", "required", "Choose a size"),
    ("unknown package", {**MOVE, "package": "huge"}, "package", "choice", "petite, standard, full"),
    ("package as a list", {**MOVE, "package": ["petite"]}, "package", "type", "must be a code"),
    ("yes as text", {**MOVE, "packing": "yes"}, "packing", "type", "must be true or false"),
    ("yes as 1", {**MOVE, "coi_requested": 1}, "coi_requested", "type", "COI requested must be true or false"),
    ("yes as null", {**MOVE, "packing": None}, "packing", "type", "must be true or false"),
    ("count as text", {**MOVE, "item_count": "3"}, "item_count", "type", "must be a whole number"),
    ("count as yes", {**MOVE, "item_count": True}, "item_count", "type", "must be a whole number"),
    ("count as float", {**MOVE, "item_count": 3.0}, "item_count", "type", "must be a whole number"),
    ("count of none", {**MOVE, "item_count": 0}, "item_count", "range", "must be 1 or more"),
    ("huge count", {**DELIVERY, "item_count": 10**40}, "item_count", "range", "must be 1,000,000 or less"),
    ("more than Petite takes", {**MOVE, "item_count": 16}, "item_count", "limit", "takes up to 15 pieces"),
    ("more than Standard takes", {**MOVE, "package": "standard", "item_count": 31}, "item_count", "limit", "30"),
    ("delivery of nothing", without(DELIVERY, "item_count"), "item_count", "required", "how many pieces"),
    ("specialty items as a list", {**MOVE, "specialty_items": ["crib"]}, "specialty_items", "type", "object"),
    ("unknown specialty item", {**MOVE, "specialty_items": {"piano": 1}}, "specialty_items.piano", "choice", "peloton"),
    ("no crib", {**MOVE, "specialty_items": {"crib": 0}}, "specialty_items.crib", "range", "must be 1 or more"),
    ("half a crib", {**MOVE, "specialty_items": {"crib": 0.5}}, "specialty_items.crib", "type", "whole number"),
    ("six cribs", {**MOVE, "specialty_items": {"crib": 6}}, "specialty_items", "limit", "at most 5 specialty items"),
    ("three and three", {**DELIVERY, "specialty_items": {"crib": 3, "peloton": 3}},
     "specialty_items", "limit", "at most 5"),
    ("no specialty item", without(SPECIALTY, "specialty_items"), "specialty_items", "required", "at least one"),
    ("empty specialty items", {**SPECIALTY, "specialty_items": {}}, "specialty_items", "required", "at least one"),
    ("no route", without(BLADE, "route"), "route", "required", "Choose a route"),
    ("unknown route", {**BLADE, "route": "moon"}, "route", "choice", "manhattan_jfk"),
    ("no bags", without(BLADE, "bag_count"), "bag_count", "required", "how many bags"),
    ("negative bags", {**BLADE, "bag_count": -1}, "bag_count", "range", "must be 1 or more"),
    ("no city end", without(BLADE, "pickup"), "pickup", "required", "where we collect"),
    ("city end in Brooklyn", {**BLADE, "pickup": {"zip": "11201"}}, "pickup.zip", "combination", "outside it"),
    ("airport end elsewhere", {**BLADE, "dropoff": {"zip": "07114"}}, "dropoff.zip", "combination", "outside it"),
    ("no pickup", without(MOVE, "pickup"), "pickup", "required", "where we collect"),
    ("no drop-off", without(MOVE, "dropoff"), "dropoff", "required", "where we deliver"),
    ("pickup as text", {**MOVE, "pickup": "10024"}, "pickup", "type", "object with a ZIP code"),
    ("no ZIP", {**MOVE, "pickup": {}}, "pickup.zip", "required", "Enter the ZIP code"),
    ("ZIP as number", {**MOVE, "pickup": {"zip": 10024}}, "pickup.zip", "type", "must be text"),
    ("short ZIP", {**MOVE, "pickup": {"zip": "1002"}}, "pickup.zip", "unknown", "must be 5 digits, like 11217"),
    ("ZIP in other digits", {**MOVE, "pickup": {"zip": "１００２４"}}, "pickup.zip", "unknown", "must be 5 digits"),
    ("unlisted ZIP", {**MOVE, "pickup": {"zip": "00000"}}, "pickup.zip", "unknown", "There is no ZIP code 00000"),
    ("military ZIP", {**MOVE, "pickup": {"zip": "09001"}}, "pickup.zip", "not_served", "military"),
    ("California", {**MOVE, "dropoff": {"zip": "90210"}}, "dropoff.zip", "not_served", "not serve Beverly Hills"),
    ("state against ZIP", {**MOVE, "pickup": {"zip": "10024", "state": "NJ"}}, "pickup.state", "combination", "in NY"),
    ("state as number", {**MOVE, "pickup": {"zip": "10024", "state": 1}}, "pickup.state", "type", "must be text"),
    ("unknown address key", {**MOVE, "pickup": {"zip": "10024", "doorman": 1}}, "pickup.doorman", "unknown", "no such"),
    ("endless street", {**MOVE, "pickup": {"zip": "10024", "line1": "x" * 10_000}},
     "pickup.line1", "range", "to 500 characters"),
    ("no date", without(MOVE, "pickup_date"), "pickup_date", "required", "Choose a collection date"),
    ("date as number", {**MOVE, "pickup_date": 20260630}, "pickup_date", "type", "a date like 2026-06-26"),
    ("date the other way", {**MOVE, "pickup_date": "06/30/2026"}, "pickup_date", "type", "a date like"),
    ("date as a week", {**MOVE, "pickup_date": "2026-W26-1"}, "pickup_date", "type", "a date like"),
    ("no such date", {**MOVE, "pickup_date": "2026-02-30"}, "pickup_date", "type", "not in the calendar"),
    ("unknown window", {**MOVE, "window": "midnight"}, "window", "choice", "morning"),
    ("answers as a list", {**MOVE, "answers": []}, "answers", "type", "object"),
    ("unknown question", {**MOVE, "answers": {"mood": 1}}, "answers.mood", "unknown", "no such question"),
    ("question of other services", {**BLADE, "answers": {"pickup_floor": 1}}, "answers.pickup_floor", "combination",
     "not asked for this service"),
    ("question of an end that is not there", {**ORGANIZING, "answers": {"dropoff_floor": 1}},
     "answers.dropoff_floor", "combination", "not asked"),
    ("floor as text", {**MOVE, "answers": {"pickup_floor": "3"}}, "answers.pickup_floor", "type", "must be a number"),
    ("floor out of this world", {**MOVE, "answers": {"pickup_floor": 1e9}}, "answers.pickup_floor", "range", "or less"),
    ("elevator as number", {**MOVE, "answers": {"pickup_elevator": 1}}, "answers.pickup_elevator", "type", "true or"),
    ("hours as text", {**MOVE, "estimated_hours": "2"}, "estimated_hours", "type", "must be a number"),
    ("hours as yes", {**MOVE, "estimated_hours": True}, "estimated_hours", "type", "must be a number"),
    ("hours NaN", {**MOVE, "estimated_hours": float("nan")}, "estimated_hours", "type", "must be a number"),
    ("hours without end", {**MOVE, "estimated_hours": float("inf")}, "estimated_hours", "type", "must be a number"),
    ("negative hours", {**MOVE, "estimated_hours": -0.5}, "estimated_hours", "range", "0 or more"),
    ("too many hours", {**MOVE, "estimated_hours": 1e300}, "estimated_hours", "range", "1,000 or less"),
    ("hours of 400 digits", {**MOVE, "estimated_hours": 10**400}, "estimated_hours", "range", "1,000 or less"),
    ("customer as text", {**MOVE, "customer": "me"}, "customer", "type", "object"),
    ("unknown customer key", {**MOVE, "customer": {"name": "x"}}, "customer.name", "unknown", "no such key"),
    ("VIP as text", {**MOVE, "customer": {"is_vip": "yes"}}, "customer.is_vip", "type", "true or false"),
    ("bookings below none", {**MOVE, "customer": {"completed_bookings": -1}},
     "customer.completed_bookings", "range", "0 or more"),
    ("quoted at a day", {**MOVE, "quoted_at": "2026-06-01"}, "quoted_at", "type", "timestamp with an offset"),
    ("quoted without offset", {**MOVE, "quoted_at": "2026-06-01T10:00:00"}, "quoted_at", "type", "with an offset"),
    ("quoted at 25 o'clock", {**MOVE, "quoted_at": "2026-06-01T25:00:00Z"}, "quoted_at", "type", "with an offset"),
    ("quoted before prices began", {**MOVE, "quoted_at": "2024-12-31T23:59:59-05:00"}, "quoted_at", "range", "2025"),
    ("quoted on the 31st in New York", {**MOVE, "quoted_at": "2025-01-01T04:59:59Z"}, "quoted_at", "range", "2025"),
    ("quoted at the end of time", {**MOVE, "quoted_at": "9999-12-31T23:59:59-05:00"}, "quoted_at", "range", "2199"),
    ("same day tomorrow", {**DELIVERY, "same_day": True, "pickup_date": "2026-06-02"}, "same_day", "combination",
     "for today only, 2026-06-01"),
    ("organizing nothing", {**without(ORGANIZING, "packing")}, "packing", "required", "packing, unpacking, or both"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "field", "code", "words"), [case[1:] for case in BROKEN], ids=[c[0] for c in BROKEN])
def test_broken_request(data: object, field: str, code: str, words: str) -> None:
    found = errors(data)
    assert [(error.field, error.code) for error in found] == [(field, code)]
    assert words in found[0].message


def test_all_errors_are_told_at_once_in_json() -> None:
    data = {"service": "mini_move", "package": "huge", "foo": 1, "pickup": {"zip": "90210", "state": "NY"}}
    with pytest.raises(RequestErrors) as refused:
        parse(data, SEEDED, now=NOW)
    found = refused.value.as_json()["errors"]
    assert {(error["field"], error["code"]) for error in found} == {
        ("foo", "unknown"),
        ("package", "choice"),
        ("pickup_date", "required"),
        ("pickup.zip", "not_served"),
        ("pickup.state", "combination"),
        ("dropoff", "required"),
    }
    assert all(set(error) == {"field", "code", "message"} for error in found)


def test_a_strangers_key_is_not_echoed_at_full_length() -> None:
    assert len(errors({**MOVE, "x" * 5_000_000: 1})[0].field) == 120


def test_messages_follow_the_house_style() -> None:
    for _, data, *_ in BROKEN:
        for error in errors(data):
            assert not any(word in error.message.lower() for word in ("please", "sorry", "invalid"))


def inactive(group: str, code: str) -> Catalogue:
    rows = dict(getattr(SEEDED, group))
    rows[code] = replace(rows[code], active=False)
    return replace(SEEDED, **{group: MappingProxyType(rows)})


@pytest.mark.parametrize(
    ("group", "code", "data", "field"),
    [
        ("services", "mini_move", MOVE, "service"),
        ("packages", "petite", MOVE, "package"),
        ("windows", "morning", MOVE, "window"),
        ("routes", "manhattan_jfk", BLADE, "route"),
        ("specialty_items", "peloton", SPECIALTY, "specialty_items.peloton"),
        ("add_ons", "packing.petite", ORGANIZING, "packing"),
        ("add_ons", "coi", {**MOVE, "coi_requested": True}, "coi_requested"),
        ("add_ons", "expedited", {**BLADE, "expedited": True}, "expedited"),
        ("items", "standard_delivery.items", DELIVERY, "service"),
        ("items", "blade.bags", {**BLADE, "bag_count": 3}, "bag_count"),
    ],
)
def test_what_staff_took_off_the_list_is_refused(group: str, code: str, data: dict[str, Any], field: str) -> None:
    found = errors(data, inactive(group, code))
    assert [(error.field, error.code) for error in found] == [(field, "inactive")]
    assert "not on offer" in found[0].message


def question(**changes: Any) -> Catalogue:
    fields = {
        "code": "stairs", "label": "How do we get in?", "help": "", "kind": "choice",
        "services": frozenset({"mini_move"}), "end": "pickup", "required": False, "shown_to_driver": True,
        "active": True,
        "choices": (("front", "Front door"), ("back", "Back door")),
    }  # fmt: skip
    row = QuestionInfo(**{**fields, **changes})  # type: ignore[arg-type]
    return replace(SEEDED, questions=MappingProxyType({"stairs": row}))


def test_staff_questions_are_checked_as_they_are_defined() -> None:
    answered = {**MOVE, "answers": {"stairs": "roof"}}
    assert [(e.field, e.code) for e in errors(answered, question())] == [("answers.stairs", "choice")]
    assert [(e.field, e.code) for e in errors(answered, question(active=False))] == [("answers.stairs", "inactive")]
    assert [(e.field, e.code) for e in errors(MOVE, question(required=True))] == [("answers.stairs", "required")]
    assert parse({**MOVE, "answers": {"stairs": "back"}}, question(), now=NOW).answers == {"stairs": "back"}
    assert parse({**MOVE, "answers": {"stairs": "Ask Jo"}}, question(kind="text"), now=NOW).answers == {}
