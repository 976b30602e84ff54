"""Published rule sets in the staff admin: which is in force, and every rule of each in plain English. Read only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.models import RuleSet
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.queries import changes, sentence, set_in_force, vocabulary_at


@admin.register(RuleSet)
class RuleSetAdmin(StaffModelAdmin):
    """Sets never change. To go back to an earlier one, its content is published again under a new number."""

    read_only = True
    list_display = ["title", "state", "publish_at", "published_by", "note_shown", "rules_on"]
    ordering = ["-number"]
    list_select_related = ["published_by"]
    actions = None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Which set is in force is asked once for all rows of the list."""
        listed = super().get_changelist_instance(request)
        now = utc_now()
        in_force = set_in_force(now)
        for rule_set in listed.result_list:
            rule_set.state_now = state_of(rule_set, in_force, now)
        return listed

    @display(description="Rule set", ordering="number")
    def title(self, rule_set: RuleSet) -> str:
        return str(rule_set)

    @display(description="State", label={"In force": "success", "To come": "info", "Earlier": ""})
    def state(self, rule_set: RuleSet) -> str:
        return str(rule_set.state_now)  # type: ignore[attr-defined]

    @display(description="What changed")
    def note_shown(self, rule_set: RuleSet) -> str:
        return rule_set.note or "–"

    @display(description="Rules")
    def rules_on(self, rule_set: RuleSet) -> str:
        on = sum(1 for rule in rule_set.rules if rule.get("active") is not False)
        return f"{on} on, {len(rule_set.rules) - on} off"

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
        before = RuleSet.objects.filter(number__lt=rule_set.number).order_by("-number").first()
        context = {
            **self.admin_site.each_context(request),
            "title": str(rule_set),
            "original": rule_set,
            "opts": self.opts,
            "own_heading": True,
            "rule_set": rule_set,
            "state": state_of(rule_set, set_in_force(now), now),
            "before": before,
            "changes": changes(before.rules, rule_set.rules, vocabulary) if before else (),
            "sentences": [sentence(rule, vocabulary) for rule in rule_set.rules],
            "may_publish": request.user.has_perm(PUBLISH_RIGHT),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/rule_set.html", context)


def state_of(rule_set: RuleSet, in_force: RuleSet | None, now: datetime) -> str:
    """In force, to come, or earlier, at `now`."""
    if rule_set.publish_at > now:
        return "To come"
    return "In force" if in_force is not None and in_force.pk == rule_set.pk else "Earlier"
