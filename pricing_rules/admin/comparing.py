"""Any two of the draft and the published sets side by side, in plain English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from foundation.clock import utc_now
from pricing_rules.differences import differences, told
from pricing_rules.models import RuleSet
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import draft_rules, set_in_force, vocabulary_at

DRAFT = "draft"
MOST_SHOWN = 200
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: `value` is its number or "draft"."""

    value: str
    title: str
    rules: list[dict[str, Any]]


def compare_view(page: Any) -> Callable[[HttpRequest], HttpResponse]:
    """`?from=3&to=draft`; without them the set in force against the draft."""

    def view(request: HttpRequest) -> HttpResponse:
        if not page.has_view_permission(request):
            raise PermissionDenied
        now = utc_now()
        in_force = set_in_force(now)
        live = str(in_force.number) if in_force else DRAFT
        old, new = _side(request.GET.get("from") or live), _side(request.GET.get("to") or DRAFT)
        found = differences(old.rules, new.rules) if old and new else ()
        request.current_app = page.admin_site.name
        context = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "title": "Compare",
            "own_heading": True,
            "old": old,
            "new": new,
            "choices": _choices(live),
            "changes": told(found[:MOST_SHOWN], vocabulary_at(now)),
            "changes_total": len(found),
        }
        return TemplateResponse(request, "backoffice/pricing_rules/publishing/compare.html", context)

    return view


def _side(value: str) -> Side | None:
    """None for what is neither the draft nor the number of a set."""
    if value == DRAFT:
        return Side(DRAFT, "The draft", draft_rules())
    if not (value.isascii() and value.isdecimal() and len(value) < 9):
        return None
    row = RuleSet.objects.filter(number=int(value)).first()
    return Side(value, str(row), row.rules) if row else None


def _choices(live: str) -> list[tuple[str, str]]:
    rows = RuleSet.objects.defer("rules").order_by("-number")[:MOST_CHOICES]
    sets = [
        (str(row.number), f"{row}{', in force' if str(row.number) == live else ''}, {moment_words(row.publish_at)}")
        for row in rows
    ]
    return [(DRAFT, "The draft"), *sets]
