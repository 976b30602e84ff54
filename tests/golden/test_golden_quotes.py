"""Quotes computed by hand from the specification (the YAML tables beside this file), line by line and to the cent."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.seeds import seed_snapshot
from foundation.clock import new_york_day
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.quoting.parse import parse, quoted_at_of
from pricing_rules.quoting.price import PricedQuote, price
from pricing_rules.quoting.words import catalogue_vocabulary

FOLDER = Path(__file__).parent
RULES = FOLDER.parent.parent / "pricing_rules" / "seed" / "rules.yaml"
NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # Monday, 10:00 in New York
SHORT = {"from": "pickup", "to": "dropoff"}
ALWAYS = {"Storage is confirmed by our team, who quote pickup and return", "Our team composes a quote for your event"}


def cases() -> list[Any]:
    found = []
    for name in ("mini_moves", "other_services"):
        rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        found += [pytest.param(row, id=f"{name}: {row['name']}") for row in rows]
    return found


@cache
def opening_rules() -> RuleSet:
    vocabulary = catalogue_vocabulary(seed_snapshot(NOW.date()))
    return rule_set_from_json(yaml.safe_load(RULES.read_text(encoding="utf-8")), vocabulary, number=1)


def contract_request(short: dict[str, Any]) -> dict[str, Any]:
    """The table's short form as a request of the contract."""
    request = {"service": "mini_move", **short}
    for end, key in SHORT.items():
        if end in request:
            request[key] = {"zip": request.pop(end)}
    if "date" in request:
        request["pickup_date"] = request.pop("date").isoformat()
    return request


def quote(short: dict[str, Any]) -> PricedQuote:
    data = contract_request(short)
    catalogue = seed_snapshot(new_york_day(quoted_at_of(data, now=NOW, trusted=True)))
    return price(parse(data, catalogue, now=NOW, trusted=True), catalogue, opening_rules())


def reasons_of(slugs: list[str]) -> set[str]:
    if slugs == ["always"]:
        return ALWAYS
    return {
        action.text("reason")
        for rule in opening_rules().rules
        if rule.slug in slugs
        for action in rule.actions
        if action.name == "require_approval"
    }


@pytest.mark.parametrize("case", cases())
def test_quote_computed_by_hand(case: dict[str, Any]) -> None:
    answer: Any = quote(case["request"]).answer()

    lines = [f"{line['kind']} {line['code']} {line['amount_cents']}" for line in answer["lines"]]
    assert lines == case["lines"]
    assert answer["total_cents"] == case["total"] == sum(line["amount_cents"] for line in answer["lines"])
    assert all(line["label"] and 0 < len(line["reason"]) <= 90 for line in answer["lines"])
    for line in answer["lines"]:
        if line["kind"] == "base":
            assert line["quantity"] * line["unit_cents"] == line["amount_cents"]
    if "base" in case:
        assert answer["base_cents"] == case["base"]
    if "coi_included" in case:
        assert answer["coi"]["included"] is case["coi_included"]

    expected = reasons_of(case.get("approval", []))
    given = set(answer["approval"]["reasons"])
    assert given <= expected if expected == ALWAYS else given == expected
    assert answer["approval"]["required"] is bool(expected)

    messages = " ".join(answer["unavailable"]["messages"])
    assert answer["unavailable"]["is"] is ("unavailable" in case)
    assert case.get("unavailable", "") in messages


def test_the_tables_are_as_many_as_promised() -> None:
    assert len(cases()) >= 60
