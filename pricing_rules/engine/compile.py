"""Conditions compiled once, so that thousands of rules are matched in microseconds (3-pricing-rules.md, "Speed").

This is the live path. A rule is cut into parts that must all hold. What it demands of one fact alone goes into that
fact's screen: a table from the fact's value to the rules that fail by it. Where it wants any of several facts, each
screen also tells which of those wishes its value fulfils. Matching looks every fact up once and joins the bits. Only
what cannot be cut that way stays a tree, asked of the rules that came so far.

A value matters to rules only by where it lies among the constants they compare it with. So a screen needs few answers,
and finds each by asking the interpreter: it cannot mean anything else than `conditions.py`. Where any condition of any
rule cannot be asked of these facts, nothing is answered here, for the interpreter alone knows whether it would have
come to ask it, and which rule is to blame. The properties in tests/properties prove the whole equal to the interpreter
and to `run_all`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from types import NoneType
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
"""From facts to the conditions that hold: bit `i` stands for the condition at place `i`. Where a condition cannot be
asked it raises what asking raises: FactError, TypeError, ValueError, ArithmeticError."""


def compiled(conditions: Sequence[Node]) -> Matcher:
    """One function that asks all of these conditions at once."""
    count = len(conditions)
    everything = (1 << count) - 1
    screens: dict[tuple[str, FactType], Screen] = {}
    never = 0  # rules with a part that asks nothing and does not hold, such as those that are off
    wishing: list[int] = []  # by how many wishes a rule has before: the rules that have one more
    trees: dict[int, list[Node]] = {}

    def screen_of(node: Node) -> Screen | None:
        asked = {(leaf.name, leaf.type) for leaf in leaves(node)}
        if len(asked) != 1:
            return None
        about = asked.pop()
        return screens.setdefault(about, Screen(*about))

    for place, node in enumerate(conditions):
        wishes = 0
        for part in _conjuncts(node):
            alternatives = _alternatives(part)
            if not alternatives or next(leaves(part), None) is None:
                never |= 0 if holds(part, {}) else 1 << place
            elif (screen := screen_of(part)) is not None:  # an empty table is a screen too
                screen.fails(part, 1 << place)
            elif all(screen_of(one) is not None for one in alternatives):
                if wishes == len(wishing):
                    wishing.append(0)
                wishing[wishes] |= 1 << place
                wishes += 1
                for one in alternatives:
                    screens[_about(one)].fulfils(one, 1 << place + count * wishes)
            else:
                trees.setdefault(place, []).append(part)
                for leaf in leaves(part):
                    screens.setdefault(_about(leaf), Screen(*_about(leaf))).asks(leaf)

    possible = everything & ~never
    lanes = [(count * lane, everything & ~rules) for lane, rules in enumerate(wishing, start=1)]
    treed = sum(1 << place for place in trees)
    screened = _one_look(list(screens.values()))

    def matching(facts: Facts) -> int:
        bits = screened(facts)
        passed = possible & ~bits
        for shift, wishless in lanes:
            passed &= (bits >> shift) | wishless
        for place in places(passed & treed):
            if not all(holds(tree, facts) for tree in trees[place]):
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


def _about(node: Node) -> tuple[str, FactType]:
    """The one fact that a tree asks about."""
    leaf = next(leaves(node))
    return leaf.name, leaf.type


class Screen(dict[Any, int]):
    """What rules ask of one fact: the bits that each value gives, found when it is met for the first time.

    A table that is read by several threads: each entry is written whole, and one that is lost is found again.
    """

    def __init__(self, name: str, kind: FactType) -> None:
        super().__init__()
        self.name = name
        self.kind = kind
        self.native = NATIVE[kind] | {NoneType}
        self._bits: dict[Node, tuple[int, int]] = {}  # where the node fails, where it holds
        self._leaves: dict[Condition, None] = {}
        self._points: list[Any] | None = None
        self._between: dict[tuple[int, bool], int] = {}

    def fails(self, node: Node, bits: int) -> None:
        """Give these bits where the tree does not hold."""
        self._add(node, bits, 0)

    def fulfils(self, node: Node, bits: int) -> None:
        """Give these bits where the tree holds."""
        self._add(node, 0, bits)

    def asks(self, leaf: Condition) -> None:
        """Give no bits, but let it be known where this cannot be asked."""
        self._add(leaf, 0, 0)

    def __missing__(self, key: Any) -> int:
        value, facts = key, {self.name: key}
        if self.kind == "town":
            _, value, road = key
            facts = {self.name: value, TOWN_ORDER: road}
        bits = self._lying(value, facts) if self.kind in _ORDERED and value is not None else self._asked(facts)
        if len(self) >= MOST_ENTRIES:
            self.clear()
        self[key] = bits
        return bits

    def _add(self, node: Node, failing: int, holding: int) -> None:
        fail, hold = self._bits.get(node, (0, 0))
        self._bits[node] = fail | failing, hold | holding
        self._leaves.update(dict.fromkeys(leaves(node)))

    def _lying(self, value: Any, facts: Facts) -> int:
        """Between two constants that rules compare the fact with all values are alike."""
        if self._points is None:
            constants = (leaf.value if isinstance(leaf.value, tuple) else (leaf.value,) for leaf in self._leaves)
            self._points = sorted({one for several in constants for one in several if one is not None})
        place = bisect_left(self._points, value)
        lies = place, place < len(self._points) and bool(self._points[place] == value)
        bits = self._between.get(lies)
        if bits is None:
            bits = self._between[lies] = self._asked(facts)
        return bits

    def _asked(self, facts: Facts) -> int:
        """The interpreter's answers. Every single condition is asked, so that none can fail later."""
        for leaf in self._leaves:
            holds(leaf, facts)
        bits = 0
        for node, (failing, holding) in self._bits.items():
            bits |= holding if holds(node, facts) else failing
        return bits


def _one_look(screens: Sequence[Screen]) -> Matcher:
    """All bits of all screens for some facts, each fact looked up once. Raises as asking does."""
    natives = tuple(screen.native for screen in screens)
    met: set[tuple[type, ...]] = set()  # the combinations of types that were found right

    def check(*values: object) -> None:
        for screen, native, value in zip(screens, natives, values, strict=True):
            if screen.kind != "town" and type(value) not in native:
                raise FactError(f"The fact {screen.name} cannot be {value!r:.60}")
        if len(met) >= MOST_ENTRIES:
            met.clear()
        met.add(tuple(map(type, values)))

    look: Matcher = _unrolled(tuple(screen.kind == "town" for screen in screens))(screens, met, check)
    return look


@cache
def _unrolled(towns: tuple[bool, ...]) -> Any:
    """The loop over screens written out, since a quote spends its time in it: of our own words and numbers alone.

    A town is looked up together with its type and with the road that came with the facts.
    """
    numbers = range(len(towns))
    if not towns:
        return lambda screens, met, check: lambda facts: 0
    names = "".join(f"    table{n} = screens[{n}]; name{n} = table{n}.name\n" for n in numbers)
    values = "".join(
        f"        value{n} = get(name{n})\n"
        + (f"        value{n} = value{n}.__class__, value{n}, get({TOWN_ORDER!r})\n" if is_town else "")
        for n, is_town in enumerate(towns)
    )
    source = (
        f"def bound(screens, met, check):\n{names}    def look(facts):\n        get = facts.get\n{values}"
        f"        if ({''.join(f'type(value{n}), ' for n in numbers)}) not in met:\n"
        f"            check({', '.join(f'value{n}' for n in numbers)})\n"
        f"        return {' | '.join(f'table{n}[value{n}]' for n in numbers)}\n    return look\n"
    )
    room: dict[str, Any] = {}
    exec(compile(source, "<screens>", "exec"), room)  # noqa: S102 - the source holds nothing but the lines above
    return room["bound"]
