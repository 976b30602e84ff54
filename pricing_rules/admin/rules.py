"""The draft in the staff admin: each rule in plain English, its amounts and texts to edit, and the way to publish."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.analysis import analysis_view, card
from pricing_rules.admin.building import builder_view
from pricing_rules.admin.publishing import publish_view
from pricing_rules.admin.trying import try_view
from pricing_rules.models import Rule
from pricing_rules.operations.drafting import delete_rule
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.queries import RuleSentence, changes, draft_rules, sentence, set_in_force, vocabulary_at


@admin.register(Rule)
class RuleAdmin(StaffModelAdmin):
    """Customers pay by the published set; what is changed here waits in the draft until somebody publishes it."""

    deletable = True
    revertible = False  # the draft is written by its operations alone
    list_display = ["name", "in_words", "switch", "priority", "group"]
    list_filter = ["active"]
    search_fields = ["name", "slug", "reason", "note"]
    search_help_text = "Search by name, reason or note"
    ordering = ["priority", "slug"]
    list_before_template = "backoffice/pricing_rules/draft.html"
    actions = None

    # The list --------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        now = utc_now()
        in_force = set_in_force(now)
        rules = draft_rules()
        found = changes(in_force.rules if in_force else [], rules, vocabulary_at(now))
        draft = {
            "in_force": in_force,
            "changes": found,
            "may_publish": request.user.has_perm(PUBLISH_RIGHT),
            **card(rules, now=now),
        }
        return super().changelist_view(request, {**draft, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The vocabulary is read once for all rows of the list."""
        listed = super().get_changelist_instance(request)
        vocabulary = vocabulary_at(utc_now())
        for rule in listed.result_list:
            rule.told = sentence(rule.as_json(), vocabulary)
        return listed

    @display(description="In plain English")
    def in_words(self, rule: Rule) -> str:
        told: RuleSentence = rule.told  # type: ignore[attr-defined]
        return told.words or f"Cannot be used: {told.problem}"

    @display(description="State", label={"On": "success", "Off": ""}, ordering="active")
    def switch(self, rule: Rule) -> str:
        return "On" if rule.active else "Off"

    # The form --------------------------------------------------------------------------------------------------------

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return builder_view(self, request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404("There is no such rule.")
        return builder_view(self, request, row)

    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        delete_rule(slug=obj.slug, version=None, actor=self.actor(request), now=utc_now())

    # Publishing ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        publish = path("publish/", self.admin_site.admin_view(publish_view(self)), name="pricing_rules_rule_publish")
        tried = path("try/", self.admin_site.admin_view(try_view(self)), name="pricing_rules_rule_try")
        checked = path("check/", self.admin_site.admin_view(analysis_view(self)), name="pricing_rules_rule_check")
        return [publish, tried, checked, *super().get_urls()]
