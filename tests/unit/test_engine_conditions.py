"""What each operator answers, on facts that are set and on facts that are not (3-pricing-rules.md, "Operators")."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine.compile import compiled
from pricing_rules.engine.conditions import FactError, first_failure, holds
from pricing_rules.engine.fact_types import LIST, NO_VALUE, RANGE
from pricing_rules.engine.facts import FACTS
from pricing_rules.engine.reference import matching_slugs
from pricing_rules.engine.rules import rule_from_json
from pricing_rules.engine.vocabulary import OPERATORS
from tests.rule_making import TOWNS, VOCABULARY, ask, do, rule

JULY_4 = date(2027, 7, 4)
ROAD = tuple(TOWNS)

# fact, its value, operator, value asked, expected
ANSWERS: list[tuple[str, object, str, object, bool]] = [
    ("service", "mini_move", "equal_to", "mini_move", True),
    ("service", "mini_move", "equal_to", "standard_delivery", False),
    ("service", "mini_move", "not_equal_to", "standard_delivery", True),
    ("service", "mini_move", "not_equal_to", "mini_move", False),
    ("weekday", "sunday", "is_one_of", ["saturday", "sunday"], True),
    ("weekday", "friday", "is_one_of", ["saturday", "sunday"], False),
    ("weekday", "friday", "is_none_of", ["saturday", "sunday"], True),
    ("weekday", "sunday", "is_none_of", ["saturday", "sunday"], False),
    ("item_count", 3, "equal_to", 3, True),
    ("item_count", 3, "greater_than", 3, False),
    ("item_count", 3, "greater_than_or_equal_to", 3, True),
    ("item_count", 3, "less_than", 3, False),
    ("item_count", 3, "less_than_or_equal_to", 3, True),
    ("item_count", 3, "less_than_or_equal_to", 2, False),
    ("item_count", 3, "between", [3, 5], True),
    ("item_count", 5, "between", [3, 5], True),
    ("item_count", 6, "between", [3, 5], False),
    ("item_count", 0, "is_set", None, True),
    ("month", 7, "is_one_of", [6, 7], True),
    ("estimated_hours", Decimal("2.5"), "greater_than", 2.5, False),
    ("estimated_hours", Decimal("2.5"), "equal_to", 2.5, True),
    ("estimated_hours", Decimal("2.0000001"), "greater_than", 2, True),
    ("base_cents", 172500, "greater_than", 172499, True),
    ("is_weekend", True, "is_true", None, True),
    ("is_weekend", True, "is_false", None, False),
    ("is_weekend", False, "is_true", True, False),
    ("is_weekend", False, "is_false", None, True),
    ("is_weekend", False, "is_set", None, True),
    ("pickup_zones", frozenset({"hamptons", "east_end_far"}), "contains", "hamptons", True),
    ("pickup_zones", frozenset({"hamptons"}), "contains", "manhattan", False),
    ("pickup_zones", frozenset({"hamptons"}), "does_not_contain", "manhattan", True),
    ("pickup_zones", frozenset({"hamptons", "east_end_far"}), "contains_all", ["hamptons", "east_end_far"], True),
    ("pickup_zones", frozenset({"hamptons"}), "contains_all", ["hamptons", "east_end_far"], False),
    ("pickup_zones", frozenset({"hamptons"}), "shares_at_least_one_element_with", ["manhattan", "hamptons"], True),
    ("pickup_zones", frozenset({"hamptons"}), "shares_no_elements_with", ["manhattan", "hamptons"], False),
    ("pickup_zones", frozenset({"hamptons"}), "shares_no_elements_with", ["manhattan"], True),
    ("pickup_zones", frozenset(), "is_set", None, True),
    ("pickup_zones", frozenset(), "shares_no_elements_with", ["manhattan"], True),
    ("pickup_zones", frozenset(), "shares_at_least_one_element_with", ["manhattan"], False),
    ("pickup_zip", "11937", "starts_with", "119", True),
    ("pickup_zip", "10024", "starts_with", "119", False),
    ("pickup_city", "Montauk", "equal_to", "montauk", False),
    ("holiday", "", "is_set", None, True),
    ("holiday", "", "equal_to", "", True),
    ("holiday", "", "not_equal_to", "Labor Day", True),
    ("pickup_date", JULY_4, "before", "2027-07-04", False),
    ("pickup_date", JULY_4, "on_or_before", "2027-07-04", True),
    ("pickup_date", JULY_4, "after", "2027-07-03", True),
    ("pickup_date", JULY_4, "on_or_after", "2027-07-05", False),
    ("pickup_date", JULY_4, "between", ["2027-07-04", "2027-07-04"], True),
    ("pickup_date", JULY_4, "is_one_of", ["2027-07-04", "2027-12-24"], True),
    ("window_start", time(7), "before", "08:00", True),
    ("window_start", time(8), "before", "08:00", False),
    ("window_start", time(8), "on_or_after", "08:00", True),
    ("pickup_town", "montauk", "is_east_of", "southampton", True),
    ("pickup_town", "southampton", "is_east_of", "southampton", False),
    ("pickup_town", "southampton", "is_west_of", "southampton", False),
    ("pickup_town", "westhampton", "is_west_of", "southampton", True),
    ("pickup_town", "montauk", "equal_to", "montauk", True),
    ("pickup_town", "montauk", "is_none_of", ["westhampton", "southampton"], True),
    ("answer_stairs", 3, "greater_than", 2, True),
    ("answer_elevator", False, "is_false", None, True),
]


def made(conditions: dict[str, Any]) -> Any:
    return rule_from_json(rule("asked", do("add_note", text="Note"), conditions=conditions), VOCABULARY)


@pytest.mark.parametrize(("name", "actual", "operator", "value", "expected"), ANSWERS)
def test_an_operator_answers(name: str, actual: object, operator: str, value: object, expected: bool) -> None:
    facts = {name: actual, "town_order": ROAD}
    asked = made({"all": [ask(name, operator, value)]})
    assert holds(asked.conditions, facts) is expected
    assert (matching_slugs([asked], facts, VOCABULARY) == {"asked"}) is expected
    inverted = made({"none": [ask(name, operator, value)]})
    assert holds(inverted.conditions, facts) is not expected
    assert compiled([asked.conditions, inverted.conditions])(facts) == (0b01 if expected else 0b10)
    assert (matching_slugs([inverted], facts, VOCABULARY) == {"asked"}) is not expected


SAMPLES = {
    "number": (1, 2),
    "money": (100, 200),
    "choice": ("mini_move", "standard_delivery"),
    "choices": ("hamptons", "manhattan"),
    "text": ("a", "b"),
    "date": ("2027-07-04", "2027-07-05"),
    "time": ("08:00", "09:00"),
    "town": ("westhampton", "montauk"),
    "yes_no": (None, None),
}
OF_TYPE = {
    "number": "item_count",
    "money": "base_cents",
    "choice": "service",
    "choices": "pickup_zones",
    "text": "pickup_city",
    "date": "pickup_date",
    "time": "window_start",
    "town": "dropoff_town",
    "yes_no": "is_weekend",
}
EVERY_OPERATOR = [
    (kind, operator) for kind, known in sorted(OPERATORS.items()) for operator in sorted(known.values(), key=str)
]


@pytest.mark.parametrize(("kind", "operator"), EVERY_OPERATOR, ids=str)
@pytest.mark.parametrize("facts", [{}, {"same": None}])
def test_every_operator_is_false_on_a_fact_that_is_not_set_and_none_of_inverts(
    kind: Any, operator: Any, facts: Any
) -> None:
    name = OF_TYPE[kind]
    facts = {name: None} if facts else {}
    low, high = SAMPLES[kind]
    value = {NO_VALUE: None, LIST: [low], RANGE: [low, high]}.get(operator.shape, low)
    asked = made({"all": [ask(name, operator.name, value)]})
    assert not holds(asked.conditions, facts)
    assert not matching_slugs([asked], facts, VOCABULARY)
    inverted = made({"none": [ask(name, operator.name, value)]})
    assert holds(inverted.conditions, facts)
    assert matching_slugs([inverted], facts, VOCABULARY)


YES, NO = ask("service", "equal_to", "mini_move"), ask("service", "equal_to", "standard_delivery")


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"all": [YES, YES]}, True),
        ({"all": [YES, NO]}, False),
        ({"any": [NO, YES]}, True),
        ({"any": [NO, NO]}, False),
        ({"none": [NO, NO]}, True),
        ({"none": [NO, YES]}, False),
        ({"none": [{"all": [YES, NO]}]}, True),
        ({"none": [{"none": [YES]}]}, True),
        ({"none": [{"none": [NO]}]}, False),
        ({"none": [{"any": [NO, {"none": [YES, NO]}]}]}, True),
        (YES, True),
    ],
)
def test_groups_nest(conditions: dict[str, Any], expected: bool) -> None:
    facts = {"service": "mini_move"}
    asked = made(conditions)
    assert holds(asked.conditions, facts) is expected
    assert bool(compiled([asked.conditions])(facts)) is expected
    assert bool(matching_slugs([asked], facts, VOCABULARY)) is expected


@pytest.mark.parametrize(
    ("name", "actual", "operator", "value"),
    [
        ("item_count", "3", "greater_than", 2),
        ("item_count", 3.0, "greater_than", 2),
        ("item_count", True, "greater_than", 2),
        ("base_cents", Decimal(100), "greater_than", 2),
        ("is_weekend", 1, "is_true", None),
        ("pickup_zones", "hamptons", "contains", "hamptons"),
        ("pickup_date", "2027-07-04", "after", "2027-01-01"),
        ("service", 7, "equal_to", "mini_move"),
    ],
)
def test_a_fact_of_another_type_is_refused_by_name(name: str, actual: object, operator: str, value: object) -> None:
    with pytest.raises(FactError, match=name):
        holds(made({"all": [ask(name, operator, value)]}).conditions, {name: actual})


@pytest.mark.parametrize("order", [None, (), ("westhampton", "southampton")])
def test_east_and_west_need_both_towns_on_the_road(order: object) -> None:
    asked = made({"all": [ask("pickup_town", "is_east_of", "westhampton")]})
    with pytest.raises(FactError, match="montauk"):
        holds(asked.conditions, {"pickup_town": "montauk", "town_order": order})


def test_the_first_failure_is_the_first_part_that_is_false() -> None:
    conditions = made({"all": [YES, {"any": [NO, {"all": [NO]}]}, NO]}).conditions
    assert first_failure(conditions, {"service": "mini_move"}) == conditions.parts[1]
    single = made({"all": [YES, {"any": [{"all": [YES, NO]}]}]}).conditions
    assert first_failure(single, {"service": "mini_move"}) == made(NO).conditions
    assert first_failure(single, {"service": "x"}) == made(YES).conditions
    assert first_failure(made({"all": [YES]}).conditions, {"service": "mini_move"}) is None


def test_every_type_of_fact_has_an_operator_table() -> None:
    assert {fact.type for fact in FACTS.values()} == set(OPERATORS) == set(SAMPLES)
