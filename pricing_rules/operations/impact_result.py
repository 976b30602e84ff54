"""What a manager is shown of an impact: counts, money, weeks, services, the largest movers. Kept as JSON.

Columns find the totals of all rows at once; the row engine prices those that columns cannot, the movers with all their
lines, and a sample besides: a result on which the two disagree is never shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from pricing_rules.engine.columns import totals
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import RuleSet
from pricing_rules.models import Quote
from pricing_rules.operations.comparing import line_changes
from pricing_rules.operations.impact_moving import Move
from pricing_rules.operations.impact_rows import PastQuotes, Single, read, singles

Json = dict[str, Any]
Cents = NDArray[np.int64]

MOVERS = 20
SAMPLE = 100
_MONDAY = date(1, 1, 1).toordinal()  # a Monday, as ordinals count


class NotTheSame(AssertionError):
    """The columns and the row engine give one row different totals."""


def work_out(
    quotes: QuerySet[Quote], live: RuleSet, draft: RuleSet, move: Move, *, said: Callable[[int], None]
) -> Json:
    """Price every quote, moved, under both sets; days and weeks are those it is moved to.

    said: told how many are read. Raises NotTheSame.
    """
    read_rows = read(quotes, (live, draft), move, said=said)
    before, after = totals(read_rows.past, (live, draft))
    failures: Counter[tuple[str, str, str]] = Counter()
    fits = np.ones(len(read_rows.keys), dtype=np.bool_)
    troubled = np.flatnonzero(before.troubled)
    for place, single in zip(troubled, singles((read_rows.keys[place] for place in troubled), move), strict=True):
        fits[place] = _one_by_one(single, int(place), (live, before.cents), (draft, after.cents), failures)
    difference = np.where(fits, after.cents - before.cents, 0)
    movers = [int(place) for place in np.argsort(-np.abs(difference), kind="stable")[:MOVERS] if difference[place]]
    _prove(read_rows, move, fits, (live, before.cents), (draft, after.cents))
    return {
        "rows": len(read_rows.keys),
        "left_out": int(np.count_nonzero(~fits)),
        **_sums(difference),
        "live_cents": int(before.cents[fits].sum()),
        "draft_cents": int(after.cents[fits].sum()),
        "more": _sums(np.where(difference > 0, difference, 0)),
        "less": _sums(np.where(difference < 0, difference, 0)),
        "weeks": _weeks(read_rows, difference),
        "services": _services(read_rows, difference),
        "movers": [
            _mover(single, live, draft) for single in singles((read_rows.keys[place] for place in movers), move)
        ],
        "failures": [
            {"side": side, "slug": slug, "message": message, "rows": count}
            for (side, slug, message), count in failures.most_common(10)
        ],
    }


def _one_by_one(
    single: Single,
    place: int,
    live: tuple[RuleSet, Cents],
    draft: tuple[RuleSet, Cents],
    failures: Counter[tuple[str, str, str]],
) -> bool:
    """Price by the row engine what columns could not; whether both sides came to a price."""
    fits = True
    for side, (rule_set, cents) in (("live", live), ("draft", draft)):
        try:
            cents[place] = single.priced(rule_set).total_cents
        except RuleFailure as failure:
            failures[side, failure.slug, failure.message] += 1
            fits = False
    return fits


def _prove(rows: PastQuotes, move: Move, fits: NDArray[np.bool_], *sides: tuple[RuleSet, Cents]) -> None:
    """A sample over the whole past, priced again by the row engine."""
    spread = np.linspace(0, len(rows.keys) - 1, min(SAMPLE, len(rows.keys)), dtype=int)
    places = [int(place) for place in spread if fits[place]]
    for place, single in zip(places, singles((rows.keys[place] for place in places), move), strict=True):
        for rule_set, cents in sides:
            try:
                alone = single.priced(rule_set).total_cents
            except RuleFailure:  # of a check rule, which changes no price and is not part of this
                continue
            if alone != cents[place]:
                raise NotTheSame(f"Quote {single.key} comes to {alone} cents alone and {cents[place]} among all")


def _sums(difference: Cents) -> Json:
    return {"changed": int(np.count_nonzero(difference)), "cents": int(difference.sum())}


def _weeks(rows: PastQuotes, difference: Cents) -> list[Json]:
    """Every week from the first to the last, Monday on, those without rows among them."""
    if not rows.keys:
        return []
    weeks = (np.array(rows.days, dtype=np.int64) - _MONDAY) // 7
    first = int(weeks.min())
    count = int(weeks.max()) - first + 1
    told = []
    for week, (rows_there, changed, cents) in enumerate(zip(*_by(weeks - first, count, difference), strict=True)):
        monday = date.fromordinal(_MONDAY) + timedelta(weeks=first + week)
        told.append({"monday": monday.isoformat(), "rows": rows_there, "changed": changed, "cents": cents})
    return told


def _services(rows: PastQuotes, difference: Cents) -> list[Json]:
    places = np.array(rows.services, dtype=np.int64)
    found = zip(rows.service_codes, *_by(places, len(rows.service_codes), difference), strict=True)
    told = [
        {"service": code, "rows": there, "changed": changed, "cents": cents} for code, there, changed, cents in found
    ]
    return sorted(told, key=lambda one: (-abs(one["cents"]), one["service"]))


def _by(groups: Any, count: int, difference: Cents) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """For each group the rows, the changed ones, and their cents: exact, so no floating weights."""
    cents = np.zeros(count, dtype=np.int64)
    np.add.at(cents, groups, difference)
    rows = np.bincount(groups, minlength=count)
    changed = np.bincount(groups[difference != 0], minlength=count)
    return rows.tolist(), changed.tolist(), cents.tolist()


def _mover(single: Single, live: RuleSet, draft: RuleSet) -> Json:
    before, after = single.priced(live), single.priced(draft)
    return {
        "quote": str(single.key),
        "day": single.day.isoformat(),
        "service": single.service,
        "live_cents": before.total_cents,
        "draft_cents": after.total_cents,
        "lines": [
            {
                "change": line.change,
                "label": line.label,
                "reason": line.reason,
                "before_cents": line.before_cents,
                "after_cents": line.after_cents,
            }
            for line in line_changes(before, after)
            if line.kind not in ("base", "addon")
        ],
    }
