"""Rules as rows: the draft that managers edit, the numbered sets that price, and the quotes they made."""

from pricing_rules.models.case import PriceCase
from pricing_rules.models.impact import ImpactRun, ImpactState
from pricing_rules.models.publishing import PublishingPolicy, PublishRequest, RequestState
from pricing_rules.models.quote import Quote
from pricing_rules.models.rule import Rule
from pricing_rules.models.rule_set import RuleSet, SetCancellation
from pricing_rules.models.surcharge_cap import SurchargeCap

__all__ = [
    "ImpactRun",
    "ImpactState",
    "PriceCase",
    "PublishRequest",
    "PublishingPolicy",
    "Quote",
    "RequestState",
    "Rule",
    "RuleSet",
    "SetCancellation",
    "SurchargeCap",
]
