"""The compiled form matches what the interpreter and `business_rules.run_all` match (3-pricing-rules.md, "Speed")."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing_rules.engine.compile import compiled, places
from pricing_rules.engine.conditions import holds
from pricing_rules.engine.reference import matching_slugs
from pricing_rules.engine.rules import rule_from_json
from tests.properties import generated
from tests.rule_making import VOCABULARY


@settings(max_examples=200)
@given(raw=generated.RULE_LISTS, requests=st.lists(generated.FACTS, min_size=1, max_size=3))
def test_the_compiled_form_matches_what_both_others_match(
    raw: list[dict[str, Any]], requests: list[dict[str, object]]
) -> None:
    rules = [rule_from_json(one, VOCABULARY) for one in raw]
    matching = compiled([rule.conditions for rule in rules])
    for facts in [*requests, *requests]:  # twice: screens answer from memory the second time
        slugs = {rules[place].slug for place in places(matching(facts))}
        assert slugs == {rule.slug for rule in rules if holds(rule.conditions, facts)}
        assert slugs == matching_slugs(rules, facts, VOCABULARY)
