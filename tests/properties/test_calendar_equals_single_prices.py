"""Many prices of one job at once are those of each alone, to the cent and the word (3-pricing-rules.md, "Speed")."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from pricing_rules.engine.evaluate import Pricer, RuleFailure, evaluate
from pricing_rules.engine.lines import Line
from pricing_rules.engine.rules import rule_set_from_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.price import Job, price
from tests.properties import generated
from tests.properties.test_compiled_equals_interpreter import FAULTY_FACTS, by_the_interpreter
from tests.rule_making import VOCABULARY

NOW = datetime(2027, 5, 20, 14, tzinfo=UTC)
DAYS = [date(2027, 5, day) for day in (26, 28, 29, 30, 31)]
WINDOWS = ["morning", "hour_11", "any"]
REQUESTS: list[dict[str, Any]] = [
    {"service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11954"}},
    {"service": "standard_delivery", "item_count": 3, "pickup": {"zip": "11937"}, "dropoff": {"zip": "10001"}},
    {"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 4, "pickup": {"zip": "10024"}},
]


@cache
def catalogue() -> Catalogue:
    return seed_snapshot(NOW.date())


@settings(max_examples=40, deadline=None)
@given(raw=generated.RULE_LISTS, asked=st.sampled_from(REQUESTS))
def test_a_calendar_gives_each_day_and_window_the_price_it_has_alone(
    raw: list[dict[str, Any]], asked: dict[str, Any]
) -> None:
    rule_set = rule_set_from_json(raw, VOCABULARY, number=1)
    request = parse(asked, catalogue(), now=NOW, partial=True)
    job = Job(request, catalogue(), rule_set)
    for day in DAYS:
        for window in WINDOWS:
            alone = price(replace(request, pickup_date=day, window=window), catalogue(), by_the_interpreter(rule_set))
            assert job.on(day, window) == alone


@settings(max_examples=80, deadline=None)
@given(
    raw=generated.RULE_LISTS,
    requests=st.lists(generated.FACTS | FAULTY_FACTS, min_size=2, max_size=5),
    base_lines=generated.BASE_LINES,
    add_on_lines=generated.ADD_ON_LINES,
)
def test_prices_over_the_same_lines_do_not_depend_on_those_before(
    raw: list[dict[str, Any]], requests: list[dict[str, object]], base_lines: list[Line], add_on_lines: list[Line]
) -> None:
    rule_set = rule_set_from_json(raw, VOCABULARY, number=1)
    pricer = Pricer(rule_set, base_lines=base_lines, add_on_lines=add_on_lines)
    for facts in [*requests, *requests]:
        try:
            together: object = pricer(facts)
        except RuleFailure as failure:
            together = str(failure)
        try:
            alone: object = evaluate(
                by_the_interpreter(rule_set), facts, base_lines=base_lines, add_on_lines=add_on_lines
            )
        except RuleFailure as failure:
            alone = str(failure)
        assert together == alone
