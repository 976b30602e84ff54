"""Whole quotes and calendars in process, without a database: the seeded catalogue, and rules as they come from files.

`quote-200`: request → parse → facts → catalogue lines → 200 rules → lines with their reasons, checks, trace, the JSON
answer. The trace of a price that nobody looks into is not written out: which rules acted is known, why the others did
not is worked out when it is read. `quote-200-stored` reads the whole of it, as storing a quote does, in words.
`calendar-200`: 31 days in every window, the cheapest of each day. Every request is another one. CPU time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from benchmarks.engine import generated_rule, measure
from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.price import Job, PricedQuote, price
from pricing_rules.quoting.words import catalogue_vocabulary

RULES_FILE = Path(__file__).resolve().parent.parent / "pricing_rules" / "seed" / "rules.yaml"
NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
PACKAGES = ("petite", "standard", "full")
FROM = ("10024", "10001", "11201", "06830", "07302", "12207")
TO = ("11962", "11937", "11930", "11954", "11968")
ROUNDS, QUOTES, JOBS, DAYS = 15, 400, 40, 31


def requests(count: int) -> list[dict[str, Any]]:
    """Distinct mini moves over packages, places, dates and add-ons."""
    first = date(2026, 6, 3)
    return [
        {
            "service": "mini_move",
            "package": PACKAGES[number % 3],
            "pickup": {"zip": FROM[number % len(FROM)]},
            "dropoff": {"zip": TO[number % len(TO)]},
            "pickup_date": (first + timedelta(days=number % 180)).isoformat(),
            "packing": number % 4 == 0,
            "coi_requested": number % 5 == 0,
            "estimated_hours": 2 + number % 7,
        }
        for number in range(count)
    ]


def rule_sets(catalogue: Catalogue) -> tuple[RuleSet, RuleSet]:
    """The seeded rules; and 200, the seeded ones among them."""
    rows = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    words = catalogue_vocabulary(catalogue)
    pick = random.Random(20260626)
    zones = list(words.choices["zones"])
    more = [generated_rule(number, pick, zones=zones, year=2026) for number in range(200 - len(rows))]
    return rule_set_from_json(rows, words, number=1), rule_set_from_json([*rows, *more], words, number=2)


def taken(work: Callable[[], object], units: int) -> list[float]:
    """Microseconds a unit of each round, the first left out: a running product has met requests before."""
    work()
    found: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        found.append((time.process_time() - begun) / units * 1e6)
    return found


def measures() -> Iterator[dict[str, Any]]:
    catalogue = seed_snapshot(NOW.date())
    asked = requests(QUOTES)
    seeded, many = rule_sets(catalogue)

    def quoted(rules: RuleSet) -> Sequence[PricedQuote]:
        found = [price(parse(data, catalogue, now=NOW), catalogue, rules) for data in asked]
        for priced in found:
            priced.answer()
        return found

    def stored(rules: RuleSet) -> None:
        for data in asked:
            for entry in price(parse(data, catalogue, now=NOW), catalogue, rules).trace:
                entry.as_json()

    def calendar() -> None:
        first = date(2026, 6, 5)
        for number, data in enumerate(asked[:JOBS]):
            timeless = {key: value for key, value in data.items() if key != "pickup_date"}
            job = Job(parse(timeless, catalogue, now=NOW, partial=True), catalogue, many)
            for day in (first + timedelta(days=number + ahead) for ahead in range(DAYS)):
                min(job.on(day, window).total_cents for window in catalogue.windows)

    for name, rules in (("quote-seeded", seeded), ("quote-200", many)):
        lines = sum(len(priced.lines) for priced in quoted(rules)) / QUOTES
        about = f"{len(rules.rules)} rules, {lines:.1f} lines a quote, {QUOTES} distinct requests"
        yield measure(name, taken(lambda rules=rules: quoted(rules), QUOTES), about=about)  # type: ignore[misc]
        yield measure(f"{name}-stored", taken(lambda rules=rules: stored(rules), QUOTES), about=about)  # type: ignore[misc]
    ms = [each / 1000 for each in taken(calendar, JOBS)]
    yield measure("calendar-200", ms, "ms", about=f"{DAYS} days of {len(catalogue.windows)} windows, {JOBS} jobs")
