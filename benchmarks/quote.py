"""A whole quote in process: request → parse → facts → catalogue lines → 13 seeded rules → answer, reasons, trace.

No database: the seeded catalogue and rules as they come from their files. Every request is another one.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from catalog.seeds import seed_snapshot
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.price import price
from pricing_rules.quoting.words import catalogue_vocabulary

RULES_FILE = Path(__file__).resolve().parent.parent / "pricing_rules" / "seed" / "rules.yaml"
NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
PACKAGES = ("petite", "standard", "full")
FROM = ("10024", "10001", "11201", "06830", "07302", "12207")
TO = ("11962", "11937", "11930", "11954", "11968")
ROUNDS, QUOTES = 15, 400


def requests(count: int) -> list[dict[str, Any]]:
    """Distinct mini moves over packages, places, dates and add-ons."""
    first = date(2026, 6, 2)
    return [
        {
            "service": "mini_move",
            "package": PACKAGES[number % 3],
            "pickup": {"zip": FROM[number % len(FROM)]},
            "dropoff": {"zip": TO[number % len(TO)]},
            "pickup_date": (first + timedelta(days=number % 360)).isoformat(),
            "packing": number % 4 == 0,
            "coi_requested": number % 5 == 0,
            "estimated_hours": 2 + number % 7,
        }
        for number in range(count)
    ]


def rounds(work: Callable[[], int]) -> tuple[list[float], float]:
    """Microseconds a unit of each round, and CPU seconds of them all. `work` gives how many units it did."""
    work()
    found: list[float] = []
    cpu = time.process_time()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        units = work()
        found.append((time.perf_counter() - begun) / units * 1e6)
    return found, time.process_time() - cpu


def measures() -> Iterator[dict[str, Any]]:
    catalogue = seed_snapshot(NOW.date())
    rows = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    rules: RuleSet = rule_set_from_json(rows, catalogue_vocabulary(catalogue), number=1)
    asked = requests(QUOTES)

    def whole() -> int:
        for data in asked:
            priced = price(parse(data, catalogue, now=NOW), catalogue, rules)
            priced.answer()
            for entry in priced.trace:
                entry.as_json()
        return len(asked)

    def answered() -> int:
        for data in asked:
            price(parse(data, catalogue, now=NOW), catalogue, rules).answer()
        return len(asked)

    for name, what, work in (
        ("quote-seeded", "request to answer with reasons and the trace in words", whole),
        ("quote-seeded-answer", "request to answer with reasons", answered),
    ):
        found, cpu = rounds(work)
        yield {
            "bench": name,
            "value": round(statistics.median(found), 1),
            "unit": "µs",
            "lowest": round(min(found), 1),
            "highest": round(max(found), 1),
            "versus": f"{what}; {len(rules.rules)} rules, {QUOTES} distinct requests, {ROUNDS} rounds",
            "ratio": None,
            "cpu_seconds": round(cpu, 2),
        }
