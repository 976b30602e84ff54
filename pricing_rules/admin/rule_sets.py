"""Rule sets in the staff admin: which is in force, to come, past or cancelled, and every rule of each in plain English.

Read only: what can be done with a set are pages of their own (`set_acts`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.publishing import MOST_SHOWN
from pricing_rules.admin.set_acts import set_urls
from pricing_rules.differences import differences, told
from pricing_rules.models import Quote, RuleSet
from pricing_rules.operations.drafting import CHANGE_RIGHT
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import sentence, set_in_force, vocabulary_at

IN_FORCE, TO_COME, PAST, CANCELLED = "In force", "To come", "Past", "Cancelled"
TONES = {IN_FORCE: "good", TO_COME: "info", PAST: "", CANCELLED: "warn"}
MOST_RULES = 200


@admin.register(RuleSet)
class RuleSetAdmin(StaffModelAdmin):
    """Sets never change. To go back to an earlier one, its content is published again under a new number."""

    read_only = True
    list_display = ["title", "state", "since", "publisher", "note_shown", "quotes_made"]
    ordering = ["-number"]
    search_fields = ["number", "note"]
    search_help_text = "Search by number or note"
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        sets = super().get_queryset(request).select_related("published_by", "approved_by", "cancellation__cancelled_by")
        return sets.defer("rules")  # thousands of rules in each

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Which set is in force and how many quotes each made is asked once for all rows of the list."""
        listed = super().get_changelist_instance(request)
        now = utc_now()
        in_force = set_in_force(now)
        rows = list(listed.result_list)
        made = dict(
            Quote.objects.filter(rule_set__in=[row.pk for row in rows])
            .order_by()
            .values_list("rule_set")
            .annotate(made=Count("pk"))
        )
        for row in rows:
            row.state_now = state_of(row, in_force, now)
            row.made = made.get(row.pk, 0)
        listed.result_list = rows
        return listed

    @display(description="Rule set", ordering="number")
    def title(self, rule_set: RuleSet) -> str:
        return str(rule_set)

    @display(description="State", label={IN_FORCE: "success", TO_COME: "info", PAST: "", CANCELLED: "warning"})
    def state(self, rule_set: RuleSet) -> str:
        return str(rule_set.state_now)  # type: ignore[attr-defined]

    @display(description="In force from", ordering="publish_at")
    def since(self, rule_set: RuleSet) -> str:
        return moment_words(rule_set.publish_at)

    @display(description="Published by")
    def publisher(self, rule_set: RuleSet) -> str:
        by = str(rule_set.published_by or "The system")
        return f"{by}, approved by {rule_set.approved_by}" if rule_set.approved_by else by

    @display(description="What changed")
    def note_shown(self, rule_set: RuleSet) -> str:
        if rule_set.copied_from:
            return f"Back to rule set {rule_set.copied_from}. {rule_set.note}".strip()
        return rule_set.note or "–"

    @display(description="Quotes")
    def quotes_made(self, rule_set: RuleSet) -> str:
        return f"{rule_set.made:,}"  # type: ignore[attr-defined]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The set as sentences in place of a form."""
        rule_set = self.get_object(request, object_id)
        if rule_set is None:
            raise Http404("There is no such rule set.")
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request, rule_set):
            raise PermissionDenied
        now = utc_now()
        vocabulary = vocabulary_at(now)
        in_force = set_in_force(now)
        before = RuleSet.objects.filter(number__lt=rule_set.number).order_by("-number").first()
        found = differences(before.rules, rule_set.rules) if before else ()
        state = state_of(rule_set, in_force, now)
        context = {
            **self.admin_site.each_context(request),
            "title": str(rule_set),
            "original": rule_set,
            "opts": self.opts,
            "own_heading": True,
            "rule_set": rule_set,
            "state": state,
            "tone": TONES[state],
            "when": moment_words(rule_set.publish_at),
            "cancelled": getattr(rule_set, "cancellation", None),
            "in_force": in_force,
            "before": before,
            "changes": told(found[:MOST_SHOWN], vocabulary),
            "changes_total": len(found),
            "sentences": [sentence(rule, vocabulary) for rule in rule_set.rules[:MOST_RULES]],
            "rules_total": len(rule_set.rules),
            "quotes_made": rule_set.quotes.count(),
            "may_publish": request.user.has_perm(PUBLISH_RIGHT),
            "may_change": request.user.has_perm(CHANGE_RIGHT),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/rule_set.html", context)

    def get_urls(self) -> list[URLPattern]:
        return [*set_urls(self), *super().get_urls()]


def state_of(rule_set: RuleSet, in_force: RuleSet | None, now: datetime) -> str:
    """In force, to come, past or cancelled, at `now`."""
    if getattr(rule_set, "cancellation", None) is not None:
        return CANCELLED
    if rule_set.publish_at > now:
        return TO_COME
    return IN_FORCE if in_force is not None and in_force.pk == rule_set.pk else PAST
