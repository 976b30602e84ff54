"""Benchmarks of the analysis of rules and of the heat map, with the seeded catalogue and no database.

`analyse-…` takes rules like those of the engine's benchmarks, examples of overlaps included, the world of possible
requests being built already; `analyse-world` builds it. `heat-map` prices a year in nine zones. CPU time.
"""

from __future__ import annotations

import random
import statistics
import time as clock
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.engine import generated_rule
from catalog.places import find
from catalog.seeds import seed_snapshot
from foundation.clock import new_york_day
from pricing_rules.engine.analyse import analyse
from pricing_rules.engine.rules import RuleSet, rule_from_json, rule_set_from_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.possible.requests import Examples
from pricing_rules.quoting.possible.space import World, possible_requests
from pricing_rules.quoting.price import Job
from pricing_rules.quoting.words import catalogue_vocabulary

NOW = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
TODAY = new_york_day(NOW)
ROUNDS = 5
ZIPS = ("10001", "11201", "11932", "11930", "06001", "07701", "11430", "07114", "10301")


def measures() -> Iterator[dict[str, Any]]:
    catalogue = seed_snapshot(TODAY)
    vocabulary = catalogue_vocabulary(catalogue)
    find("10024")  # the map of ZIPs is read once a process, whoever asks first
    world = World(catalogue, TODAY)
    yield _measure("analyse-world", lambda: possible_requests(World(catalogue, TODAY), ()), rounds=3)
    for size in (20, 200, 2000):
        pick = random.Random(size)
        zones = sorted(catalogue.zones)
        rules = [rule_from_json(generated_rule(number, pick, zones=zones), vocabulary) for number in range(size)]

        def run(rules: list[Any] = rules) -> int:
            possible = possible_requests(world, rules)
            examples = Examples(possible, RuleSet(None, tuple(rules), vocabulary), NOW)
            return len(analyse(rules, vocabulary, space=possible.space, today=TODAY, example=examples))

        yield _measure(f"analyse-{size}", run) | {"findings": run()}
    pick = random.Random(1)
    rule_set = rule_set_from_json([generated_rule(number, pick) for number in range(200)], vocabulary)

    def year() -> None:
        for zip_code in ZIPS:
            data = {
                "service": "mini_move",
                "package": "standard",
                "pickup": {"zip": "10024"},
                "dropoff": {"zip": zip_code},
            }
            job = Job(parse(data, catalogue, now=NOW, partial=True), catalogue, rule_set)
            for ahead in range(1, 366):
                job.on(TODAY + timedelta(days=ahead), "morning")

    yield _measure("heat-map-200", year, rounds=3)


def _measure(bench: str, work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, Any]:
    taken = []
    for _ in range(rounds):
        began = clock.process_time_ns()
        work()
        taken.append((clock.process_time_ns() - began) / 1e6)
    median = statistics.median(taken)
    print(f"{bench}: median {median:,.1f} ms, {min(taken):,.1f} to {max(taken):,.1f} over {rounds} rounds")
    return {"bench": bench, "value": round(median, 1), "unit": "ms"}
