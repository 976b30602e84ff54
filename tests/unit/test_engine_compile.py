"""What the compiled form does beside what the properties prove: bits, wrong types, bounded memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine import screens
from pricing_rules.engine.compile import Matcher, compiled, places
from pricing_rules.engine.conditions import Condition, FactError
from pricing_rules.engine.evaluate import evaluate
from tests.rule_making import TOWNS, ask, do, rule, rules

NEEDS_TWO = {
    "all": [
        ask("service", "equal_to", "mini_move"),
        {"any": [ask("item_count", "greater_than", 10), ask("is_weekend", "is_true")]},
        {"any": [{"all": [ask("month", "equal_to", 7), ask("bag_count", "equal_to", 1)]}, ask("package", "is_set")]},
    ]
}


def matcher(*conditions: dict[str, Any]) -> Matcher:
    made = rules(
        *(rule(f"r-{place}", do("add_note", text="N"), conditions=one) for place, one in enumerate(conditions))
    )
    matching = compiled([one.conditions for one in made.rules])
    return lambda facts: matching({**made.unset, **facts})


def test_each_condition_has_its_bit() -> None:
    matching = matcher(
        ask("service", "is_set"), ask("item_count", "greater_than", 3), ask("item_count", "less_than", 3)
    )
    assert [list(places(matching({"service": "x", "item_count": count}))) for count in (2, 3, 4)] == [
        [0, 2],
        [0],
        [0, 1],
    ]
    assert matching({}) == 0
    assert matcher()({"service": "x"}) == 0


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"item_count": 11, "package": "full"}, True),
        ({"item_count": 10, "package": "full"}, False),
        ({"is_weekend": True, "package": "full"}, True),
        ({"is_weekend": True, "month": 7, "bag_count": 1}, True),
        ({"is_weekend": True, "month": 7, "bag_count": 2}, False),
        ({"package": "full"}, False),
    ],
)
def test_wishes_for_any_of_several_facts_and_what_stays_a_tree(facts: dict[str, object], expected: bool) -> None:
    assert bool(matcher(NEEDS_TWO)({"service": "mini_move", **facts})) is expected


NOT_BOTH = {
    "none": [{"all": [ask("month", "equal_to", 7), ask("bag_count", "between", [2, 4])]}, ask("package", "is_set")]
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"month": 7, "bag_count": 1}, True),
        ({"month": 7, "bag_count": 2}, False),
        ({"month": 7, "bag_count": 3}, False),
        ({"month": 7, "bag_count": 4}, False),
        ({"month": 7, "bag_count": 5}, True),
        ({"month": 8, "bag_count": 3}, True),
        ({"month": 7}, True),
        ({"month": 8, "package": "full"}, False),
    ],
)
def test_none_of_all_of_several_facts(facts: dict[str, object], expected: bool) -> None:
    """Two rules beside each other, so that their wishes must not be taken for one another."""
    matching = matcher(NOT_BOTH, {"any": [ask("month", "equal_to", 1), ask("bag_count", "equal_to", 9)]}, NOT_BOTH)
    for _ in range(2):
        assert matching(facts) == (0b101 if expected else 0)


@pytest.mark.parametrize(
    ("condition", "wrong"),
    [
        (ask("is_weekend", "is_true"), 1),
        (ask("item_count", "equal_to", 1), True),
        (ask("item_count", "equal_to", 1), 1.0),
        (ask("base_cents", "equal_to", 1), Decimal(1)),
        (ask("service", "equal_to", "mini_move"), 5),
        (ask("pickup_zones", "contains", "hamptons"), "hamptons"),
        (ask("pickup_zones", "contains", "hamptons"), ["hamptons"]),
    ],
)
def test_a_fact_of_another_type_is_refused_even_if_it_equals_one_met_before(condition: Any, wrong: object) -> None:
    matching = matcher(condition)
    for met in (True, 1, "mini_move", frozenset({"hamptons"})):
        if type(met) is not type(wrong):
            try:
                matching({condition["name"]: met})
            except FactError:
                continue
    with pytest.raises(FactError, match=condition["name"]):
        matching({condition["name"]: wrong})


def test_a_set_that_is_not_frozen_is_a_set_too() -> None:
    made = rules(rule("east", do("add_note", text="N"), conditions=ask("pickup_zones", "contains", "hamptons")))
    for zones in ({"hamptons"}, frozenset({"hamptons"})):
        assert evaluate(made, {"pickup_zones": zones}, base_lines=(), add_on_lines=()).notes == ("N",)


def test_the_road_that_came_with_the_facts_decides() -> None:
    matching = matcher(ask("pickup_town", "is_east_of", "southampton"))
    road = tuple(TOWNS)
    assert matching({"pickup_town": "montauk", "town_order": road}) == 1
    assert matching({"pickup_town": "montauk", "town_order": road[::-1]}) == 0
    with pytest.raises(FactError):
        matching({"pickup_town": "montauk"})


def test_a_screen_starts_anew_before_it_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_ENTRIES", 10)
    matching = matcher(ask("pickup_zip", "starts_with", "119"))
    for number in [*range(11_890, 11_910), *range(11_890, 11_910)]:
        assert matching({"pickup_zip": str(number)}) == (number >= 11_900)


def test_a_name_from_data_never_becomes_code() -> None:
    name = 'x"]\n raise SystemExit #'
    matching = compiled([Condition(name, "equal_to", "a", "choice"), Condition(name, "is_set", None, "choice")])
    assert [matching({name: value}) for value in ("a", "b", None)] == [0b11, 0b10, 0]


def test_many_threads_may_price_with_one_set_whose_tables_start_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_ENTRIES", 3)
    conditions = {"all": [ask("pickup_zip", "starts_with", "119"), ask("days_ahead", "between", [3, 9])]}
    made = rules(rule("east", do("add_note", text="N"), conditions=conditions))
    asked = [{"pickup_zip": str(11_890 + number % 21), "days_ahead": number % 12} for number in range(400)]

    def notes(facts: dict[str, object]) -> tuple[str, ...]:
        return evaluate(made, facts, base_lines=(), add_on_lines=()).notes

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(notes, asked))
    assert found == [("N",) if one["pickup_zip"] >= "119" and 3 <= one["days_ahead"] <= 9 else () for one in asked]
