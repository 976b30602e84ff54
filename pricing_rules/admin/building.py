"""The rule builder's view: a new rule or one of the draft, put together by buttons, saved when the engine can read it.

Every button posts the whole form. `_do` adds, removes or moves a row and draws the form again with all that was typed;
`_save` saves; `_copy` makes a copy of what is saved; `_try` prices the request beside it. With the header `X-Builder`
only the parts that the page's script exchanges come back. Nothing but `_save` and `_copy` writes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from foundation.clock import utc_now
from pricing_rules.admin.analysis import rule_card
from pricing_rules.admin.rule_page import RulePage
from pricing_rules.admin.trying import try_context
from pricing_rules.builder.editing import edited
from pricing_rules.builder.posted import form_from
from pricing_rules.builder.reading import as_written
from pricing_rules.builder.settling import settled
from pricing_rules.builder.writing import form_of, new_form
from pricing_rules.engine.difference import rule_differences
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.models import Rule
from pricing_rules.operations import drafting
from pricing_rules.queries import sentence, set_in_force, vocabulary_at

FRAGMENTS_HEADER = "X-Builder"
PAGE, FRAGMENTS = (f"backoffice/pricing_rules/builder/{name}.html" for name in ("page", "fragments"))


def builder_view(page: Any, request: HttpRequest, row: Rule | None) -> HttpResponse:
    """The builder for `row`, or for a new rule. `page` is the model admin: it knows rights, actor and frame."""
    may_change = page.has_change_permission(request, row) if row else page.has_add_permission(request)
    if not may_change and not (row and page.has_view_permission(request, row)):
        raise PermissionDenied
    now = utc_now()
    vocabulary = vocabulary_at(now)
    saved = form_of(row.as_json(), vocabulary) if row else new_form()
    if request.method != "POST" or (not may_change and "_try" in request.POST):
        looked = RulePage(saved, row, vocabulary, now)
        looked.checked = row is not None and any(problem.row for problem in looked.problems)
        return _answer(page, request, looked if looked.checked else RulePage(saved, row, vocabulary, now), may_change)
    if not may_change:
        raise PermissionDenied
    done = edited(settled(form_from(request.POST), vocabulary), request.POST.get("_do", ""))
    checked = "_save" in request.POST or request.POST.get("_checked") == "yes"
    typed = RulePage(done.form, row, vocabulary, now, checked, done.said, done.focus, request.POST.get("_version", ""))
    if FRAGMENTS_HEADER in request.headers:
        return TemplateResponse(request, FRAGMENTS, typed.context())
    if "_copy" in request.POST and row is not None:
        return _copied(page, request, row)
    if "_save" in request.POST and not typed.problems:
        return _saved(page, request, typed)
    return _answer(page, request, typed, may_change)


def _saved(page: Any, request: HttpRequest, typed: RulePage) -> HttpResponse:
    row = typed.row
    version = int(typed.version) if typed.version.isdecimal() and len(typed.version) < 10 else 0
    rule = as_written(typed.read.rule, row.as_json(), typed.vocabulary) if row else typed.read.rule
    try:
        saved = drafting.save_rule(
            rule_json=rule,
            slug=row.slug if row else None,
            version=version if row else None,
            actor=page.actor(request),
            now=typed.now,
        )
    except RuleErrors as refused:
        return _answer(page, request, replace(typed, checked=True, refused=refused.errors), True)
    except drafting.DraftChanged as changed:
        return _conflicting(page, request, typed, changed.theirs)
    messages.success(request, f"“{saved.name}” is saved in the draft. Customers pay by it once the draft is published.")
    return redirect("admin:pricing_rules_rule_change", saved.pk)


def _copied(page: Any, request: HttpRequest, row: Rule) -> HttpResponse:
    if not page.has_add_permission(request):
        raise PermissionDenied
    copy = drafting.copy_rule(slug=row.slug, actor=page.actor(request), now=utc_now())
    messages.success(request, f"“{copy.name}” is a copy, switched off. Change it and switch it on.")
    return redirect("admin:pricing_rules_rule_change", copy.pk)


def _conflicting(page: Any, request: HttpRequest, typed: RulePage, row: Rule | None) -> HttpResponse:
    """Somebody saved or deleted the rule since this page was opened: both in words; the form stays as typed."""
    if row is None:
        messages.warning(request, "Somebody deleted this rule meanwhile. What you typed stands here as a new rule.")
        return _answer(page, request, replace(typed, row=None, version=""), True)
    theirs, mine = row.as_json(), typed.read.rule
    history = row.history.select_related("history_user").first()
    who = getattr(history.history_user, "full_name", "") if history and history.history_user else ""
    conflict = {
        "heading": f"{who or 'Somebody'} saved this rule while you were changing it",
        "theirs": _told(theirs, typed),
        "mine": _told(mine, typed),
        "differences": _differences(theirs, mine, typed),
        "address": reverse("admin:pricing_rules_rule_change", args=[row.pk]),
    }
    again = replace(typed, row=row, version=str(row.version))
    return _answer(page, request, again, True, {"conflict": conflict})


def _told(rule: dict[str, Any], typed: RulePage) -> str:
    told = sentence(rule, typed.vocabulary)
    return f"{told.words}." if told.words else f"It cannot be used: {told.problem}"


def _differences(theirs: dict[str, Any], mine: dict[str, Any], typed: RulePage) -> tuple[str, ...]:
    try:
        old = rule_from_json(theirs, typed.vocabulary, check_choices=False)
        return rule_differences(old, rule_from_json(mine, typed.vocabulary), typed.vocabulary)
    except RuleErrors:
        return ()


def _answer(
    page: Any, request: HttpRequest, look: RulePage, may_change: bool, more: dict[str, Any] | None = None
) -> HttpResponse:
    row = look.row
    rule = look.read.rule if may_change and request.method == "POST" else (row.as_json() if row else look.read.rule)
    frame = look.frame()
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": row,
        "own_heading": True,
        "title": row.name if row else "New rule",
        "subtitle": _subtitle(look, frame["versions"]),
        "labels": _labels(look, frame["versions"]),
        "may_change": may_change,
        "may_add": page.has_add_permission(request),
        "may_delete": page.has_delete_permission(request, row),
        **frame,
        **look.context(),
        **try_context(request, rule, now=look.now, saved=not may_change),
        **rule_card(row, now=look.now),
        **(more or {}),
    }
    return TemplateResponse(request, PAGE, context)


def _subtitle(look: RulePage, versions: Any) -> str:
    if look.row is None:
        return "It stands in the draft until somebody publishes. Customers do not see it before."
    if not any(version.title == "Draft" for version in versions):
        return "The draft of this rule is what customers pay by."
    return "Changes wait in the draft. Customers pay by the published set."


def _labels(look: RulePage, versions: Any) -> list[dict[str, str]]:
    found = [] if look.form.active else [{"words": "Off", "tone": ""}]
    draft = look.row is None or any(version.title == "Draft" for version in versions)
    found += [{"words": "Draft", "tone": "warn"}] if draft else []
    in_force = set_in_force(look.now)
    live = in_force is not None and look.row is not None
    if live and any(one.get("slug") == look.row.slug for one in in_force.rules):
        found.append({"words": f"Live in set {in_force.number}", "tone": "good"})
    return found
