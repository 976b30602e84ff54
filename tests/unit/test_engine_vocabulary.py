"""The vocabulary as `business-rules` exports it, and what it must never export (3-pricing-rules.md, "Facts")."""

from __future__ import annotations

import business_rules
import pytest
from business_rules import operators

from pricing_rules.engine.action_types import ACTIONS, MONEY_ACTIONS, Actions
from pricing_rules.engine.fact_types import COMPLEMENT, FACT_TYPES
from pricing_rules.engine.facts import FACTS, UNIT_FACTS, question_fact
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.engine.vocabulary import OPERATORS, STANDARD, vocabulary
from tests.rule_making import VOCABULARY, ask, do, rule

# 3-pricing-rules.md, "Facts a rule can ask about", word for word
SPECIFIED = """
    service package packing unpacking item_count specialty_items specialty_count route bag_count expedited same_day
    coi_requested coi_included pickup_date weekday is_weekend month holiday is_holiday days_ahead window_start
    window_hours pickup_zip pickup_city pickup_state pickup_zones pickup_town dropoff_zip dropoff_city dropoff_state
    dropoff_zones dropoff_town same_zone seasons estimated_hours distance_miles is_guest is_vip completed_bookings
    base_cents total_cents
"""
FACT_NAMES = SPECIFIED.split()

EQUAL = {"is_set", "equal_to", "not_equal_to", "is_one_of", "is_none_of"}
AMOUNT = EQUAL | {"greater_than", "greater_than_or_equal_to", "less_than", "less_than_or_equal_to", "between"}
MOMENT = EQUAL | {"before", "on_or_before", "after", "on_or_after", "between"}
BY_TYPE = {
    "number": AMOUNT,
    "money": AMOUNT,
    "yes_no": {"is_set", "is_true", "is_false"},
    "choice": EQUAL,
    "choices": {
        "is_set",
        "contains",
        "does_not_contain",
        "contains_all",
        "shares_at_least_one_element_with",
        "shares_no_elements_with",
    },
    "text": EQUAL | {"starts_with"},
    "date": MOMENT,
    "time": MOMENT,
    "town": EQUAL | {"is_east_of", "is_west_of"},
}


def test_the_facts_are_those_of_the_specification() -> None:
    assert sorted(FACTS) == sorted(FACT_NAMES)
    assert all(fact.label and fact.topic for fact in FACTS.values())
    assert {name for name, fact in FACTS.items() if fact.personal} == {"is_guest", "is_vip", "completed_bookings"}
    assert {name for name, fact in FACTS.items() if fact.check_only} == {"total_cents"}


def test_the_operators_of_each_type_are_those_the_package_exports() -> None:
    exported = VOCABULARY.exported["variable_type_operators"]
    for kind, names in BY_TYPE.items():
        assert {one["name"] for one in exported[kind]} == names == set(OPERATORS[kind])  # type: ignore[index]


def test_complements_exist_but_are_not_exported() -> None:
    exported = business_rules.export_rule_data(STANDARD.variables, Actions)["variable_type_operators"]
    for kind, cls in FACT_TYPES.items():
        assert getattr(operators, cls.__name__) is cls
        for one in exported[kind]:
            assert callable(getattr(cls, COMPLEMENT + one["name"]))
    names = {one["name"] for known in exported.values() for one in known}
    assert not {name for name in names if name.startswith((COMPLEMENT, "_"))}


def test_the_export_offers_labels_and_the_catalogues_choices() -> None:
    variables = {one["name"]: one for one in VOCABULARY.exported["variables"]}
    assert sorted(variables) == sorted([*FACT_NAMES, "answer_elevator", "answer_stairs"])
    assert variables["pickup_zones"] == {
        "name": "pickup_zones",
        "label": "Pickup zones",
        "field_type": "choices",
        "options": [
            {"name": "manhattan", "label": "Manhattan"},
            {"name": "hamptons", "label": "The Hamptons"},
            {"name": "east_end_far", "label": "East End far"},
        ],
    }
    assert [option["name"] for option in variables["weekday"]["options"]][:2] == ["monday", "tuesday"]


def test_a_zone_is_selectable_the_moment_it_exists() -> None:
    with_zone = vocabulary(choices={"zones": {"fire_island": "Fire Island"}})
    asked = rule("r", do("add_amount", amount_cents=1), conditions=ask("pickup_zones", "contains", "fire_island"))
    assert len(rule_set_from_json([asked], with_zone).rules) == 1


def test_the_actions_are_those_of_the_specification() -> None:
    exported = {one["name"]: {param["name"] for param in one["params"]} for one in VOCABULARY.exported["actions"]}
    assert exported == {
        "add_amount": {"amount_cents", "label"},
        "add_percent": {"percent", "label"},
        "add_per_unit": {"unit", "amount_cents", "above", "label"},
        "raise_base_to": {"amount_cents", "label"},
        "discount_amount": {"amount_cents", "label"},
        "discount_percent": {"percent", "label"},
        "require_approval": {"reason"},
        "require_coi": {"reason"},
        "make_unavailable": {"message"},
        "add_note": {"text"},
    }
    assert exported.keys() == ACTIONS.keys()
    assert {name for name in exported if name.startswith(("add_a", "add_p", "raise", "discount"))} == MONEY_ACTIONS


def test_an_action_asked_for_is_noted_under_its_own_name() -> None:
    actions = Actions()
    for name, kinds in ACTIONS.items():
        getattr(actions, name)(**dict.fromkeys(kinds, 1))
    assert actions.done == [(name, dict.fromkeys(kinds, 1)) for name, kinds in ACTIONS.items()]


@pytest.mark.parametrize(
    ("kind", "expected"), [("yes_no", "yes_no"), ("number", "number"), ("choice", "choice"), ("text", None)]
)
def test_a_question_is_a_fact_unless_it_is_answered_in_words(kind: str, expected: str | None) -> None:
    fact = question_fact("floor", "Floor", kind, help="Which floor?")
    assert (fact and (fact.name, fact.type, fact.label)) == (expected and ("answer_floor", expected, "Floor"))


def test_a_number_question_is_a_unit_and_a_choice_question_brings_its_choices() -> None:
    assert dict(VOCABULARY.units) == {**UNIT_FACTS, "answer_stairs": "answer_stairs"}
    door = question_fact("door", "Door", "choice")
    assert door
    asked = rule("r", do("add_amount", amount_cents=1), conditions=ask("answer_door", "equal_to", "back"))
    known = vocabulary([door], {"answer_door": {"front": "Front", "back": "Back"}})
    assert rule_set_from_json([asked], known).rules[0].slug == "r"


@pytest.mark.parametrize(
    ("conditions", "active", "personal"),
    [
        (ask("is_vip", "is_true"), True, True),
        (ask("is_vip", "is_true"), False, False),
        ({"all": [ask("service", "is_set"), {"none": [ask("completed_bookings", "is_set")]}]}, True, True),
        (ask("service", "is_set"), True, False),
    ],
)
def test_a_set_knows_whether_an_active_rule_asks_about_the_person(
    conditions: dict[str, object], active: bool, personal: bool
) -> None:
    asked = rule("r", do("add_note", text="N"), conditions=conditions, active=active)
    assert rule_set_from_json([asked], VOCABULARY).uses_personal_facts is personal
    assert RuleSet(None, ()).uses_personal_facts is False
