"""Conditions as a tree, and the plain interpreter that asks it (3-pricing-rules.md, "Facts a rule can ask about").

It reads as the specification does. `compile.py` answers faster what this would answer, and leaves to it what cannot be
asked; `reference.py` says the same with `business_rules.run_all`. The properties in tests/properties hold the three
against each other.

On a fact that is not set every operator is false, the negative ones too; `none of` then inverts. A fact of another type
than the vocabulary declares raises FactError: nothing is guessed.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from pricing_rules.engine.facts import TOWN_ORDER, FactType

Scalar = bool | int | Decimal | str | date | time
Value = Scalar | tuple[Scalar, ...] | None
Facts = Mapping[str, object]


class FactError(Exception):
    """A fact cannot be compared as the vocabulary declares it; the message says which and why."""


@dataclass(frozen=True)
class Condition:
    """One question about one fact. `value` is of the fact's native type; a tuple for lists and ranges, or None."""

    name: str
    operator: str
    value: Value
    type: FactType


@dataclass(frozen=True)
class AllOf:
    """Holds when every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class NoneOf:
    """Holds when no part holds."""

    parts: tuple[Node, ...]


Node = Condition | AllOf | AnyOf | NoneOf


def holds(node: Node, facts: Facts) -> bool:
    """Whether a tree of conditions is true of these facts. Raises FactError."""
    match node:
        case Condition():
            return _answer(node, facts)
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case NoneOf(parts):
            return not any(holds(part, facts) for part in parts)


def first_failure(node: Node, facts: Facts) -> Node | None:
    """What to tell staff when a rule did not match: the first part that failed, as deep as one part can be named.

    Inside `all of` that is the first part that is false. `any of` fails as a whole, and so does `none of`.
    None when the tree holds.
    """
    match node:
        case AllOf(parts):
            return next((failed for part in parts if (failed := first_failure(part, facts))), None)
        case AnyOf((only,)):
            return first_failure(only, facts)
        case _:
            return None if holds(node, facts) else node


def leaves(node: Node) -> Iterator[Condition]:
    """Every single condition of a tree, from the first to the last."""
    if isinstance(node, Condition):
        yield node
        return
    for part in node.parts:
        yield from leaves(part)


def _answer(condition: Condition, facts: Facts) -> bool:
    actual = facts.get(condition.name)
    if actual is None:
        return False
    if type(actual) not in NATIVE[condition.type]:
        raise FactError(f"The fact {condition.name} should be {_WORDS[condition.type]}, but is {actual!r:.60}")
    if condition.operator in _ROAD:
        return _answer_on_the_road(condition, actual, facts)
    try:
        test = _TESTS[condition.type][condition.operator]
    except KeyError:
        raise FactError(f"No fact of type {condition.type} can be asked {condition.operator}") from None
    return test(actual, condition.value)


def _answer_on_the_road(condition: Condition, town: object, facts: Facts) -> bool:
    """East or west in the order of the towns that came with the facts: an old quote stays as it was."""
    order = facts.get(TOWN_ORDER)
    if not isinstance(order, Sequence) or town not in order or condition.value not in order:
        raise FactError(f"The order of the towns does not name both {town} and {condition.value}")
    return bool(_ROAD[condition.operator](order.index(town), order.index(condition.value)))


_Test = Callable[[Any, Any], bool]

NATIVE: Mapping[FactType, frozenset[type]] = {
    "number": frozenset({int, Decimal}),
    "money": frozenset({int}),
    "yes_no": frozenset({bool}),
    "choice": frozenset({str}),
    "choices": frozenset({frozenset, set}),
    "text": frozenset({str}),
    "date": frozenset({date}),
    "time": frozenset({time}),
    "town": frozenset({str}),
}
_WORDS: Mapping[FactType, str] = {
    "number": "a number",
    "money": "whole cents",
    "yes_no": "yes or no",
    "choice": "one code",
    "choices": "a set of codes",
    "text": "a text",
    "date": "a date",
    "time": "a time of day",
    "town": "the code of a town",
}

_ROAD: Mapping[str, Callable[[int, int], bool]] = {"is_east_of": operator.gt, "is_west_of": operator.lt}
_SET: Mapping[str, _Test] = {"is_set": lambda actual, _: True}
_EQUAL: Mapping[str, _Test] = {
    **_SET,
    "equal_to": operator.eq,
    "not_equal_to": operator.ne,
    "is_one_of": lambda actual, value: actual in value,
    "is_none_of": lambda actual, value: actual not in value,
}
_BETWEEN: Mapping[str, _Test] = {"between": lambda actual, value: value[0] <= actual <= value[1]}
_AMOUNT: Mapping[str, _Test] = {
    **_EQUAL,
    **_BETWEEN,
    "greater_than": operator.gt,
    "greater_than_or_equal_to": operator.ge,
    "less_than": operator.lt,
    "less_than_or_equal_to": operator.le,
}
_MOMENT: Mapping[str, _Test] = {
    **_EQUAL,
    **_BETWEEN,
    "before": operator.lt,
    "on_or_before": operator.le,
    "after": operator.gt,
    "on_or_after": operator.ge,
}
_TESTS: Mapping[FactType, Mapping[str, _Test]] = {
    "number": _AMOUNT,
    "money": _AMOUNT,
    "yes_no": {**_SET, "is_true": lambda actual, _: actual, "is_false": lambda actual, _: not actual},
    "choice": _EQUAL,
    "choices": {
        **_SET,
        "contains": lambda actual, value: value in actual,
        "does_not_contain": lambda actual, value: value not in actual,
        "contains_all": lambda actual, value: actual.issuperset(value),
        "shares_at_least_one_element_with": lambda actual, value: not actual.isdisjoint(value),
        "shares_no_elements_with": lambda actual, value: actual.isdisjoint(value),
    },
    "text": {**_EQUAL, "starts_with": str.startswith},
    "date": _MOMENT,
    "time": _MOMENT,
    "town": _EQUAL,
}
