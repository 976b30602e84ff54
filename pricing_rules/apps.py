from django.apps import AppConfig


class PricingRulesConfig(AppConfig):
    name = "pricing_rules"
    label = "pricing_rules"
    verbose_name = "Pricing rules"

    def ready(self) -> None:
        from catalog.uses import tell_uses
        from foundation.audit import verbs
        from foundation.notifications import template_defaults
        from foundation.outbox import handlers
        from foundation.staffadmin import slots
        from pricing_rules.admin import impact
        from pricing_rules.admin.analysis import publish_card
        from pricing_rules.operations.alert import RULE_FAILED
        from pricing_rules.operations.approval import ASKED, DECIDED
        from pricing_rules.operations.impact import IMPACT, on_impact
        from pricing_rules.uses import rules_naming

        for verb, words in (
            ("rule_set.published", "Published a rule set"),
            ("rule_set.scheduled", "Scheduled a rule set"),
            ("rule_set.cancelled", "Cancelled a scheduled rule set"),
            ("rule_set.exported", "Exported a rule set"),
            ("rule.added", "Added a rule to the draft"),
            ("rule.changed", "Changed a rule of the draft"),
            ("rule.deleted", "Deleted a rule of the draft"),
            ("draft.restored", "Loaded an earlier rule set into the draft"),
            ("draft.imported", "Imported rules into the draft"),
            ("draft.exported", "Exported the draft"),
            ("publish_request.asked", "Asked for approval to publish"),
            ("publish_request.approved", "Approved and published"),
            ("publish_request.declined", "Declined to publish"),
            ("publish_request.withdrawn", "Withdrew a request to publish"),
            ("publish_request.void", "A request to publish became void, as the draft had changed"),
            ("surcharge_cap.changed", "Changed above what the heat map warns"),
        ):
            verbs.register(verb, words)
        tell_uses(rules_naming)
        slots.fill("pricing_rules.publish", publish_card)
        slots.fill("pricing_rules.publish", impact.publish_card)
        verbs.register("price_case.kept", "Kept a price case")
        verbs.register("price_case.accepted", "Accepted the new price of a price case")
        verbs.register("price_case.exported", "Exported the price cases")
        handlers.register(IMPACT, on_impact, repeat="safe")
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
        template_defaults.register(
            ASKED,
            subject="{{ person }} asks you to approve new prices",
            text=(
                "{{ person }} asks that the draft of the pricing rules be published {{ when }}.\n\n{{ note }}\n\n"
                "Look at what changes and decide: {{ link }}\n"
            ),
            html=(
                "<p><strong>{{ person }}</strong> asks that the draft of the pricing rules be published {{ when }}.</p>"
                '<p>{{ note }}</p><p><a href="{{ link }}">Look at what changes and decide</a></p>'
            ),
            variables={
                "person": "Nina Ortega",
                "when": "Monday, June 1, 2026, 9:00 AM",
                "note": "Summer weekends",
                "link": "https://example.com/admin/",
            },
        )
        template_defaults.register(
            DECIDED,
            subject="Your request to publish new prices is {{ decision }}",
            text=(
                "Your request to publish the draft of the pricing rules {{ when }} is {{ decision }}.\n\n"
                "{{ person }}: {{ answer }}\n\n{{ link }}\n"
            ),
            html=(
                "<p>Your request to publish the draft of the pricing rules {{ when }} is "
                "<strong>{{ decision }}</strong>.</p><p>{{ person }}: {{ answer }}</p>"
                '<p><a href="{{ link }}">See the request</a></p>'
            ),
            variables={
                "person": "Paul Reyes",
                "when": "at once",
                "decision": "declined",
                "answer": "Labor Day is missing",
                "link": "https://example.com/admin/",
            },
        )
