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

from collections.abc import Iterable, Iterator, Sequence

from pricing_rules.engine.conditions import AllOf, AnyOf, Facts, Node, NoneOf, holds, leaves
from pricing_rules.engine.facts import FactType
from pricing_rules.engine.looking import Matcher, one_look
from pricing_rules.engine.screens import Screen, screen

__all__ = ["Matcher", "compiled", "places"]


def compiled(conditions: Sequence[Node]) -> Matcher:
    """A function from facts to the conditions that hold: bit `i` stands for `conditions[i]`.

    Every fact that is asked for must be there, None where it is not set. Where a condition cannot be asked it raises
    what asking raises: FactError, TypeError, ValueError, LookupError, ArithmeticError.
    """
    parts = _Parts(len(conditions))
    for place, node in enumerate(conditions):
        parts.take(place, node)
    everything = (1 << len(conditions)) - 1
    lanes = [(len(conditions) * lane, everything & ~rules) for lane, rules in enumerate(parts.wishing, start=1)]
    trees = parts.trees
    treed = sum(1 << place for place in trees)

    def ask_trees(passed: int, facts: Facts) -> int:
        for place in places(passed & treed):
            if not all(holds(tree, facts) for tree in trees[place]):
                passed ^= 1 << place
        return passed

    return one_look(list(parts.screens.values()), everything & ~parts.never, lanes, treed, ask_trees)


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class _Parts:
    """Where the parts of rules go: into screens, or among the trees."""

    def __init__(self, count: int) -> None:
        self.screens: dict[tuple[str, FactType], Screen] = {}
        self.never = 0  # rules with a part that asks nothing and does not hold, such as those that are off
        self.wishing: list[int] = []  # the rules with a first wish, with a second …
        self.trees: dict[int, list[Node]] = {}
        self._count = count

    def take(self, place: int, node: Node) -> None:
        """Cut up the rule at `place`."""
        wishes = 0
        for part in _conjuncts(node):
            alternatives = _alternatives(part)
            if next(leaves(part), None) is None:
                self.never |= 0 if holds(part, {}) else 1 << place
            elif _is_of_one_fact(part):
                self._screen(part).fails(part, 1 << place)
            elif all(_is_of_one_fact(one) for one in alternatives):
                if wishes == len(self.wishing):
                    self.wishing.append(0)
                self.wishing[wishes] |= 1 << place
                wishes += 1
                for one in alternatives:
                    self._screen(one).fulfils(one, 1 << place + self._count * wishes)
            else:
                self.trees.setdefault(place, []).append(part)
                for leaf in leaves(part):
                    self._screen(leaf).asks(leaf)

    def _screen(self, node: Node) -> Screen:
        leaf = next(leaves(node))
        return self.screens.setdefault((leaf.name, leaf.type), screen(leaf.name, leaf.type))


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


def _is_of_one_fact(node: Node) -> bool:
    return len({(leaf.name, leaf.type) for leaf in leaves(node)}) == 1
