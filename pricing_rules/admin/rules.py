"""The draft in the staff admin: each rule in plain English, its amounts and texts to edit, and the way to publish."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.analysis import analysis_view
from pricing_rules.admin.building import builder_view
from pricing_rules.admin.draft_pages import draft_header, draft_urls
from pricing_rules.admin.heat_map import heat_map_view
from pricing_rules.admin.trying import try_view
from pricing_rules.engine.rules import RuleErrors
from pricing_rules.models import Rule
from pricing_rules.operations.drafting import DraftChanged, delete_rule, set_priority, switch_rule
from pricing_rules.queries import RuleSentence, sentence, set_in_force, vocabulary_at


@admin.register(Rule)
class RuleAdmin(StaffModelAdmin):
    """Customers pay by the published set; what is changed here waits in the draft until somebody publishes it."""

    deletable = True
    revertible = False  # the draft is written by its operations alone
    list_display = ["name", "in_words", "against_live", "active", "priority", "group"]
    list_editable = ["active", "priority"]
    list_filter = ["active", "group"]
    search_fields = ["name", "slug", "reason", "note"]
    search_help_text = "Search by name, reason or note"
    ordering = ["priority", "slug"]
    list_before_template = "backoffice/pricing_rules/draft.html"
    actions = None

    class Media:
        css = {"all": ["pricing_rules/builder/list.css"]}

    # The list --------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**draft_header(request), **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The vocabulary is read once for all rows of the list."""
        listed = super().get_changelist_instance(request)
        now = utc_now()
        vocabulary, in_force = vocabulary_at(now), set_in_force(now)
        live = {rule.get("slug"): rule for rule in in_force.rules} if in_force else {}
        for rule in listed.result_list:
            written = rule.as_json()
            rule.told = sentence(written, vocabulary)
            rule.apart = "" if live.get(rule.slug) == written else "Changed" if rule.slug in live else "New"
        return listed

    @display(description="In plain English")
    def in_words(self, rule: Rule) -> str:
        told: RuleSentence = rule.told  # type: ignore[attr-defined]
        return told.words or f"Cannot be used: {told.problem}"

    @display(description="Against live", label={"New": "success", "Changed": "warning"})
    def against_live(self, rule: Rule) -> str:
        return str(rule.apart)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:
        """Only from the list, where a rule is switched and given its place; the builder saves for itself."""
        act: dict[str, Any] = {"slug": obj.slug, "actor": self.actor(request), "now": utc_now()}
        try:
            if "active" in form.changed_data:
                switch_rule(active=obj.active, **act)
            if "priority" in form.changed_data:
                set_priority(priority=obj.priority, **act)
        except RuleErrors as refused:
            messages.error(request, f"“{obj.name}” stays as it was: {refused.errors[0].message}.")
        except DraftChanged:
            messages.error(request, f"“{obj.name}” was deleted meanwhile.")

    def log_change(self, request: HttpRequest, obj: Rule, message: Any) -> Any:
        """The operations keep the audit."""

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
        tried = path("try/", self.admin_site.admin_view(try_view(self)), name="pricing_rules_rule_try")
        checked = path("check/", self.admin_site.admin_view(analysis_view(self)), name="pricing_rules_rule_check")
        heat = path("heat-map/", self.admin_site.admin_view(heat_map_view(self)), name="pricing_rules_rule_heat_map")
        return [*draft_urls(self), tried, checked, heat, *super().get_urls()]
