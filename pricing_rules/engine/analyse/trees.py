"""Conditions as trees over the bits of a space, with the negations pushed down to the leaves.

Conditions on one block are folded into one set, so that most rules come to one set a block. What the space knows
nothing of counts as true, plain and negated alike: the analysis then finds too much possible, never too little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pricing_rules.engine.analyse.space import Space
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node, NoneOf
from pricing_rules.engine.shapes import Rule


@dataclass(frozen=True)
class Lit:
    """The block is one of these elements."""

    block: int
    mask: int


@dataclass(frozen=True)
class And:
    """Every part."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Or:
    """At least one part."""

    parts: tuple[Tree, ...]


Tree = Lit | And | Or | bool


def tree(node: Node, space: Space, *, negated: bool = False) -> Tree:
    """The conditions, or their negation."""
    match node:
        case Condition():
            return _leaf(node, space, negated)
        case AllOf(parts) if not negated:
            return conjunction((tree(part, space) for part in parts), space)
        case AllOf(parts):
            return disjunction((tree(part, space, negated=True) for part in parts), space)
        case AnyOf(parts) if not negated:
            return disjunction((tree(part, space) for part in parts), space)
        case NoneOf(parts) if negated:
            return disjunction((tree(part, space) for part in parts), space)
        case AnyOf(parts) | NoneOf(parts):
            return conjunction((tree(part, space, negated=True) for part in parts), space)


def matching(rule: Rule, space: Space) -> Tree:
    """When a rule matches: its conditions and its dates."""
    return conjunction((tree(rule.conditions, space), *(tree(leaf, space) for leaf in date_leaves(rule))), space)


def failing(rule: Rule, space: Space) -> Tree:
    """When a rule does not match."""
    dates = (tree(leaf, space, negated=True) for leaf in date_leaves(rule))
    return disjunction((tree(rule.conditions, space, negated=True), *dates), space)


def date_leaves(rule: Rule) -> tuple[Condition, ...]:
    """A rule's pickup dates as conditions: on a request without a date they are false, as the engine has it."""
    leaves = []
    if rule.first_day:
        leaves.append(Condition("pickup_date", "on_or_after", rule.first_day, "date"))
    if rule.last_day:
        leaves.append(Condition("pickup_date", "on_or_before", rule.last_day, "date"))
    return tuple(leaves)


def conjunction(parts: Iterable[Tree], space: Space) -> Tree:
    """All of these, the sets of one block folded into one."""
    sets: dict[int, int] = {}
    others: list[Tree] = []
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        match part:
            case bool():
                if not part:
                    return False
            case Lit(block, mask):
                sets[block] = sets.get(block, mask) & mask
                if not sets[block]:
                    return False
            case And(nested):
                waiting += nested
            case _:
                others.append(part)
    kept = [Lit(block, mask) for block, mask in sets.items() if mask != space.blocks[block].full]
    return _joined([*kept, *others], empty=True, group=And)


def disjunction(parts: Iterable[Tree], space: Space) -> Tree:
    """Any of these, the sets of one block folded into one."""
    sets: dict[int, int] = {}
    others: list[Tree] = []
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        match part:
            case bool():
                if part:
                    return True
            case Lit(block, mask):
                sets[block] = sets.get(block, 0) | mask
                if sets[block] == space.blocks[block].full:
                    return True
            case Or(nested):
                waiting += nested
            case _:
                others.append(part)
    return _joined([*(Lit(block, mask) for block, mask in sets.items() if mask), *others], empty=False, group=Or)


def _joined(parts: list[Tree], *, empty: bool, group: type[And] | type[Or]) -> Tree:
    if len(parts) <= 1:
        return parts[0] if parts else empty
    return group(tuple(parts))


def _leaf(leaf: Condition, space: Space, negated: bool) -> Tree:
    known = space.literal(leaf)
    if known is None:
        return True
    block, mask = known
    full = space.blocks[block].full
    mask = full & ~mask if negated else mask
    return Lit(block, mask) if 0 < mask < full else bool(mask)
