"""Benchmarks of the pricing engine: matching and whole quotes, against `business_rules.run_all` in the same run.

Run with PYTHONPATH=site:. (`make bench`). Every figure is taken over distinct facts and printed with its range; the
last lines are JSON objects, one a measure (contract-surface.md, "Commands"). Times are CPU time of this process.
"""

from __future__ import annotations

import platform
import random
import statistics
import time as clock
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from business_rules import run_all

from pricing_rules.engine.action_types import Actions
from pricing_rules.engine.compile import compiled
from pricing_rules.engine.conditions import holds
from pricing_rules.engine.evaluate import evaluate
from pricing_rules.engine.facts import WEEKDAYS
from pricing_rules.engine.lines import Line
from pricing_rules.engine.reference import reference_form
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.engine.vocabulary import vocabulary

Json = dict[str, Any]
Facts = dict[str, object]

ZONES = ["manhattan", "brooklyn", "hamptons", "east_end_far", "connecticut", "new_jersey", "near_area"]
SERVICES = ["mini_move", "standard_delivery", "specialty_item", "blade_luggage", "organizing_only"]
VOCABULARY = vocabulary(choices={"zones": {zone: zone for zone in ZONES}, "services": {one: one for one in SERVICES}})
REQUESTS = 60
SIZES = (20, 200, 2000)


def generated_rules(count: int, pick: random.Random) -> RuleSet:
    """Rules like a manager's: three or four conditions of every type, one in five with a nested group."""
    return rule_set_from_json([_rule(number, pick) for number in range(count)], VOCABULARY, number=count)


def _rule(number: int, pick: random.Random) -> Json:
    first = date(2027, 1, 1) + timedelta(days=pick.randrange(300))
    leaves: list[Json] = [
        {"name": "service", "operator": "is_one_of", "value": pick.sample(SERVICES, 3)},
        {"name": "weekday", "operator": "is_one_of", "value": pick.sample(WEEKDAYS, 4)},
        {"name": "pickup_zones", "operator": "shares_at_least_one_element_with", "value": pick.sample(ZONES, 3)},
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


def measured(work: Callable[[Facts], object], requests: Sequence[Facts], rounds: int) -> list[float]:
    """Microseconds a request: the mean over all requests, once for each round."""
    taken = []
    for _ in range(rounds):
        began = clock.process_time_ns()
        for facts in requests:
            work(facts)
        taken.append((clock.process_time_ns() - began) / 1_000 / len(requests))
    return taken


def report(bench: str, taken: list[float], versus: str = "", against: list[float] | None = None) -> Json:
    """Print one measure for people; the JSON for machines."""
    median = statistics.median(taken)
    line: Json = {"bench": bench, "value": round(median, 1), "unit": "µs"}
    told = f"{bench}: median {median:,.1f} µs, {min(taken):,.1f} to {max(taken):,.1f} over {len(taken)} rounds"
    if against:
        other = statistics.median(against)
        line |= {"versus": versus, "ratio": round(other / median, 1)}
        told += f"; {versus} {other:,.1f} µs, {min(against):,.1f} to {max(against):,.1f}: {line['ratio']} times faster"
    print(told)
    return line


def measures() -> Iterator[Json]:
    """Match and price generated rule sets of every size.

    `match-…` is the compiled form, which prices no quote yet; `interpret-…` and `interpreted-quote-…` are live.
    """
    print(
        f"Python {platform.python_version()}, business-rules {version('business-rules')}, CPU time, {REQUESTS} requests"
    )
    pick = random.Random(20270626)
    requests = [generated_facts(pick) for _ in range(REQUESTS)]
    base_lines = [Line("base", "mini_move.standard", "Standard mini move", "", 172_500, 1, 172_500)]
    for size in SIZES:
        rule_set = generated_rules(size, pick)
        conditions = [rule.conditions for rule in rule_set.rules]
        reference = [reference_form(rule) for rule in rule_set.rules]
        rounds = max(3, 400 // size)

        def interpreted(facts: Facts, conditions: Any = conditions) -> object:
            return [holds(node, facts) for node in conditions]

        def by_run_all(facts: Facts, reference: Any = reference) -> object:
            return run_all(reference, VOCABULARY.variables(facts), Actions())

        def quoted(facts: Facts, rule_set: RuleSet = rule_set) -> object:
            return evaluate(rule_set, facts, base_lines=base_lines, add_on_lines=[])

        against = measured(by_run_all, requests[:20], max(3, rounds // 4))
        began = clock.process_time_ns()
        matching = compiled(conditions)
        compile_ms = (clock.process_time_ns() - began) / 1e6
        for facts in requests:
            matching(facts)  # fill the screens
        fresh = [generated_facts(pick) for _ in range(REQUESTS)]
        yield report(f"match-{size}", measured(matching, fresh, rounds), "run_all", against)
        yield {"bench": f"compile-{size}", "value": round(compile_ms, 2), "unit": "ms"}
        yield report(f"interpret-{size}", measured(interpreted, requests, rounds), "run_all", against)
        yield report(f"interpreted-quote-{size}", measured(quoted, requests, rounds), "run_all", against)
