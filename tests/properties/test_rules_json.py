"""A rule written as JSON and read again is the same rule (3-pricing-rules.md, "Rules as JSON")."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pricing_rules.engine.rules import (
    RuleErrors,
    rule_from_json,
    rule_set_from_json,
    rule_set_to_json,
    rule_to_json,
)
from tests.properties import generated
from tests.rule_making import VOCABULARY

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(raw=generated.RULE)
def test_a_rule_survives_json(raw: dict[str, Any]) -> None:
    rule = rule_from_json(raw, VOCABULARY)
    written = rule_to_json(rule)
    assert rule_from_json(json.loads(json.dumps(written)), VOCABULARY) == rule
    assert rule_to_json(rule_from_json(written, VOCABULARY)) == written


@given(raw=generated.RULE_LISTS)
def test_a_rule_set_survives_json(raw: list[dict[str, Any]]) -> None:
    rule_set = rule_set_from_json(raw, VOCABULARY, number=3)
    again = rule_set_from_json(json.loads(json.dumps(rule_set_to_json(rule_set))), VOCABULARY, number=3)
    assert again.in_order == rule_set.in_order


@given(raw=generated.RULE, key=st.text(max_size=8), junk=ANY_JSON, data=st.data())
def test_junk_anywhere_is_refused_in_words_or_harmless(
    raw: dict[str, Any], key: str, junk: Any, data: st.DataObject
) -> None:
    """Anything in the place of any part of a rule is read, or refused with a path and a sentence; never a crash."""
    places = list(_places(raw))
    holder, place = data.draw(st.sampled_from(places))
    holder[place] = junk
    if isinstance(holder, dict) and key:
        holder.setdefault(key, junk)
    try:
        rule_from_json(raw, VOCABULARY)
    except RuleErrors as refused:
        assert refused.errors
        assert all(len(error.message.split()) > 3 for error in refused.errors)
    try:
        rule_set_from_json([junk, raw], VOCABULARY)
    except RuleErrors as refused:
        assert all(error.path.startswith("rules[") for error in refused.errors)


def _places(raw: Any) -> Any:
    for place in list(raw) if isinstance(raw, dict) else range(len(raw)):
        yield raw, place
        if isinstance(raw[place], dict | list):
            yield from _places(raw[place])
