"""Each condition of a rule, ticked or not for one request: what the rule wants, and what the request says instead.

(3-pricing-rules.md, "The rule builder", Try it.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Facts, Node, NoneOf, holds
from pricing_rules.engine.explain import condition_words
from pricing_rules.engine.here import here_words
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import capitalised

TickKind = Literal["all", "any", "none", "condition"]

HEADINGS: dict[TickKind, str] = {"all": "All of these", "any": "Any one of these", "none": "None of these"}


@dataclass(frozen=True, slots=True)
class Tick:
    """One place of a rule's tree. `met`: it is as the rule wants it, so a condition under `none of` is met by not
    holding. `words` say what is asked, `here` what the request says (empty for a group)."""

    kind: TickKind
    met: bool
    words: str
    here: str = ""
    parts: tuple[Tick, ...] = ()


def ticks(node: Node, facts: Facts, vocabulary: Vocabulary) -> Tick:
    """The tree of a rule's conditions with every place ticked or not. Raises FactError."""
    return _tick(node, facts, vocabulary, forbidden=False)


def _tick(node: Node, facts: Facts, vocabulary: Vocabulary, *, forbidden: bool) -> Tick:
    met = holds(node, facts) != forbidden
    match node:
        case Condition():
            return Tick(
                "condition", met, capitalised(condition_words(node, vocabulary)), here_words(node, facts, vocabulary)
            )
        case AllOf(parts):
            kind: TickKind = "all"
        case AnyOf(parts):
            kind = "any"
        case NoneOf(parts):
            kind = "none"
    # Inside `none of` a part is met by not holding; inside a second one it must hold again.
    inner = forbidden != isinstance(node, NoneOf)
    return Tick(
        kind, met, HEADINGS[kind], parts=tuple(_tick(part, facts, vocabulary, forbidden=inner) for part in parts)
    )
