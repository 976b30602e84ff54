"""Impact: a million past bookings under two sets of 200 rules, live and draft, once their columns are loaded.

`impact-1000000x200` works out both totals of every row and all that a manager is shown of them but the words. A sample
is priced again by the row engine and has to agree to the cent, or there is no figure. `impact-load-1000000` is the
making of the columns from facts in memory. CPU time of one process.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.engine import generated_facts, generated_rules, measure
from pricing_rules.engine.columns import PastBuilder, facts_needed, totals
from pricing_rules.engine.evaluate import evaluate
from pricing_rules.engine.lines import Line

ROWS, RULES, ROUNDS, SAMPLE = 1_000_000, 200, 5, 2_000
BASES = (99_500, 172_500, 249_000, 285_000)


def measures() -> Iterator[dict[str, Any]]:
    pick = random.Random(20270626)
    live, draft = generated_rules(RULES, pick), generated_rules(RULES, pick)
    rows = [(generated_facts(pick), pick.choice(BASES), pick.choice((0, 0, 14_000))) for _ in range(20_000)]
    begun = time.process_time()
    builder = PastBuilder(facts_needed([live, draft]))
    for number in range(ROWS):
        facts, base, add_ons = rows[number] if number < len(rows) else _mixed(rows, pick)
        builder.add(facts, base_cents=base, add_on_cents=add_ons)
    past = builder.past()
    loaded = time.process_time() - begun
    taken: list[float] = []
    for _ in range(ROUNDS):
        for column in past.columns.values():
            column.forget()
        begun = time.process_time()
        before, after = totals(past, [live, draft])
        difference = after.cents - before.cents
        int(np.count_nonzero(difference)), int(difference.sum()), np.argsort(np.abs(difference))[-20:]
        taken.append(time.process_time() - begun)
    for number in range(SAMPLE):
        facts, base, add_ons = rows[number]
        for rule_set, found in ((live, before), (draft, after)):
            lines = [Line("base", "b", "B", "", base)], [Line("addon", "a", "A", "", add_ons)]
            alone = evaluate(rule_set, facts, base_lines=lines[0], add_on_lines=lines[1]).total_cents
            if found.troubled[number] or alone != found.cents[number]:
                raise AssertionError(f"Row {number}: {found.cents[number]} in columns, {alone} alone")
    about = f"{ROWS:,} rows, two sets of {RULES} rules; {SAMPLE:,} rows agree with the row engine"
    yield measure("impact-1000000x200", taken, "s", about=about)
    yield measure("impact-load-1000000", [loaded], "s", about="facts in memory to columns")


def _mixed(rows: list[tuple[dict[str, object], int, int]], pick: random.Random) -> tuple[dict[str, object], int, int]:
    """A row that no other equals: the days and places of one with the pieces and miles of another."""
    (one, base, _), (other, _, add_ons) = pick.choice(rows), pick.choice(rows)
    facts = {**one, "item_count": other["item_count"], "distance_miles": other["distance_miles"]}
    return facts, base, add_ons
