"""What is true of every price, whatever the rules and the request (3-pricing-rules.md, "Order of evaluation")."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing_rules.engine.evaluate import Evaluation, evaluate
from pricing_rules.engine.explain import condition_words, rule_words
from pricing_rules.engine.lines import KINDS, Line
from pricing_rules.engine.reference import matching_slugs
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from tests.properties import generated
from tests.rule_making import VOCABULARY

Case = tuple[RuleSet, dict[str, object], list[Line], list[Line]]

CASES: st.SearchStrategy[Case] = st.tuples(
    generated.RULE_LISTS.map(lambda raw: rule_set_from_json(raw, VOCABULARY, number=1)),
    generated.FACTS,
    generated.BASE_LINES,
    generated.ADD_ON_LINES,
)


def priced(case: Case) -> Evaluation:
    rule_set, facts, base_lines, add_on_lines = case
    return evaluate(rule_set, facts, base_lines=base_lines, add_on_lines=add_on_lines)


def cents(evaluation: Evaluation, *kinds: str) -> int:
    return sum(line.amount_cents for line in evaluation.lines if line.kind in kinds)


@settings(max_examples=60)
@given(case=CASES)
def test_the_total_is_the_sum_of_the_lines_and_no_line_is_zero(case: Case) -> None:
    evaluation = priced(case)
    assert evaluation.total_cents == sum(line.amount_cents for line in evaluation.lines)
    assert all(line.amount_cents for line in evaluation.lines)
    assert evaluation.base_cents == cents(evaluation, "base")
    assert [KINDS.index(line.kind) for line in evaluation.lines] == sorted(
        KINDS.index(line.kind) for line in evaluation.lines
    )


@settings(max_examples=60)
@given(case=CASES)
def test_only_discounts_take_off_and_never_more_than_base_and_surcharges(case: Case) -> None:
    evaluation = priced(case)
    assert all((line.amount_cents < 0) is (line.kind == "discount") for line in evaluation.lines)
    assert cents(evaluation, "base", "minimum", "surcharge", "discount") >= 0
    assert evaluation.total_cents >= cents(evaluation, "addon")
    assert len([line for line in evaluation.lines if line.kind == "minimum"]) <= 1


@settings(max_examples=60)
@given(case=CASES, data=st.data())
def test_the_order_of_rows_never_matters(case: Case, data: st.DataObject) -> None:
    rule_set, facts, base_lines, add_on_lines = case
    shuffled = RuleSet(1, tuple(data.draw(st.permutations(rule_set.rules))), VOCABULARY)
    mixed = (shuffled, dict(reversed(facts.items())), data.draw(st.permutations(base_lines)), add_on_lines[::-1])
    assert priced(mixed) == priced(case)


@settings(max_examples=60)
@given(case=CASES)
def test_exactly_the_rules_act_that_run_all_matches_and_no_group_date_or_switch_holds_back(case: Case) -> None:
    """The trace against the package: groups, dates and phases, which stay outside it, are put on top here, plainly."""
    rule_set, facts, *_ = case
    evaluation = priced(case)
    expected = set()
    for phase, total_cents in (("price", None), ("check", evaluation.total_cents)):
        known = {**facts, "base_cents": evaluation.base_cents, "total_cents": total_cents}
        slugs = matching_slugs(rule_set.rules, known, VOCABULARY)
        day: Any = facts.get("pickup_date")
        matching = [
            rule
            for rule in rule_set.rules
            if rule.slug in slugs
            and rule.active
            and rule.phase == phase
            and (rule.first_day is None or (day is not None and day >= rule.first_day))
            and (rule.last_day is None or (day is not None and day <= rule.last_day))
        ]
        expected |= {
            rule.slug
            for rule in matching
            if not rule.group or rule.order == min(other.order for other in matching if other.group == rule.group)
        }
    assert {entry.rule.slug for entry in evaluation.trace if entry.matched} == expected
    assert len(evaluation.trace) == len(rule_set.rules)


@settings(max_examples=60)
@given(case=CASES)
def test_every_rule_line_and_trace_has_words(case: Case) -> None:
    rule_set, *_ = case
    evaluation = priced(case)
    for rule in rule_set.rules:
        assert rule_words(rule, VOCABULARY)
        assert rule_words(rule, RuleSet(None, ()).vocabulary)
        assert condition_words(rule.conditions, VOCABULARY)
    for entry in evaluation.trace:
        assert entry.words.endswith(".")
    for line in evaluation.lines:
        assert line.reason or line.kind in ("base", "addon")
