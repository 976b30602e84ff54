"""The trace: for every rule, whether it acted, and if not, why (3-pricing-rules.md, "Explain").

A price only notes which rules acted. What became of the others, and the first condition that failed, is found out when
somebody looks: nearly every price is shown to a customer and never explained to staff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, overload

from pricing_rules.engine import explain
from pricing_rules.engine.conditions import Facts, Node
from pricing_rules.engine.shapes import Rule
from pricing_rules.engine.vocabulary import Vocabulary

Outcome = Literal["matched", "off", "outside_dates", "failed", "lost_group"]


@dataclass(frozen=True)
class TraceEntry:
    """What became of one rule.

    `failed` is the first part of its conditions that was false, for the outcome `failed`. `winner` is the slug of the
    rule that acted for the group, for `lost_group`.
    """

    rule: Rule
    outcome: Outcome
    facts: Facts = field(repr=False)
    vocabulary: Vocabulary = field(repr=False, compare=False)
    failed: Node | None = None
    winner: str = ""

    @property
    def matched(self) -> bool:
        """Whether the rule acted."""
        return self.outcome == "matched"

    @property
    def words(self) -> str:
        """Why, in plain English for staff; made when it is asked for."""
        match self.outcome:
            case "matched":
                return "Matched."
            case "off":
                return "Switched off."
            case "outside_dates":
                return f"Only for pickups {explain.date_range(self.rule)}."
            case "lost_group":
                return f"Matched, but {self.winner} acts for the group {self.rule.group}."
            case "failed":
                return explain.failure(self.failed, self.facts, self.vocabulary) if self.failed else ""

    def as_json(self) -> dict[str, str]:
        """As a quote stores it."""
        return {"slug": self.rule.slug, "name": self.rule.name, "outcome": self.outcome, "why": self.words}


class Trace(Sequence[TraceEntry]):
    """The entries of all rules in their order, made when the first is asked for; each is then always the same one."""

    def __init__(self, entries: Callable[[], Iterable[TraceEntry]]) -> None:
        self._make = entries

    @cached_property
    def _entries(self) -> tuple[TraceEntry, ...]:
        return tuple(self._make())

    @overload
    def __getitem__(self, place: int) -> TraceEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TraceEntry]: ...
    def __getitem__(self, place: int | slice) -> TraceEntry | Sequence[TraceEntry]:
        return self._entries[place]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[TraceEntry]:
        return iter(self._entries)

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, Trace) else NotImplemented

    def __hash__(self) -> int:
        return hash(len(self))

    def __repr__(self) -> str:
        return f"Trace({self._entries!r})"
