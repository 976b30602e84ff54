"""The compiled form prices as the interpreter does and matches what `business_rules.run_all` matches, failures included
(3-pricing-rules.md, "Speed", "Failure")."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NoReturn

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing_rules.engine.compile import compiled, places
from pricing_rules.engine.conditions import FactError, holds
from pricing_rules.engine.evaluate import Evaluation, RuleFailure, evaluate
from pricing_rules.engine.reference import matching_slugs
from pricing_rules.engine.rules import RuleSet, rule_from_json, rule_set_from_json
from tests.properties import generated
from tests.rule_making import VOCABULARY

WRONG = st.sampled_from(
    [
        1,
        True,
        1.0,
        Decimal("NaN"),
        "mini_move",
        ["hamptons"],
        {"hamptons"},
        datetime(2027, 5, 26, tzinfo=UTC),
        b"",
        object(),
    ]
)
"""Values that are of no fact's type, or of another fact's; some cannot be hashed, some equal values that are right."""

FAULTY_FACTS: st.SearchStrategy[dict[str, object]] = st.builds(
    lambda facts, wrong: {**facts, **wrong},
    generated.FACTS,
    st.dictionaries(st.sampled_from([*sorted(VOCABULARY.facts), "town_order"]), WRONG, max_size=3),
)


def by_the_interpreter(rule_set: RuleSet) -> RuleSet:
    """The same set without its compiled form."""

    def never(facts: Mapping[str, object]) -> NoReturn:
        raise FactError("the interpreter is asked")

    plain = RuleSet(rule_set.number, rule_set.rules, rule_set.vocabulary)
    plain.__dict__["matchers"] = {"price": never, "check": never}
    return plain


def outcome(rule_set: RuleSet, facts: dict[str, object]) -> Evaluation | tuple[str, str]:
    try:
        return evaluate(rule_set, facts, base_lines=(), add_on_lines=())
    except RuleFailure as failure:
        return failure.slug, failure.message


@settings(max_examples=120, deadline=None)
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


@settings(max_examples=120, deadline=None)
@given(raw=generated.RULE_LISTS, requests=st.lists(generated.FACTS, min_size=1, max_size=3))
def test_a_price_is_the_same_either_way_with_its_whole_trace(
    raw: list[dict[str, Any]], requests: list[dict[str, object]]
) -> None:
    rule_set = rule_set_from_json(raw, VOCABULARY, number=1)
    for facts in requests:
        assert outcome(rule_set, facts) == outcome(by_the_interpreter(rule_set), facts)


@settings(max_examples=100, deadline=None)
@given(raw=generated.RULE_LISTS, requests=st.lists(generated.FACTS, min_size=2, max_size=3), data=st.data())
def test_facts_that_cannot_be_asked_blame_the_same_rule_in_the_same_words_or_none(
    raw: list[dict[str, Any]], requests: list[dict[str, object]], data: st.DataObject
) -> None:
    """Also after the compiled form has met facts that were right and equal: 1 and True, 1 and 1.0."""
    rule_set = rule_set_from_json(raw, VOCABULARY, number=1)
    asked = st.sampled_from(sorted(rule_set.unset))
    for facts in requests:
        wrong = data.draw(st.dictionaries(asked, WRONG, min_size=1, max_size=2))
        assert outcome(rule_set, facts) == outcome(by_the_interpreter(rule_set), facts)
        assert outcome(rule_set, {**facts, **wrong}) == outcome(by_the_interpreter(rule_set), {**facts, **wrong})
