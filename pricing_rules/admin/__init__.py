"""Rules, rule sets and quotes in the staff admin."""

from pricing_rules.admin import cases, publish_requests, quotes, rule_sets, rules

__all__ = ["cases", "publish_requests", "quotes", "rule_sets", "rules"]
