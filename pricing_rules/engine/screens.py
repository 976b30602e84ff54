"""Screens: for one fact, which rules a value of it lets pass, kept as bits in a table (see `compile.py`)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from functools import cached_property
from typing import Any

from pricing_rules.engine.conditions import Condition, Facts, Node, holds, leaves
from pricing_rules.engine.facts import TOWN_ORDER, FactType

MOST_ENTRIES = 4_096
"""Of one screen; a screen that meets more values, ZIP codes say, starts anew. Memory stays bounded."""


def screen(name: str, kind: FactType) -> Screen:
    """The screen of one fact."""
    match kind:
        case "town":
            return TownScreen(name, kind)
        case "number" | "money":
            return NumberScreen(name, kind)
        case "date" | "time":
            return MomentScreen(name, kind)
        case _:
            return Screen(name, kind)


class Screen(dict[Any, int]):
    """What rules ask of one fact: the bits that each value gives, found when it is met for the first time.

    A table that several threads read: each entry is written whole, and one that is lost is found again.
    """

    @property
    def way(self) -> str:
        """How the table is asked, for `looking.py`; known when all conditions are in."""
        return "value"

    def __init__(self, name: str, kind: FactType) -> None:
        super().__init__()
        self.name = name
        self.kind = kind
        self.asked: dict[Condition, None] = {}
        self._bits: dict[Node, tuple[int, int]] = {}  # where the node fails, where it holds

    def fails(self, node: Node, bits: int) -> None:
        """Give these bits where the tree does not hold."""
        self._add(node, bits, 0)

    def fulfils(self, node: Node, bits: int) -> None:
        """Give these bits where the tree holds."""
        self._add(node, 0, bits)

    def asks(self, leaf: Condition) -> None:
        """Give no bits, but let it be known where this cannot be asked."""
        self._add(leaf, 0, 0)

    def __missing__(self, value: Any) -> int:
        return self._keep(value, self._answer({self.name: value}))

    def _keep(self, key: Any, bits: int) -> int:
        if len(self) >= MOST_ENTRIES:
            self.clear()
        self[key] = bits
        return bits

    def _add(self, node: Node, failing: int, holding: int) -> None:
        fail, hold = self._bits.get(node, (0, 0))
        self._bits[node] = fail | failing, hold | holding
        self.asked.update(dict.fromkeys(leaves(node)))

    def _answer(self, facts: Facts) -> int:
        """The interpreter's answers. Every single condition is asked, so that none can fail later."""
        for leaf in self.asked:
            holds(leaf, facts)
        bits = 0
        for node, (failing, holding) in self._bits.items():
            bits |= holding if holds(node, facts) else failing
        return bits


class TownScreen(Screen):
    """A town is looked up with the road that came with the facts, which says what lies east."""

    @property
    def way(self) -> str:
        return "town"

    def __missing__(self, key: Any) -> int:
        town, road = key
        return self._keep(key, self._answer({self.name: town, TOWN_ORDER: road}))


class _OrderedScreen(Screen):
    """Between two constants that rules compare a fact with, all its values are alike."""

    @cached_property
    def points(self) -> list[Any]:
        """Every constant, in order."""
        values = (leaf.value for leaf in self.asked)
        constants = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
        return sorted({self._point(one) for one in constants if one is not None})

    def _point(self, constant: Any) -> Any:
        return constant


class MomentScreen(_OrderedScreen):
    """Days and times are few, so they are looked up as they are; but the interpreter is asked once between points."""

    @cached_property
    def _between(self) -> dict[int, int]:
        return {}

    def __missing__(self, value: Any) -> int:
        if value is None:
            return super().__missing__(value)
        lies = bisect_left(self.points, value) + bisect_right(self.points, value)
        bits = self._between.get(lies)
        if bits is None:
            bits = self._between[lies] = self._answer({self.name: value})
        return self._keep(value, bits)


class NumberScreen(_OrderedScreen):
    """Numbers are many, and exact ones slow to look up. The table is asked where a number lies among the points.

    Below point `n` and above the one before is 2 n, the point itself 2 n + 1. Where no rule tells a point from what
    lies on one side of it, half of that is asked: how many points lie below the number, or below it and at it.
    """

    @property
    def way(self) -> str:
        """Where the number lies: `among` the points, `above` so many of them, `at_or_above` so many."""
        operators = {leaf.operator for leaf in self.asked}
        if operators <= {"greater_than", "less_than_or_equal_to"}:
            return "above"
        return "at_or_above" if operators <= {"greater_than_or_equal_to", "less_than"} else "among"

    def _point(self, constant: Any) -> Any:
        return Decimal(constant) if self.kind == "number" else constant  # compared faster with exact numbers

    def __missing__(self, lies: Any) -> int:
        return self._keep(lies, self._answer({self.name: None if lies is None else self._example(lies)}))

    def _example(self, lies: int) -> Any:
        """A number that lies there."""
        points = self.points
        match self.way:
            case "above":
                return points[lies] if lies < len(points) else points[-1] + 1
            case "at_or_above":
                return points[lies - 1] if lies else points[0] - 1
        place, is_point = divmod(lies, 2)
        if not points:
            return 0
        if is_point:
            return points[place]
        if place == 0:
            return points[0] - 1
        if place == len(points) or self.kind == "money":  # between two amounts lies the next cent, or none
            return points[place - 1] + 1
        return (points[place - 1] + points[place]) / 2
