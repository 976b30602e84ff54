"""Rules, rule sets and quotes in the staff admin."""

from pricing_rules.admin import quotes, rule_sets, rules

__all__ = ["quotes", "rule_sets", "rules"]
