"""What the analysis finds, in the staff admin: beside a rule, on the way to publishing, and for the whole draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from foundation.clock import utc_now
from foundation.staffadmin.slots import Filling
from pricing_rules.engine.analyse import Finding
from pricing_rules.models import Rule
from pricing_rules.operations.analysis import findings
from pricing_rules.queries import draft_rules

CARD = "backoffice/pricing_rules/findings.html"
LABELS: Mapping[str, str] = {
    "never": "Never matches",
    "shadowed": "Never acts",
    "stale": "Names what is gone",
    "past": "Dates over",
    "twice": "Counts twice",
    "no_effect": "No effect",
    "overlap": "Overlap",
    "always": "Every request",
    "personal": "Personal",
    "unsure": "Not checked",
}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One row: the rule and the other one with their addresses, empty for a rule that the draft does not have."""

    label: str
    tone: str
    finding: Finding
    address: str
    other_address: str


def shown(found: Sequence[Finding]) -> list[ShownFinding]:
    """The findings with links to their rules. One query."""
    slugs = {slug for finding in found for slug in (finding.slug, finding.other) if slug}
    rows = Rule.objects.filter(slug__in=slugs).values_list("slug", "pk") if slugs else ()
    addresses = {slug: reverse("admin:pricing_rules_rule_change", args=[pk]) for slug, pk in rows}
    return [
        ShownFinding(
            label=LABELS[finding.kind],
            tone="warn" if finding.is_warning else "info",
            finding=finding,
            address=addresses.get(finding.slug, ""),
            other_address=addresses.get(finding.other, ""),
        )
        for finding in found
    ]


def card(rules: Sequence[Mapping[str, Any]], *, now: datetime, about: str = "") -> dict[str, Any]:
    """The context of the card: warnings, then what is good to know."""
    rows = shown(findings(rules, now=now, about=about))
    return {
        "findings": rows,
        "findings_warnings": [row for row in rows if row.finding.is_warning],
        "findings_notes": [row for row in rows if not row.finding.is_warning],
        "findings_about": about,
    }


def rule_card(row: Rule | None, *, now: datetime) -> dict[str, Any]:
    """What the builder's page shows of the rule as it is saved; nothing for a rule that is not saved yet."""
    return card(draft_rules(), now=now, about=row.slug) if row is not None else {"findings": None}


def publish_card(request: HttpRequest, looked_at: Mapping[str, Any]) -> Filling:
    """What is shown before the draft is published, or a request to publish it decided."""
    return {"template": CARD, "context": card(looked_at["rules"], now=looked_at["now"])}


def analysis_view(page: Any) -> Callable[[HttpRequest], HttpResponse]:
    """The whole draft looked through; `page` is the model admin of its rules."""

    def view(request: HttpRequest) -> HttpResponse:
        if not page.has_view_permission(request):
            raise PermissionDenied
        rules = draft_rules()
        request.current_app = page.admin_site.name
        context = {
            **page.admin_site.each_context(request),
            "title": "Check the draft",
            "opts": page.opts,
            "own_heading": True,
            "rules_on": sum(1 for rule in rules if rule.get("active") is not False),
            **card(rules, now=utc_now()),
        }
        return TemplateResponse(request, "backoffice/pricing_rules/analysis.html", context)

    return view
