"""Rules as JSON, in the shape they are read from (3-pricing-rules.md, "Rules as JSON")."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node, NoneOf, Value
from pricing_rules.engine.shapes import Action, Rule, RuleSet

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_GROUPS = {AllOf: "all", AnyOf: "any", NoneOf: "none"}


def rule_to_json(rule: Rule) -> dict[str, Json]:
    """A rule with every key, so that two rules compare key by key; reading it back gives an equal rule."""
    return {
        "slug": rule.slug,
        "name": rule.name,
        "active": rule.active,
        "priority": rule.priority,
        "group": rule.group or None,
        "from": rule.first_day.isoformat() if rule.first_day else None,
        "to": rule.last_day.isoformat() if rule.last_day else None,
        "conditions": conditions_to_json(rule.conditions),
        "actions": [action_to_json(action) for action in rule.actions],
        "reason": rule.reason,
        "note": rule.note,
    }


def rule_set_to_json(rule_set: RuleSet) -> list[Json]:
    """All rules in their order."""
    return [rule_to_json(rule) for rule in rule_set.in_order]


def conditions_to_json(node: Node) -> dict[str, Json]:
    """A tree of conditions in the `business-rules` shape, with `none` groups besides `all` and `any`."""
    if isinstance(node, Condition):
        return {"name": node.name, "operator": node.operator, "value": value_to_json(node.value)}
    return {_GROUPS[type(node)]: [conditions_to_json(part) for part in node.parts]}


def action_to_json(action: Action) -> dict[str, Json]:
    """An action in the `business-rules` shape."""
    return {"name": action.name, "params": {name: value_to_json(value) for name, value in action.params.items()}}


def value_to_json(value: Value) -> Json:
    """A native value: dates and times in ISO form, numbers as JSON numbers."""
    match value:
        case tuple():
            return [value_to_json(one) for one in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            return value
