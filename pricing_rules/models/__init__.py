"""Rules as rows: the draft that managers edit, the numbered sets that price, and the quotes they made."""

from pricing_rules.models.case import PriceCase
from pricing_rules.models.quote import Quote
from pricing_rules.models.rule import Rule
from pricing_rules.models.rule_set import RuleSet

__all__ = ["PriceCase", "Quote", "Rule", "RuleSet"]
