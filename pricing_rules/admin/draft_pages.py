"""The pages above the draft's rules, and what stands in its header: live or not, what waits, who was asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path

from foundation.clock import utc_now
from pricing_rules.admin.analysis import card
from pricing_rules.admin.comparing import compare_view
from pricing_rules.admin.exchange import export_view, import_view
from pricing_rules.admin.publishing import publish_view
from pricing_rules.differences import differences, told
from pricing_rules.operations.approval import is_outdated, open_request
from pricing_rules.operations.drafting import CHANGE_RIGHT
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import approval_required, draft_rules, set_in_force, sets_to_come, vocabulary_at

SHOWN_IN_HEADER = 8


def draft_urls(page: Any) -> list[URLPattern]:
    """Addresses below the list of rules; `page` is its model admin."""
    views = {"publish": publish_view, "compare": compare_view, "export": export_view, "import": import_view}
    return [
        path(f"{name}/", page.admin_site.admin_view(view(page)), name=f"pricing_rules_rule_{name}")
        for name, view in views.items()
    ]


def draft_header(request: HttpRequest) -> dict[str, Any]:
    """The context of `draft.html`."""
    now = utc_now()
    in_force = set_in_force(now)
    rules = draft_rules()
    found = differences(in_force.rules if in_force else [], rules)
    waiting = open_request()
    return {
        "in_force": in_force,
        "changes": told(found[:SHOWN_IN_HEADER], vocabulary_at(now)) if found else (),
        "changes_total": len(found),
        "to_come": [(row, moment_words(row.publish_at)) for row in sets_to_come(now).defer("rules")],
        "waiting": waiting,
        "waiting_is_void": waiting is not None and is_outdated(waiting),
        "approval": approval_required(),
        "may_publish": request.user.has_perm(PUBLISH_RIGHT),
        "may_import": request.user.has_perm(CHANGE_RIGHT),
        **card(rules, now=now),
    }
