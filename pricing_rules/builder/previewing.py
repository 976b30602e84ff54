"""What a rule that is being typed would look like: in plain English, and to a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.money import dollars_short
from pricing_rules.engine.action_types import MONEY_ACTIONS
from pricing_rules.engine.conditions import leaves
from pricing_rules.engine.explain import rule_pieces, standing_words
from pricing_rules.engine.rules import Action, Rule, RuleErrors, rule_from_json
from pricing_rules.engine.shapes import PLACEHOLDER
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import capitalised, number_words, uncapitalised

UNNAMED = "…"


@dataclass(frozen=True)
class Line:
    """One line or note on a customer's price."""

    label: str
    amount: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """The sentence in pieces, empty while the rule cannot be read; the customer's lines; whether it asks personally."""

    pieces: tuple[tuple[str, bool], ...] = ()
    standing: str = ""
    lines: tuple[Line, ...] = ()
    personal: bool = False


def preview(rule: Mapping[str, Any], vocabulary: Vocabulary) -> Preview:
    """A rule in exchange JSON, as it would read. Names that are still missing stand as an ellipsis."""
    name = str(rule.get("name") or "").strip() or UNNAMED
    named = {**rule, "name": name, "slug": "rule", "priority": _priority(rule), "reason": _reason(rule, vocabulary)}
    named["actions"] = [_labelled(action, name) for action in rule.get("actions") or ()]
    try:
        read = rule_from_json(named, vocabulary)
    except RuleErrors:
        return Preview()
    facts = vocabulary.facts
    return Preview(
        pieces=tuple(rule_pieces(read, vocabulary)),
        standing=standing_words(read),
        lines=tuple(_line(action, read, vocabulary) for action in read.actions),
        personal=any(facts[leaf.name].personal for leaf in leaves(read.conditions)),
    )


def _labelled(action: Mapping[str, Any], name: str) -> dict[str, Any]:
    params = dict(action.get("params") or {})
    for param in ("label", "reason", "message", "text"):
        if param in params and not str(params[param]).strip():
            params[param] = name if param == "label" else UNNAMED
    return {**action, "params": params}


def _priority(rule: Mapping[str, Any]) -> int:
    priority = rule.get("priority")
    return priority if isinstance(priority, int) and abs(priority) <= 1_000_000 else 0


def _reason(rule: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    reason = str(rule.get("reason") or "")[:500]
    return reason if all(name in vocabulary.facts for name in PLACEHOLDER.findall(reason)) else ""


def _line(action: Action, rule: Rule, vocabulary: Vocabulary) -> Line:
    reason = PLACEHOLDER.sub(lambda found: f"[{uncapitalised(vocabulary.facts[found[1]].label)}]", rule.reason)
    if action.name in MONEY_ACTIONS:
        return Line(action.text("label"), _amount(action), reason)
    words = next(str(value) for value in action.params.values())
    heading = {"require_approval": "Our team confirms it first", "require_coi": "A COI is needed",
               "make_unavailable": "Not available"}  # fmt: skip
    return Line(heading.get(action.name, "Good to know"), "", capitalised(words))


def _amount(action: Action) -> str:
    match action.name:
        case "add_percent":
            return f"+{number_words(action.number('percent'))}%"
        case "discount_percent":
            return f"−{number_words(action.number('percent'))}%"
        case "discount_amount":
            return f"−{dollars_short(action.cents())}"
        case "add_per_unit":
            return f"+{dollars_short(action.cents())} each"
        case "raise_base_to":
            return f"at least {dollars_short(action.cents())}"
        case _:
            return f"+{dollars_short(action.cents())}"
