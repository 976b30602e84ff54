from django.apps import AppConfig


class PricingRulesConfig(AppConfig):
    name = "pricing_rules"
    label = "pricing_rules"
    verbose_name = "Pricing rules"

    def ready(self) -> None:
        from foundation.audit import verbs
        from foundation.notifications import template_defaults
        from pricing_rules.operations.alert import RULE_FAILED

        verbs.register("rule_set.published", "Published a rule set")
        verbs.register("price_case.kept", "Kept a price case")
        verbs.register("price_case.accepted", "Accepted the new price of a price case")
        verbs.register("price_case.exported", "Exported the price cases")
        template_defaults.register(
            RULE_FAILED,
            subject="Quotes are refused: rule {{ rule }}",
            text=(
                "A pricing rule cannot be evaluated, so customers get no price online until it is mended.\n\n"
                "Rule: {{ rule }}\nProblem: {{ problem }}\n\n"
                "Mend the rule in the draft and publish, or restore the last good rule set.\n"
            ),
            html=(
                "<p>A pricing rule cannot be evaluated, so customers get no price online until it is mended.</p>"
                "<p><strong>Rule:</strong> {{ rule }}<br><strong>Problem:</strong> {{ problem }}</p>"
                "<p>Mend the rule in the draft and publish, or restore the last good rule set.</p>"
            ),
            variables={"rule": "Weekend delivery (weekend-delivery)", "problem": "The fact month should be a number"},
        )
