"""The rule builder keeps every rule: written into the form, sent back and read, it is the same rule."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from pricing_rules.builder.reading import rule_json
from pricing_rules.builder.settling import settled
from pricing_rules.builder.writing import form_of
from pricing_rules.engine.rules import rule_from_json, rule_to_json
from tests.builder_forms import sent
from tests.properties.generated import RULE
from tests.rule_making import VOCABULARY


@settings(max_examples=150)
@given(RULE)
def test_a_rule_through_the_form_is_the_same_rule(raw: dict[str, Any]) -> None:
    rule = rule_from_json(raw, VOCABULARY)
    form = form_of(rule_to_json(rule), VOCABULARY)
    read = rule_from_json(rule_json(sent(form), VOCABULARY), VOCABULARY)
    assert read == rule
    assert settled(form, VOCABULARY) == form  # drawn as it was asked, nothing is to be changed
