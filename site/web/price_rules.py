"""The rules in force as a table for visitors: when, why, how much (brief 5, "Surcharge table"). Nothing in it is
typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from foundation.money import dollars_short
from pricing_rules.engine.conditions import AllOf, Condition, Node
from pricing_rules.engine.explain import PLACEHOLDER, condition_words, date_range
from pricing_rules.engine.rules import Action, Rule
from pricing_rules.operations.quote import Basis

PLAIN = {
    "is_weekend": "Pickup on a Saturday or Sunday",
    "is_holiday": "Pickup on a federal holiday, or on one of our own holiday dates",
}


@dataclass(frozen=True, slots=True)
class PublicRule:
    """One row: what it is called on a price, when it applies, what it adds."""

    label: str
    when: str
    amount: str


def public_rules(basis: Basis, service: str) -> list[PublicRule]:
    """The active price rules that can touch this service, in the order they are applied."""
    return [
        row
        for rule in basis.rule_set.in_order
        if rule.active and rule.phase == "price" and _can_touch(rule.conditions, service)
        for row in _rows(rule, basis)
    ]


def _rows(rule: Rule, basis: Basis) -> list[PublicRule]:
    when = rule.reason
    if not when or PLACEHOLDER.search(when):
        when = _words(_without_service(rule.conditions), basis)
    dates = date_range(rule)
    if dates:
        when = f"{when}, {dates}"
    return [
        PublicRule(str(action.params.get("label", rule.name)), when, _amount(action))
        for _, action in rule.money_actions()
    ]


def _words(node: Node, basis: Basis) -> str:
    """The conditions for visitors; a lone yes-or-no condition that we have better words for gets them."""
    if isinstance(node, AllOf) and len(node.parts) == 1:
        node = node.parts[0]
    if isinstance(node, Condition) and node.operator == "is_true" and node.name in PLAIN:
        return PLAIN[node.name]
    words = condition_words(node, basis.rule_set.vocabulary)
    return words[:1].upper() + words[1:]


def _amount(action: Action) -> str:
    match action.name:
        case "add_amount":
            return dollars_short(action.cents())
        case "add_percent":
            return f"{action.number('percent').normalize():f}% of the base"
        case "add_per_unit":
            return f"{dollars_short(action.cents())} each"
        case "raise_base_to":
            return f"at least {dollars_short(action.cents())}"
        case "discount_amount":
            return f"{dollars_short(action.cents())} off"
        case _:
            return f"{action.number('percent').normalize():f}% off"


def _can_touch(node: Node, service: str) -> bool:
    """Whether a rule can match this service: false only where a condition that must hold names others."""
    match node:
        case Condition(name="service", operator=operator, value=value):
            named = {value} if isinstance(value, str) else set(value or ())  # type: ignore[arg-type]
            return (service not in named) if operator in {"not_equal_to", "is_none_of"} else service in named
        case AllOf(parts):
            return all(_can_touch(part, service) for part in parts)
        case _:
            return True


def _without_service(node: Node) -> Node:
    """The conditions without the service's own: the page is that service's."""
    if isinstance(node, AllOf):
        parts = tuple(part for part in node.parts if not (isinstance(part, Condition) and part.name == "service"))
        return replace(node, parts=parts) if parts else node
    return node
