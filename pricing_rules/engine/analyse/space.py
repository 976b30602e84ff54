"""Which facts a request can have together, as sets of bits: the ground on which the analysis stands.

Facts that hang together share a block (a day with its weekday, month, holiday; a ZIP with its city, state, zones,
town). An element of a block is one way these facts can be, and a set of elements is an int with a bit for each. Between
blocks only the profile decides (what is sold: a mini move of one size has a drop-off, an airport route has its airport)
and a few crossings (both ends decide whether they share a zone). Within that the blocks are free of each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pricing_rules.engine.conditions import Condition, FactError, holds
from pricing_rules.engine.facts import TOWN_ORDER

Masks = Mapping[int, int]
"""By block: which of its elements are still possible."""

_WITHIN = frozenset({"equal_to", "is_one_of"})
_WITHOUT = frozenset({"not_equal_to", "is_none_of"})


def bits(places: Iterable[int], size: int) -> int:
    """The set of these elements, out of `size`. Linear, however many they are."""
    packed = bytearray(size // 8 + 1)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")


def elements(mask: int) -> Iterable[int]:
    """The elements of a set, from the lowest."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


@dataclass(frozen=True)
class Listed:
    """A fact by its values: which elements of the block have each. Elements in none have the fact not set."""

    values: Mapping[Any, int]

    def mask(self, leaf: Condition, beside: Mapping[str, object]) -> int:
        """The elements of which the condition is true. Raises FactError as the interpreter does."""
        if leaf.operator in _WITHIN | _WITHOUT and leaf.type != "choices":
            named = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
            inside = 0
            for value in named:
                inside |= self.values.get(value, 0)
            return inside if leaf.operator in _WITHIN else self.known & ~inside
        found = 0
        for value, mask in self.values.items():
            if holds(leaf, {**beside, leaf.name: value}):
                found |= mask
        return found

    @property
    def known(self) -> int:
        """The elements that have the fact."""
        found = 0
        for mask in self.values.values():
            found |= mask
        return found

    def has(self, value: object) -> bool:
        """Whether any element has this value, or a set with it."""
        if value in self.values:
            return True
        return any(isinstance(one, frozenset) and value in one for one in self.values)

    def above(self, least: Any) -> int:
        """The elements with a greater value."""
        found = 0
        for value, mask in self.values.items():
            if value > least:
                found |= mask
        return found


@dataclass(frozen=True)
class Ordered:
    """A fact whose values ascend with the elements, one element each, the first value at element `first`."""

    values: Sequence[Any]
    first: int = 1

    def mask(self, leaf: Condition, beside: Mapping[str, object]) -> int:
        """Asked once in each stretch between the values that the condition names."""
        named = leaf.value if isinstance(leaf.value, tuple) else () if leaf.value is None else (leaf.value,)
        cuts = {0, len(self.values)}
        for value in named:
            cuts |= {bisect_left(self.values, value), bisect_right(self.values, value)}
        ends = sorted(cuts)
        found = 0
        for start, stop in pairwise(ends):
            if holds(leaf, {**beside, leaf.name: self.values[start]}):
                found |= (1 << stop) - (1 << start)
        return found << self.first

    @property
    def known(self) -> int:
        return ((1 << len(self.values)) - 1) << self.first

    def has(self, value: object) -> bool:
        place = bisect_left(self.values, value)
        return place < len(self.values) and bool(self.values[place] == value)

    def above(self, least: Any) -> int:
        """The elements with a greater value."""
        return self.known & ~((1 << bisect_right(self.values, least) + self.first) - 1)


Index = Listed | Ordered


@dataclass(frozen=True)
class Block:
    """Facts that hang together: how many elements there are, and each fact's values over them."""

    name: str
    size: int
    facts: Mapping[str, Index]

    @property
    def full(self) -> int:
        return (1 << self.size) - 1


@dataclass(frozen=True)
class Profile:
    """One thing that is sold: what each block may be with it; a block that is not named may be anything."""

    name: str
    allowed: Masks


Crossing = Callable[[Masks], bool]
"""Whether these possible elements of every block go together; True also where that could not be found out."""


@dataclass(frozen=True)
class Space:
    """Every possible request: blocks, profiles, crossings. `towns` are the codes of towns along the road east."""

    blocks: tuple[Block, ...]
    profiles: tuple[Profile, ...]
    crossings: tuple[Crossing, ...] = ()
    towns: tuple[str, ...] = ()
    _asked: dict[Hashable, tuple[int, int] | None] = field(default_factory=dict, compare=False, repr=False)

    def literal(self, leaf: Condition) -> tuple[int, int] | None:
        """A condition as a block and the set of its elements of which it is true; None where nothing is known of it:
        a fact that this space does not have, a question that cannot be answered."""
        if leaf not in self._asked:
            self._asked[leaf] = self._ask(leaf)
        return self._asked[leaf]

    def place_of(self, fact: str) -> int | None:
        """The block of a fact."""
        return self._place.get(fact)

    def index(self, fact: str) -> Index | None:
        """The values of a fact."""
        place = self._place.get(fact)
        return None if place is None else self.blocks[place].facts[fact]

    def __post_init__(self) -> None:
        place = {fact: number for number, block in enumerate(self.blocks) for fact in block.facts}
        object.__setattr__(self, "_place", place)

    _place: Mapping[str, int] = field(init=False, default_factory=dict, compare=False, repr=False)

    def _ask(self, leaf: Condition) -> tuple[int, int] | None:
        place = self._place.get(leaf.name)
        if place is None:
            return None
        try:
            return place, self.blocks[place].facts[leaf.name].mask(leaf, {TOWN_ORDER: self.towns})
        except (FactError, TypeError):
            return None
