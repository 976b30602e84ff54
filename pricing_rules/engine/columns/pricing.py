"""Totals of many requests under a rule set: steps 2 to 5 of the order of evaluation, each for all rows at once.

Check rules change no price and are left out. All sums are int64, which hold 92 quadrillion dollars; what could exceed
them is worked out one by one instead (3-pricing-rules.md, "Order of evaluation").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foundation.money import percent_of
from pricing_rules.engine.columns.matching import Matching
from pricing_rules.engine.columns.past import Bits, Past
from pricing_rules.engine.conditions import FactError
from pricing_rules.engine.effects import charged_units
from pricing_rules.engine.lines import LineKind
from pricing_rules.engine.shapes import Action, Rule, RuleSet

Cents = NDArray[np.int64]

SLICE = 1 << 16  # rows at a time, so that what is worked on stays in the processor's cache
LARGEST = 2**50  # a bound on single amounts, so that sums of thousands stay inside int64


@dataclass(frozen=True)
class Totals:
    """Cents of every row; those of `troubled` rows mean nothing: ask the row engine."""

    cents: Cents
    troubled: NDArray[np.bool_]


def totals(past: Past, rule_sets: Sequence[RuleSet]) -> tuple[Totals, ...]:
    """What each of these sets charges for every row of the past. Sets that share conditions share the asking."""
    matching = Matching(past, rule_sets)
    acting = [_acting(rule_set, matching) for rule_set in rule_sets]
    priced = [_Pricing(past, rules, matching).cents() for rules in acting]
    troubled = np.unpackbits(matching.troubled, count=past.rows).view(np.bool_)
    return tuple(Totals(cents, troubled) for cents in priced)


def _acting(rule_set: RuleSet, matching: Matching) -> list[tuple[Rule, Bits]]:
    """The rules in their order, each with the rows on which it acts: of a group the first that matches."""
    acting: list[tuple[Rule, Bits]] = []
    taken: dict[str, Bits] = {}
    for rule in rule_set.of_phase("price"):
        if not rule.active:
            continue
        rows = matching.rows(rule.demands)
        if rule.group:
            before = taken.get(rule.group)
            taken[rule.group] = rows if before is None else before | rows
            rows = rows if before is None else rows & ~before
        acting.append((rule, rows))
    return acting


class _Pricing:
    """One set over all rows."""

    def __init__(self, past: Past, acting: Sequence[tuple[Rule, Bits]], matching: Matching) -> None:
        self._past = past
        self._acting = acting
        self._matching = matching
        self._units: dict[Action, Cents] = {}

    def cents(self) -> Cents:
        found = [self._slice(first, min(first + SLICE, self._past.rows)) for first in range(0, self._past.rows, SLICE)]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)

    def _slice(self, first: int, end: int) -> Cents:
        base = self._past.base_cents[first:end]
        topped_up = base.copy()
        for action, rows in self._actions("minimum", first, end):
            topped_up[rows] = np.maximum(topped_up[rows], action.cents())
        undiscounted = topped_up.copy()
        for action, rows in self._actions("surcharge", first, end):
            match action.name:
                case "add_amount":
                    undiscounted[rows] += action.cents()
                case "add_percent":
                    undiscounted[rows] += percents_of(topped_up[rows], action.number("percent"))
                case _:
                    undiscounted[rows] += self._amount_of_units(action, first, rows)
        left = undiscounted.copy()
        for action, rows in self._actions("discount", first, end):
            wanted: Any = action.cents() if action.name == "discount_amount" else 0
            if action.name == "discount_percent":
                wanted = percents_of(undiscounted[rows], action.number("percent"))
            left[rows] -= np.minimum(wanted, left[rows])
        total: Cents = left + self._past.add_on_cents[first:end]
        return total

    def _actions(self, step: LineKind, first: int, end: int) -> Iterator[tuple[Action, NDArray[np.intp]]]:
        """The actions of a step in their order, each with the rows of the slice on which it acts."""
        for rule, bits in self._acting:
            if rule.by_step[step]:
                rows = np.flatnonzero(
                    np.unpackbits(bits[first // 8 : (end + 7) // 8], count=end - first).view(np.bool_)
                )
                if rows.size:
                    for _, action in rule.by_step[step]:
                        yield action, rows

    def _amount_of_units(self, action: Action, first: int, rows: NDArray[np.intp]) -> Any:
        (name,) = action.facts_counted
        column = self._past.columns.get(name)
        if column is None:
            return 0
        return self._amounts(action, name)[column.places[first + rows]]

    def _amounts(self, action: Action, name: str) -> Cents:
        """For each value of the counted fact, what it costs."""
        known = self._units.get(action)
        if known is None:
            column = self._past.columns[name]
            amounts = []
            for place in range(len(column.values)):
                try:
                    amount = charged_units(action, column.facts(name, place)) * action.cents()
                except FactError:
                    amount = LARGEST
                if abs(amount) >= LARGEST:
                    self._matching.troubled |= column.below(place + 1) & ~column.below(place)
                    amount = 0
                amounts.append(amount)
            known = self._units[action] = np.array(amounts, dtype=np.int64)
        return known


def percents_of(cents: Cents, percent: Decimal) -> Cents:
    """`percent` of each, rounded half-up once, away from zero; in whole numbers, where they are sure to be held."""
    if not cents.size:
        return cents
    above, below = percent.as_integer_ratio()
    below *= 100
    if (int(np.abs(cents).max()) * abs(above) + below) * 2 >= 2**63:
        return np.array([percent_of(int(one), percent) for one in cents], dtype=np.int64)
    twice = np.abs(cents) * (2 * abs(above)) + below
    rounded = twice // (2 * below)
    signed: Cents = np.where((cents < 0) != (above < 0), -rounded, rounded)
    return signed
