"""Blocks of facts made of lists: every element says what its facts are, and in element 0 none is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pricing_rules.engine.analyse.space import Block, Listed, Ordered, bits

UNSET = 1  # the set of element 0 alone


@dataclass(frozen=True)
class Choice:
    """A block with what each element stands for in a request: `means[element]`, None for element 0."""

    block: Block
    means: Sequence[Any]

    @property
    def some(self) -> int:
        """All elements in which the facts are set."""
        return self.block.full & ~UNSET


def listed(name: str, facts_of: Sequence[Mapping[str, object]], means: Sequence[Any] | None = None) -> Choice:
    """A block of these elements, from element 1 on; a fact that an element leaves out is not set there."""
    by_value: dict[str, dict[object, list[int]]] = {}
    for element, facts in enumerate(facts_of, start=1):
        for fact, value in facts.items():
            if value is not None:
                by_value.setdefault(fact, {}).setdefault(value, []).append(element)
    size = len(facts_of) + 1
    block = Block(name, size, {fact: Listed(_sets(values, size)) for fact, values in by_value.items()})
    return Choice(block, [None, *(facts_of if means is None else means)])


def _sets(values: Mapping[object, list[int]], size: int) -> dict[Any, int]:
    # True and 1 are one key to Python; a fact has values of one type only, so they never meet.
    return {value: bits(found, size) for value, found in values.items()}


def ordered(fact: str, values: Sequence[Any]) -> Choice:
    """A block of one fact with ascending values, from element 1 on."""
    return Choice(Block(fact, len(values) + 1, {fact: Ordered(values)}), [None, *values])


def upto(choice: Choice, low: Any, high: Any) -> int:
    """The elements of an ordered block whose value lies between the two, both included."""
    between = (place for place, value in enumerate(choice.means) if place and low <= value <= high)
    return bits(between, choice.block.size)


def having(choice: Choice, fact: str, value: object) -> int:
    """The elements of a listed block with this value of a fact."""
    index = choice.block.facts.get(fact)
    return index.values.get(value, 0) if isinstance(index, Listed) else 0
