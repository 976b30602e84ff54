"""Which rows match a rule: whole columns at a time, as bits.

A condition on one fact is asked once of every value that differs for it, by the interpreter; the rows that have such a
value are a few ranges of places. What joins conditions joins bits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from pricing_rules.engine.columns.past import ORDERED, Bits, Column, Past
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, FactError, Node, NoneOf, holds, leaves
from pricing_rules.engine.shapes import RuleSet

_CANNOT = (FactError, TypeError, ValueError, LookupError, ArithmeticError)


class Matching:
    """The rows that match, for rules that price the same past. `troubled` are rows of which something could not be
    asked: whether it would have been, only the row engine knows."""

    def __init__(self, past: Past, rule_sets: Iterable[RuleSet]) -> None:
        self.past = past
        self.troubled: Bits = np.packbits(past.odd)
        self._known: dict[Node, Bits] = {}
        self._starts: dict[str, list[int]] = {}
        self._points: dict[str, set[Any]] = {}
        for rule_set in rule_sets:
            for rule in rule_set.of_phase("price"):
                for leaf in leaves(rule.demands):
                    values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
                    self._points.setdefault(leaf.name, set()).update(one for one in values if one is not None)

    def rows(self, node: Node) -> Bits:
        """The rows for which a tree holds."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._rows(node)
        return known

    def none(self) -> Bits:
        return np.zeros_like(self.troubled)

    def _rows(self, node: Node) -> Bits:
        names = {leaf.name for leaf in leaves(node)}
        if len(names) == 1:
            return self._of_one_fact(names.pop(), node)
        match node:
            case AllOf(parts):
                found = ~self.none()
                for part in parts:
                    found = found & self.rows(part)
                return found
            case AnyOf(parts) | NoneOf(parts):
                found = self.none()
                for part in parts:
                    found = found | self.rows(part)
                return ~found if isinstance(node, NoneOf) else found
            case Condition():
                raise AssertionError("a condition asks about one fact")

    def _of_one_fact(self, name: str, node: Node) -> Bits:
        column = self.past.columns.get(name)
        if column is None:  # no row has it: it is not set
            return ~self.none() if holds(node, {}) else self.none()
        found = self.none()
        for first, end in self._ranges(name, column, node):
            found |= column.below(end) & ~column.below(first)
        return found

    def _ranges(self, name: str, column: Column, node: Node) -> Iterator[tuple[int, int]]:
        """The places of values for which the tree holds, as ranges without their ends."""
        starts = self._starts.get(name)
        if starts is None:
            starts = self._starts[name] = self._places_that_differ(name, column)
        began: int | None = None
        for start, end in zip(starts, [*starts[1:], len(column.values)], strict=True):
            try:
                is_so = holds(node, column.facts(name, start))
            except _CANNOT:
                self.troubled |= column.below(end) & ~column.below(start)
                is_so = False
            if is_so and began is None:
                began = start
            elif not is_so and began is not None:
                yield began, start
                began = None
        if began is not None:
            yield began, len(column.values)

    def _places_that_differ(self, name: str, column: Column) -> list[int]:
        """The first place of every stretch of values that are alike to all rules; not set is one of its own."""
        if column.kind not in ORDERED or len(column.values) < 2:
            return list(range(len(column.values)))
        cuts = {0, 1}
        values = column.values
        for point in self._points.get(name, ()):
            cuts.add(bisect_left(values, point, lo=1))
            cuts.add(bisect_right(values, point, lo=1))
        return sorted(cut for cut in cuts if cut < len(values))
