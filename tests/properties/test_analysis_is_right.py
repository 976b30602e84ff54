"""The analysis against requests that can really be made: nothing that happens is told to be impossible, and every
example that it gives happens."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing_rules.engine.analyse import Finding, analyse
from pricing_rules.engine.analyse.checks import matches
from pricing_rules.engine.analyse.search import TooFar, possible
from pricing_rules.engine.analyse.trees import failing, matching
from pricing_rules.engine.rules import Rule, RuleSet, rule_from_json
from pricing_rules.quoting.possible.requests import Examples
from pricing_rules.quoting.possible.space import possible_requests
from tests.properties.possible_requests import NOW, TODAY, VOCABULARY, WORLD, rule_near, sellable_facts


def found_in(rules: list[Rule]) -> tuple[Finding, ...]:
    space = possible_requests(WORLD, rules)
    examples = Examples(space, RuleSet(None, tuple(rules), VOCABULARY), NOW)
    return analyse(rules, VOCABULARY, space=space.space, today=TODAY, example=examples)


@given(st.data())
@settings(max_examples=100)
def test_what_a_real_request_does_is_possible(data: st.DataObject) -> None:
    facts = data.draw(sellable_facts())
    rule = rule_from_json(data.draw(rule_near(facts)), VOCABULARY)
    space = possible_requests(WORLD, [rule]).space
    as_it_is = matching(rule, space) if matches(rule, facts) else failing(rule, space)
    with suppress(TooFar):
        assert possible(space, [as_it_is])


@given(st.data())
@settings(max_examples=40)
def test_no_rule_that_acts_is_told_to_be_idle_and_examples_match(data: st.DataObject) -> None:
    facts = data.draw(sellable_facts())
    rules = [rule_from_json(data.draw(rule_near(facts, slug)), VOCABULARY) for slug in "abc"]
    by_slug = {rule.slug: rule for rule in rules}
    acting: Any = min((rule for rule in rules if matches(rule, facts)), key=lambda rule: rule.order, default=None)
    for finding in found_in(rules):
        rule = by_slug[finding.slug]
        if finding.kind == "never":
            assert not matches(rule, facts)
        if finding.kind == "shadowed":
            assert rule is not acting
        if finding.kind == "always":
            assert matches(rule, facts)
        if finding.kind == "overlap":
            assert finding.facts is not None
            assert matches(rule, finding.facts) and matches(by_slug[finding.other], finding.facts)
