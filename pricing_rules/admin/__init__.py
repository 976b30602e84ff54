"""Rules, rule sets and quotes in the staff admin."""

from pricing_rules.admin import cases, impact, publish_requests, quotes, rule_sets, rules

__all__ = ["cases", "impact", "publish_requests", "quotes", "rule_sets", "rules"]
