"""Rules for callers outside the engine: their shapes, and reading and writing them as JSON (3-pricing-rules.md)."""

from __future__ import annotations

from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node, NoneOf
from pricing_rules.engine.reading.errors import RuleError, RuleErrors
from pricing_rules.engine.reading.rules import rule_from_json, rule_set_from_json, set_errors
from pricing_rules.engine.shapes import Action, Phase, Rule, RuleSet
from pricing_rules.engine.writing import rule_set_to_json, rule_to_json

__all__ = [
    "Action",
    "AllOf",
    "AnyOf",
    "Condition",
    "Node",
    "NoneOf",
    "Phase",
    "Rule",
    "RuleError",
    "RuleErrors",
    "RuleSet",
    "rule_from_json",
    "rule_set_from_json",
    "rule_set_to_json",
    "rule_to_json",
    "set_errors",
]
