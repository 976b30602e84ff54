"""The trace: for every rule, whether it acted, and if not, why (3-pricing-rules.md, "Explain")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

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
