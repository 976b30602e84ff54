from django.apps import AppConfig


class PricingRulesConfig(AppConfig):
    name = "pricing_rules"
    label = "pricing_rules"
    verbose_name = "Pricing rules"
