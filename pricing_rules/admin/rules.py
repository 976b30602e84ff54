"""The draft in the staff admin: each rule in plain English, its amounts and texts to edit, and the way to publish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.amounts import action_fields
from pricing_rules.admin.publishing import publish_view
from pricing_rules.admin.rule_form import form_for
from pricing_rules.admin.trying import try_view
from pricing_rules.models import Rule
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.queries import RuleSentence, changes, draft_rules, sentence, set_in_force, vocabulary_at


@admin.register(Rule)
class RuleAdmin(StaffModelAdmin):
    """Customers pay by the published set; what is changed here waits in the draft until somebody publishes it."""

    deletable = True
    list_display = ["name", "in_words", "switch", "priority", "group"]
    list_filter = ["active"]
    search_fields = ["name", "slug", "reason", "note"]
    search_help_text = "Search by name, reason or note"
    ordering = ["priority", "slug"]
    list_before_template = "backoffice/pricing_rules/draft.html"
    change_form_before_template = "backoffice/pricing_rules/rule.html"
    actions = None

    # The list --------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        now = utc_now()
        in_force = set_in_force(now)
        found = changes(in_force.rules if in_force else [], draft_rules(), vocabulary_at(now))
        draft = {
            "in_force": in_force,
            "changes": found,
            "may_publish": request.user.has_perm(PUBLISH_RIGHT),
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

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        # A rule without conditions would act on everything; new ones come with the rule builder.
        return False

    def get_form(self, request: HttpRequest, obj: Rule | None = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = form_for(obj)
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Rule | None = None) -> Sequence[Any]:
        return ("slug", "source")

    def get_fieldsets(self, request: HttpRequest, obj: Rule | None = None) -> Any:
        amounts = tuple(action_fields(obj.actions)) if obj is not None else ()
        return [
            (None, {"fields": ("name", "active", "reason")}),
            ("What it does", {"fields": amounts}),
            ("When it may act", {"fields": (("first_day", "last_day"), ("priority", "group"))}),
            ("For colleagues", {"fields": ("note",)}),
            ("Source", {"fields": ("slug", "source"), "classes": ("tab",)}),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rule = self.get_object(request, object_id)
        told: RuleSentence | None = sentence(rule.as_json(), vocabulary_at(utc_now())) if rule else None
        return super().change_view(request, object_id, form_url, {"told": told, **(extra_context or {})})

    @display(description="Rule as JSON")
    def source(self, rule: Rule) -> str:
        return format_html('<pre class="crm-scroll">{}</pre>', json.dumps(rule.as_json(), indent=2, ensure_ascii=False))

    # Publishing ------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        publish = path("publish/", self.admin_site.admin_view(publish_view(self)), name="pricing_rules_rule_publish")
        tried = path("try/", self.admin_site.admin_view(try_view(self)), name="pricing_rules_rule_try")
        return [publish, tried, *super().get_urls()]
