"""The lines of a price: what a customer pays for, each with its reason (contract-quote.md, "Answer").

A price is nothing but its lines: the total is the sum of the lines shown, and a line of zero cents is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Literal

LineKind = Literal["base", "minimum", "surcharge", "addon", "discount", "override"]

KINDS: tuple[LineKind, ...] = ("base", "minimum", "surcharge", "addon", "discount", "override")
_PLACE = attrgetter("place")
_KIND_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Line:
    """One line of a price.

    `amount_cents` is signed: discounts are below zero. `code` is a catalogue code (`mini_move.standard`) or the slug of
    the rule that made the line, with `:2`, `:3` for its second and third money action. `quantity` and `unit_cents` are
    given where the amount is one times the other. `priority` only orders lines of one kind.
    """

    kind: LineKind
    code: str
    label: str
    reason: str
    amount_cents: int
    quantity: int | None = None
    unit_cents: int | None = None
    priority: int = 0

    @cached_property
    def place(self) -> tuple[int, int, str, int, str, int]:
        """Where it stands among all lines: by kind, priority and slug."""
        slug, _, position = self.code.partition(":")
        number = int(position) if position.isdecimal() else 1
        return _KIND_ORDER[self.kind], self.priority, slug, number, self.code, self.amount_cents


def rule_code(slug: str, position: int) -> str:
    """The code of the line that a rule's money action makes; `position` counts the rule's money actions from 1."""
    return slug if position == 1 else f"{slug}:{position}"


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines a customer sees: by kind, priority and slug, those of zero cents left out."""
    return tuple(sorted([line for line in lines if line.amount_cents], key=_PLACE))


def total(lines: Iterable[Line]) -> int:
    """Cents of all lines together."""
    return sum([line.amount_cents for line in lines])
