"""Columns of past requests are charged to the cent what the row engine charges each (3-pricing-rules.md, "Impact")."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foundation.money import percent_of
from pricing_rules.engine.columns import PastBuilder, facts_needed, totals
from pricing_rules.engine.columns.pricing import percents_of
from pricing_rules.engine.evaluate import RuleFailure, evaluate
from pricing_rules.engine.lines import Line
from pricing_rules.engine.rules import rule_set_from_json
from tests.properties import generated
from tests.properties.test_compiled_equals_interpreter import FAULTY_FACTS
from tests.rule_making import VOCABULARY

Row = tuple[dict[str, object], list[Line], list[Line]]
ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.tuples(generated.FACTS, generated.BASE_LINES, generated.ADD_ON_LINES), min_size=1, max_size=20
)
FAULTY_ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.tuples(FAULTY_FACTS, generated.BASE_LINES, generated.ADD_ON_LINES), min_size=1, max_size=5
)


def cents(lines: list[Line]) -> int:
    return sum(line.amount_cents for line in lines)


MANY_ITEMS = rule_set_from_json(
    [
        {
            "slug": "many-items",
            "name": "Many items",
            "active": True,
            "conditions": {"all": [{"name": "item_count", "operator": "greater_than", "value": 2}]},
            "actions": [{"name": "add_amount", "params": {"amount_cents": 100, "label": "Many items"}}],
        }
    ],
    VOCABULARY,
    number=1,
)


@pytest.mark.parametrize("no_number", ["NaN", "sNaN"])
def test_what_is_no_number_troubles_its_row_alone(no_number: str) -> None:
    builder = PastBuilder(facts_needed([MANY_ITEMS]))
    for count in (3, Decimal(no_number), 1):
        builder.add({"item_count": count}, base_cents=1000, add_on_cents=0)
    (found,) = totals(builder.past(), [MANY_ITEMS])
    assert found.troubled.tolist() == [False, True, False]
    assert (found.cents[0], found.cents[2]) == (1100, 1000)


@settings(max_examples=60, deadline=None)
@given(live=generated.RULE_LISTS, draft=generated.RULE_LISTS, rows=ROWS, faulty=FAULTY_ROWS | st.just([]))
def test_every_row_costs_in_columns_what_it_costs_alone(
    live: list[dict[str, Any]], draft: list[dict[str, Any]], rows: list[Row], faulty: list[Row]
) -> None:
    rule_sets = [rule_set_from_json(raw, VOCABULARY, number=1) for raw in (live, draft)]
    builder = PastBuilder(facts_needed(rule_sets))
    for facts, base_lines, add_on_lines in [*rows, *faulty]:
        builder.add(facts, base_cents=cents(base_lines), add_on_cents=cents(add_on_lines))
    past = builder.past()
    for rule_set, found in zip(rule_sets, totals(past, rule_sets), strict=True):
        assert not found.troubled[: len(rows)].any()
        for place, (facts, base_lines, add_on_lines) in enumerate([*rows, *faulty]):
            try:
                expected = evaluate(rule_set, facts, base_lines=base_lines, add_on_lines=add_on_lines).total_cents
            except RuleFailure as failure:
                is_check = next(rule for rule in rule_set.rules if rule.slug == failure.slug).phase == "check"
                assert is_check or found.troubled[place]
                continue
            if not found.troubled[place]:
                assert found.cents[place] == expected


@given(
    amounts=st.lists(st.integers(-(10**12), 10**12), max_size=5),
    percent=st.decimals(-1000, 1000, places=4, allow_nan=False),
)
@example(amounts=[5, -5, 15, 25], percent=Decimal(10))  # halves go away from zero
@example(amounts=[10**12], percent=Decimal("999.99999999999999"))  # beyond int64 in between
def test_percentages_are_rounded_half_up_exactly(amounts: list[int], percent: Decimal) -> None:
    found = percents_of(np.array(amounts, dtype=np.int64), percent)
    assert found.tolist() == [percent_of(amount, percent) for amount in amounts]
