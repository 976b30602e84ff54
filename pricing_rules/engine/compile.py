"""Conditions compiled once, so that thousands of rules are matched in microseconds (3-pricing-rules.md, "Speed").

A rule is cut into parts that must all hold. What it demands of one fact alone goes into that fact's screen: a table
from the fact's value to the rules that fail by it. Where it wants any of several facts, each screen also tells which of
those wishes its value fulfils. Matching looks every fact up once and joins the bits. Only what cannot be cut that way
stays a tree, asked of the rules that came so far.

A value matters to rules only by where it lies among the constants they compare it with. So a screen needs few entries,
and fills each the first time it is met by asking the interpreter: it cannot mean anything else than `conditions.py`.
No source is generated and no name from data is ever called. The properties in tests/properties prove the whole equal
to the interpreter and to `run_all`. It is stricter in one thing: a fact of a wrong type fails at once, also where the
interpreter would not have come to ask it. Quotes are priced by the interpreter; this form is not live yet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pricing_rules.engine.conditions import (
    NATIVE,
    AllOf,
    AnyOf,
    Condition,
    FactError,
    Facts,
    Node,
    NoneOf,
    holds,
    leaves,
)
from pricing_rules.engine.facts import TOWN_ORDER, FactType

MOST_ENTRIES = 4_096
"""Of one screen; a screen that meets more values, ZIP codes say, starts anew. Memory stays bounded."""

_ORDERED: frozenset[FactType] = frozenset({"number", "money", "date", "time"})

Matcher = Callable[[Facts], int]


def compiled(conditions: Sequence[Node]) -> Matcher:
    """A function from facts to the conditions that hold: bit `i` stands for `conditions[i]`. It raises FactError."""
    everything = (1 << len(conditions)) - 1
    screens: dict[str, _Screen] = {}
    wishes = [0] * len(conditions)  # the bits above those of the rules that a rule needs set
    trees: list[tuple[Node, ...]] = [()] * len(conditions)
    next_bit = everything + 1
    for place, node in enumerate(conditions):
        for part in _conjuncts(node):
            alternatives = _alternatives(part)
            names = [_only_fact(alternative) for alternative in alternatives]
            if None in names:
                trees[place] += (part,)
            elif len(set(names)) == 1:
                _screen(screens, part).fails.append((1 << place, part))
            else:
                for alternative in alternatives:
                    _screen(screens, alternative).fulfils.append((next_bit, alternative))
                wishes[place] |= next_bit
                next_bit <<= 1
    lookups = [screen.lookup() for screen in screens.values()]
    unfinished = sum(1 << place for place in range(len(conditions)) if wishes[place] or trees[place])

    def matching(facts: Facts) -> int:
        bits = 0
        for lookup in lookups:
            bits |= lookup(facts)
        passed = everything & ~bits
        for place in places(passed & unfinished):
            if wishes[place] & ~bits or not all(holds(tree, facts) for tree in trees[place]):
                passed ^= 1 << place
        return passed

    return matching


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _conjuncts(node: Node) -> Iterable[Node]:
    """The parts of a tree that must all hold; `none of` a, b is `none of` a and `none of` b."""
    match node:
        case AllOf(parts):
            for part in parts:
                yield from _conjuncts(part)
        case AnyOf((only,)):
            yield from _conjuncts(only)
        case NoneOf(parts) if len(parts) > 1:
            for part in parts:
                yield NoneOf((part,))
        case _:
            yield node


def _alternatives(node: Node) -> tuple[Node, ...]:
    """The parts of which any one is enough; `none of` (all of a, b) is any of (none of a), (none of b)."""
    match node:
        case AnyOf(parts):
            return tuple(inner for part in parts for inner in _alternatives(part))
        case NoneOf((AllOf(parts),)):
            return tuple(inner for part in parts for inner in _alternatives(NoneOf((part,))))
        case _:
            return (node,)


def _only_fact(node: Node) -> str | None:
    """The name of the one fact that a tree asks about; None for several."""
    names = {leaf.name for leaf in leaves(node)}
    return names.pop() if len(names) == 1 else None


def _screen(screens: dict[str, _Screen], node: Node) -> _Screen:
    """The screen of the one fact that `node` asks about, told of the constants it is compared with."""
    asked = tuple(leaves(node))
    screen = screens.setdefault(asked[0].name, _Screen(asked[0].name, asked[0].type))
    screen.asked += asked
    return screen


@dataclass
class _Screen:
    """What rules ask of one fact: `fails` gives a bit where its tree does not hold, `fulfils` where it does."""

    name: str
    kind: FactType
    fails: list[tuple[int, Node]] = field(default_factory=list)
    fulfils: list[tuple[int, Node]] = field(default_factory=list)
    asked: list[Condition] = field(default_factory=list)
    entries: dict[Hashable, int] = field(default_factory=dict)

    def lookup(self) -> Matcher:
        """A function from facts to the bits their value of this fact gives. It raises FactError."""
        entries, name, native = self.entries, self.name, NATIVE[self.kind]
        points = _points(self.asked) if self.kind in _ORDERED else []

        def by_code(facts: Facts) -> int:
            try:
                return entries[facts.get(name)]
            except (KeyError, TypeError):  # a TypeError is a set that cannot be a key: not frozen
                return self._met(facts, facts.get(name))

        def by_kind(facts: Facts) -> int:
            value: Any = facts.get(name)
            key: Hashable = value
            if value is not None:
                if type(value) not in native:
                    return self._met(facts, key)
                if points:
                    place = bisect_left(points, value)
                    key = place, place < len(points) and points[place] == value
                elif self.kind == "town":
                    order: Any = facts.get(TOWN_ORDER)
                    key = value, tuple(order or ())
            bits = entries.get(key)
            return self._met(facts, key) if bits is None else bits

        # Codes never equal a value of another type, so a table of codes is a check of types too; True equals 1.
        return by_code if self.kind in ("choice", "choices", "text") else by_kind

    def _met(self, facts: Facts, key: object) -> int:
        """Ask the interpreter about a value that was not met before, and remember. Raises FactError."""
        value = facts.get(self.name)
        if value is not None and type(value) not in NATIVE[self.kind]:
            raise FactError(f"The fact {self.name} cannot be {value!r:.60}")
        bits = 0
        for bit, node in self.fails:
            bits |= 0 if holds(node, facts) else bit
        for bit, node in self.fulfils:
            bits |= bit if holds(node, facts) else 0
        if len(self.entries) >= MOST_ENTRIES:
            self.entries.clear()
        self.entries[frozenset(key) if isinstance(key, set) else key] = bits
        return bits


def _points(asked: Iterable[Condition]) -> list[Any]:
    """Every constant that an ordered fact is compared with, in order: between two of them all values are alike."""
    values = (leaf.value for leaf in asked)
    found = {one for value in values for one in (value if isinstance(value, tuple) else (value,)) if one is not None}
    return sorted(found)
