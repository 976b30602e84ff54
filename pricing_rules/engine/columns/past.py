"""The columns: for each fact its distinct values in order, and for each row the place of its value among them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pricing_rules.engine.conditions import NATIVE, Facts, leaves
from pricing_rules.engine.facts import TOWN_ORDER, FactType
from pricing_rules.engine.shapes import RuleSet

Bits = NDArray[np.uint8]
"""One bit a row, eight rows a byte, the first row in the highest bit."""

ORDERED: frozenset[FactType] = frozenset({"number", "money", "date", "time"})


@dataclass(frozen=True)
class Column:
    """One fact. `values[0]` is None, not set; the others are distinct and in their order. `places`: one for each row.

    A town's values are pairs of the town and the road that came with it, without which east and west mean nothing.
    """

    kind: FactType
    values: Sequence[Any]
    places: NDArray[Any]
    _below: dict[int, Bits] = field(default_factory=dict, compare=False, repr=False)

    def facts(self, name: str, place: int) -> Facts:
        """What a row knows of this fact whose value is at `place`."""
        if self.kind == "town" and place:
            town, road = self.values[place]
            return {name: town, TOWN_ORDER: road}
        return {name: self.values[place]}

    def below(self, place: int) -> Bits:
        """The rows whose value comes before `place`; kept, since many rules ask for the same."""
        kept = self._below.get(place)
        if kept is None:
            kept = self._below[place] = np.packbits(self.places < place)
        return kept

    def forget(self) -> None:
        """Let go of the ranges that were kept."""
        self._below.clear()


@dataclass(frozen=True)
class Past:
    """Past requests, one a row. Cents are int64: nothing a booking costs comes near their end.

    `odd` are the rows with a fact of another type than its own, or NaN: they cannot be asked in columns.
    """

    rows: int
    columns: Mapping[str, Column]
    base_cents: NDArray[np.int64]
    add_on_cents: NDArray[np.int64]
    odd: NDArray[np.bool_]


def facts_needed(rule_sets: Iterable[RuleSet]) -> Mapping[str, FactType]:
    """The facts that prices of these sets depend on, each with its type: asked about, or counted."""
    needed: dict[str, FactType] = {}
    for rule_set in rule_sets:
        for rule in rule_set.of_phase("price"):
            if rule.active:
                needed |= {leaf.name: leaf.type for leaf in leaves(rule.demands)}
                needed |= {name: "number" for name in rule.facts_counted if name not in needed}
    return needed


class PastBuilder:
    """Takes rows one by one and makes columns of them; only of the facts that are `needed`."""

    def __init__(self, needed: Mapping[str, FactType]) -> None:
        self._needed = {name: (kind, NATIVE[kind]) for name, kind in needed.items() if name != "total_cents"}
        self._met: dict[str, dict[Any, int]] = {name: {} for name in self._needed}
        self._codes = {name: array("l") for name in self._needed}  # 0 for not set, else the order of meeting
        self._base, self._add_ons, self._odd = array("q"), array("q"), array("b")

    def __len__(self) -> int:
        return len(self._base)

    def add(self, facts: Facts, *, base_cents: int, add_on_cents: int) -> None:
        """One request: its facts, and the cents of its catalogue lines."""
        odd = False
        for name, (kind, native) in self._needed.items():
            value: Any = base_cents if name == "base_cents" else facts.get(name)
            code = 0
            if value is not None:
                if type(value) not in native or (isinstance(value, Decimal) and value.is_nan()):
                    odd = True  # what is no number has no place in the order of numbers
                else:
                    if kind == "town":
                        value = value, tuple(_road(facts))
                    elif kind == "choices":
                        value = frozenset(value)
                    met = self._met[name]
                    code = met.setdefault(value, len(met) + 1)
            self._codes[name].append(code)
        self._base.append(base_cents)
        self._add_ons.append(add_on_cents)
        self._odd.append(odd)

    def past(self) -> Past:
        """All rows so far, as columns."""
        return Past(
            rows=len(self),
            columns={name: self._column(name) for name in self._needed},
            base_cents=np.array(self._base, dtype=np.int64),
            add_on_cents=np.array(self._add_ons, dtype=np.int64),
            odd=np.array(self._odd, dtype=np.bool_),
        )

    def _column(self, name: str) -> Column:
        kind, _ = self._needed[name]
        met = self._met[name]
        in_order = sorted(met, key=_sorting(kind))
        place_of = np.zeros(len(met) + 1, dtype=np.uint16 if len(met) < 2**16 - 1 else np.uint32)
        for place, value in enumerate(in_order, start=1):
            place_of[met[value]] = place
        return Column(kind, (None, *in_order), place_of[np.array(self._codes[name], dtype=np.int64)])


def _road(facts: Facts) -> Iterable[str]:
    road = facts.get(TOWN_ORDER)
    return road if isinstance(road, tuple | list) else ()


def _sorting(kind: FactType) -> Any:
    """Anything that can be compared will do where the order means nothing; it keeps alike values beside each other."""
    return (lambda codes: sorted(codes)) if kind == "choices" else (lambda value: value)
