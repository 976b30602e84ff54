"""The interpreter matches exactly the rules that `business_rules.run_all` matches (3-pricing-rules.md)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from pricing_rules.engine.conditions import first_failure, holds
from pricing_rules.engine.reference import matching_slugs
from pricing_rules.engine.rules import rule_from_json
from tests.properties import generated
from tests.rule_making import VOCABULARY


@settings(max_examples=200)
@given(raw=generated.RULE_LISTS, facts=generated.FACTS)
def test_the_interpreter_matches_what_run_all_matches(raw: list[dict[str, Any]], facts: dict[str, object]) -> None:
    rules = [rule_from_json(one, VOCABULARY) for one in raw]
    expected = matching_slugs(rules, facts, VOCABULARY)
    assert {rule.slug for rule in rules if holds(rule.conditions, facts)} == expected


@given(raw=generated.RULE, facts=generated.FACTS)
def test_a_failure_is_named_exactly_when_the_conditions_do_not_hold(
    raw: dict[str, Any], facts: dict[str, object]
) -> None:
    conditions = rule_from_json(raw, VOCABULARY).conditions
    failed = first_failure(conditions, facts)
    assert (failed is None) is holds(conditions, facts)
    assert failed is None or not holds(failed, facts)
