"""The past as if it were a year later: what rules that are dated ahead would do to requests like those of last year.

A pickup moves by 52 weeks, so that it keeps its weekday. What the calendar says is looked up anew for the moved day;
everything else about the request stays, the days ahead among it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from catalog.snapshot import Catalogue
from pricing_rules.differences import differences
from pricing_rules.engine.conditions import leaves
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.quoting.facts import Facts, calendar_facts

A_YEAR = 364
"""Days: 52 whole weeks."""


@dataclass(frozen=True)
class Move:
    """By how many days pickups are moved; 0 leaves every fact as it was. `catalogue` knows the holidays and seasons."""

    days: int
    catalogue: Catalogue
    _known: dict[date, Facts] = field(default_factory=dict, compare=False, repr=False)

    def day(self, day: date) -> date:
        """Where a pickup of that day is moved to."""
        return day + timedelta(days=self.days)

    def facts(self, day: date) -> Facts:
        """The facts that take the place of those that a pickup on `day` had."""
        if not self.days:
            return {}
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = calendar_facts(self.day(day), self.catalogue)
        return known


def names_days_ahead(
    live: Iterable[Mapping[str, Any]], draft: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, *, today: date
) -> bool:
    """Whether a rule that is not the same in both (exchange form) and is on names a pickup date after `today`."""
    sides = (side for one in differences(live, draft) for side in (one.old, one.new) if side is not None)
    return any(day > today for rule in sides for day in _days_named(rule, vocabulary))


def _days_named(rule: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[date]:
    try:
        demands = rule_from_json(dict(rule), vocabulary, check_choices=False).demands
    except RuleErrors:  # the run itself will say what is wrong with it
        return
    for leaf in leaves(demands):
        if leaf.name == "pickup_date":
            values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
            yield from (value for value in values if isinstance(value, date))
