"""Rules, rule sets and quotes in the staff admin."""

from pricing_rules.admin import cases, quotes, rule_sets, rules

__all__ = ["cases", "quotes", "rule_sets", "rules"]
