"""Matching rules against `business_rules.run_all` in the same run, and compiling them. CPU time of this process.

Every figure is taken over distinct facts and given with its range (contract-surface.md, "Commands").
"""

from __future__ import annotations

import random
import statistics
import time as clock
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from business_rules import run_all

from pricing_rules.engine.action_types import Actions
from pricing_rules.engine.compile import compiled
from pricing_rules.engine.conditions import holds
from pricing_rules.engine.facts import WEEKDAYS
from pricing_rules.engine.reference import reference_form
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.engine.vocabulary import vocabulary

Json = dict[str, Any]
Facts = dict[str, object]

ZONES = ["manhattan", "brooklyn", "hamptons", "east_end_far", "connecticut", "new_jersey", "near_area"]
SERVICES = ["mini_move", "standard_delivery", "specialty_item", "blade_luggage", "organizing_only"]
VOCABULARY = vocabulary(choices={"zones": {zone: zone for zone in ZONES}, "services": {one: one for one in SERVICES}})
REQUESTS, ROUNDS, MET = 200, 11, 2_000
SIZES = (20, 200, 2000)


def generated_rules(count: int, pick: random.Random) -> RuleSet:
    """Rules like a manager's: three or four conditions of every type, one in five with a nested group."""
    return rule_set_from_json([generated_rule(number, pick) for number in range(count)], VOCABULARY, number=count)


def generated_rule(number: int, pick: random.Random, *, zones: Sequence[str] = ZONES, year: int = 2027) -> Json:
    """One of them; its dates lie in `year`."""
    first = date(year, 1, 1) + timedelta(days=pick.randrange(300))
    leaves: list[Json] = [
        {"name": "service", "operator": "is_one_of", "value": pick.sample(SERVICES, 3)},
        {"name": "weekday", "operator": "is_one_of", "value": pick.sample(WEEKDAYS, 4)},
        {"name": "pickup_zones", "operator": "shares_at_least_one_element_with", "value": pick.sample(list(zones), 3)},
        {"name": "pickup_date", "operator": "between", "value": [str(first), str(first + timedelta(days=60))]},
        {"name": "item_count", "operator": "greater_than", "value": pick.randrange(20)},
        {"name": "distance_miles", "operator": "less_than_or_equal_to", "value": pick.randrange(20, 120)},
        {"name": "is_holiday", "operator": "is_false"},
    ]
    parts = pick.sample(leaves, 3)
    if number % 5 == 0:
        parts.append({pick.choice(["any", "none"]): pick.sample(leaves, 2)})
    money = [
        {"name": "add_amount", "params": {"amount_cents": 5_000, "label": "Extra"}},
        {"name": "add_percent", "params": {"percent": 2, "label": "Extra"}},
        {"name": "discount_amount", "params": {"amount_cents": 500, "label": "Less"}},
    ]
    return {
        "slug": f"rule-{number}",
        "name": f"Rule {number}",
        "priority": number % 7,
        "group": f"group-{number % 40}" if number % 4 == 0 else None,
        "conditions": {"all": parts},
        "actions": [pick.choice(money)],
        "reason": "Because it is so",
    }


def generated_facts(pick: random.Random) -> Facts:
    """The facts of one request."""
    day = date(2027, 1, 1) + timedelta(days=pick.randrange(365))
    return {
        "service": pick.choice(SERVICES),
        "weekday": WEEKDAYS[day.weekday()],
        "pickup_date": day,
        "pickup_zones": frozenset(pick.sample(ZONES, 2)),
        "dropoff_zones": frozenset(pick.sample(ZONES, 1)),
        "item_count": pick.randrange(1, 40),
        "distance_miles": Decimal(pick.randrange(10, 1500)) / 10,
        "is_holiday": pick.random() < 0.05,
    }


def measured(work: Callable[[Facts], object], rounds: Sequence[Sequence[Facts]]) -> list[float]:
    """Microseconds a request: the mean over the requests of each round."""
    taken = []
    for requests in rounds:
        began = clock.process_time_ns()
        for facts in requests:
            work(facts)
        taken.append((clock.process_time_ns() - began) / 1_000 / len(requests))
    return taken


def measure(bench: str, taken: Sequence[float], unit: str = "µs", **more: object) -> Json:
    """One measure for people; the JSON for machines."""
    median = statistics.median(taken)
    print(f"{bench}: median {median:,.2f} {unit}, {min(taken):,.2f} to {max(taken):,.2f} over {len(taken)} rounds")
    return {
        "bench": bench,
        "value": round(median, 2),
        "unit": unit,
        "lowest": round(min(taken), 2),
        "highest": round(max(taken), 2),
        "versus": "",
        "ratio": None,
        **more,
    }


def against(bench: str, taken: Sequence[float], other: Sequence[float]) -> Json:
    """A measure beside `run_all` in the same run."""
    slower = statistics.median(other)
    ratio = round(slower / statistics.median(taken), 1)
    print(f"  run_all {slower:,.1f} µs, {min(other):,.1f} to {max(other):,.1f}: {ratio} times faster")
    return measure(bench, taken, versus=f"run_all, {slower:,.1f} µs", ratio=ratio)


def measures() -> Iterator[Json]:
    """Match generated rule sets of every size: the compiled form, which is live, and the interpreter it is proven by.

    No request is asked twice. The compiled form has met 2,000 others before, as a running product has: what it does
    with its first is `first-…`, which also finds the answers it keeps.
    """
    pick = random.Random(20270626)
    met = [generated_facts(pick) for _ in range(MET)]
    for size in SIZES:
        rule_set = generated_rules(size, pick)
        demands = [rule.demands for rule in rule_set.rules]
        reference = [reference_form(rule) for rule in rule_set.rules]
        fresh = [[generated_facts(pick) for _ in range(REQUESTS)] for _ in range(ROUNDS)]

        def interpreted(facts: Facts, demands: Any = demands) -> object:
            return [holds(node, facts) for node in demands]

        def by_run_all(facts: Facts, reference: Any = reference) -> object:
            return run_all(reference, VOCABULARY.variables(facts), Actions())

        compiling, first = [], []
        for facts in met[:ROUNDS]:
            began = clock.process_time_ns()
            matching = compiled(demands)
            compiling.append((clock.process_time_ns() - began) / 1e6)
            began = clock.process_time_ns()
            matching(facts)
            first.append((clock.process_time_ns() - began) / 1e6)
        for facts in met:
            matching(facts)
        slow = measured(by_run_all, [some[: max(2, 4_000 // size)] for some in fresh[:5]])
        yield against(f"match-{size}", measured(matching, fresh), slow)
        yield measure(f"compile-{size}", compiling, "ms")
        yield measure(f"first-{size}", first, "ms")
        yield against(f"interpret-{size}", measured(interpreted, [some[:20] for some in fresh[:5]]), slow)
