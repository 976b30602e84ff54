"""Every sellable thing has an active flag and a price in force, or it is refused in new requests (2-catalogue.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest

from catalog.offers import QuestionInfo
from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from pricing_rules.quoting.base_lines import base_lines
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.json_lines import read_json
from pricing_rules.quoting.parse import parse

NOW = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)  # Monday, 09:00 in New York
SEEDED = seed_snapshot(date(2026, 6, 1))
ENDS: dict[str, Any] = {"pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}, "pickup_date": "2026-06-30"}
MOVE: dict[str, Any] = {**ENDS, "service": "mini_move", "package": "petite"}
SAME_DAY: dict[str, Any] = {
    **ENDS,
    "service": "standard_delivery",
    "item_count": 5,
    "same_day": True,
    "window": "hour_11",
    "pickup_date": "2026-06-01",
}
ORGANIZING: dict[str, Any] = {
    "service": "organizing_only",
    "package": "petite",
    "packing": True,
    "pickup": {"zip": "10024"},
    "pickup_date": "2026-06-30",
}
BLADE: dict[str, Any] = {
    "service": "blade_luggage",
    "route": "manhattan_jfk",
    "bag_count": 3,
    "pickup": {"zip": "10024"},
    "pickup_date": "2026-06-30",
}


def switched_off(code: str) -> Catalogue:
    item = replace(SEEDED.items[code], active=False)
    changed = replace(SEEDED, items=MappingProxyType({**SEEDED.items, code: item}))
    if code in changed.add_ons:
        add_on = replace(changed.add_ons[code], active=False)
        changed = replace(changed, add_ons=MappingProxyType({**changed.add_ons, code: add_on}))
    return changed


def unpriced(code: str) -> Catalogue:
    cents = {each: amount for each, amount in SEEDED.prices.cents.items() if each != code}
    return replace(SEEDED, prices=replace(SEEDED.prices, cents=MappingProxyType(cents)))


CASES = [
    # what is off, request, where it is told
    ("standard_delivery.items", SAME_DAY, "item_count"),
    ("standard_delivery.same_day", SAME_DAY, "same_day"),
    ("blade.bags", BLADE, "bag_count"),
    ("packing.petite", ORGANIZING, "packing"),
    ("expedited", {**BLADE, "expedited": True}, "expedited"),
    ("coi", {**MOVE, "coi_requested": True}, "coi_requested"),
]
PRICED_ONLY = [
    ("mini_move.petite", MOVE, "package"),
    ("specialty.crib", {**MOVE, "specialty_items": {"crib": 1}}, "specialty_items.crib"),
    ("blade.manhattan_jfk", BLADE, "route"),
]


def told(data: dict[str, Any], catalogue: Catalogue) -> list[tuple[str, str]]:
    with pytest.raises(RequestErrors) as refused:
        parse(data, catalogue, now=NOW, trusted=True)
    return [(error.field, error.code) for error in refused.value.errors]


@pytest.mark.parametrize(("code", "request_", "field"), CASES, ids=[case[0] for case in CASES])
def test_a_thing_that_is_switched_off_is_refused(code: str, request_: dict[str, Any], field: str) -> None:
    assert told(request_, switched_off(code)) == [(field, "inactive")]


@pytest.mark.parametrize(("code", "request_", "field"), [*CASES, *PRICED_ONLY])
def test_a_thing_whose_price_is_still_to_come_is_refused(code: str, request_: dict[str, Any], field: str) -> None:
    assert told(request_, unpriced(code)) == [(field, "inactive")]


def test_same_day_within_its_price_needs_no_further_items() -> None:
    assert parse({**SAME_DAY, "item_count": 3}, switched_off("standard_delivery.items"), now=NOW).item_count == 3


def test_organizing_alone_sells_a_size_whose_move_is_switched_off() -> None:
    petite = replace(SEEDED.packages["petite"], active=False)
    catalogue = replace(SEEDED, packages=MappingProxyType({**SEEDED.packages, "petite": petite}))
    assert parse(ORGANIZING, catalogue, now=NOW).package == "petite"
    assert told(MOVE, catalogue) == [("package", "inactive")]


@pytest.mark.parametrize("typed", [None, "", "   "])
def test_a_required_question_wants_more_than_blanks(typed: str | None) -> None:
    question = QuestionInfo(
        code="gate",
        label="Which gate?",
        help="",
        kind="text",
        services=frozenset({"mini_move"}),
        end="booking",
        required=True,
        shown_to_driver=True,
        active=True,
    )
    catalogue = replace(SEEDED, questions=MappingProxyType({"gate": question}))
    answers = {} if typed is None else {"answers": {"gate": typed}}
    assert told({**MOVE, **answers}, catalogue) == [("answers.gate", "required")]


def test_several_of_a_thing_say_what_each_costs() -> None:
    request = parse({**MOVE, "specialty_items": {"crib": 2}}, SEEDED, now=NOW)
    assert [line.reason for line in base_lines(request, SEEDED) if line.code == "specialty.crib"] == ["2 at $350 each"]


def test_a_number_of_thousands_of_digits_is_told_at_its_key() -> None:
    data = read_json(b'{"item_count": ' + b"9" * 5000 + b"}")
    assert told({**MOVE, **data}, SEEDED) == [("item_count", "range")]
