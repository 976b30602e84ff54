"""The page on which the draft is published, scheduled, or put before a second person: what changes, what stands in the
way, and one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from foundation.clock import utc_now
from pricing_rules.admin.publish_form import PublishForm
from pricing_rules.differences import differences, told
from pricing_rules.models import RuleSet
from pricing_rules.operations.approval import ask, is_outdated, open_request
from pricing_rules.operations.publish import OVERRIDE_RIGHT, PUBLISH_RIGHT, publish_draft
from pricing_rules.operations.publish_checks import check
from pricing_rules.operations.refusals import LookAgain, PublishRefused
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import (
    approval_required,
    draft_rules,
    rules_digest,
    set_in_force,
    sets_to_come,
    vocabulary_at,
)

View = Callable[..., HttpResponse]
MOST_SHOWN = 100


def publish_view(page: Any) -> View:
    """The view of `page`, a model admin whose list it goes back to. The right is checked for GET and POST alike."""

    def view(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(PUBLISH_RIGHT):
            raise PermissionDenied
        now = utc_now()
        look = _Look(request, now)
        if request.method == "POST" and look.form.is_valid():
            try:
                return _done(page, request, look.form, now)
            except LookAgain as refused:
                # What was typed stays; what it is about is shown as it is now.
                look = _Look(request, now, again=True)
                look.form.add_error(None, f"{refused}.")
            except PublishRefused as refused:
                look.form.add_error(None, f"{refused}.")
        request.current_app = page.admin_site.name
        context = {**page.admin_site.each_context(request), "opts": page.opts, "own_heading": True, **look.context()}
        return TemplateResponse(request, "backoffice/pricing_rules/publish.html", context)

    return view


def _done(page: Any, request: HttpRequest, form: PublishForm, now: datetime) -> HttpResponse:
    terms, actor, seen = form.terms(), page.actor(request), form.cleaned_data["seen"] or None
    if approval_required():
        asked = ask(terms=terms, actor=actor, now=now, seen=seen)
        messages.success(
            request, "Your colleagues with the right to publish have mail. You hear from us when one decides."
        )
        return redirect("admin:pricing_rules_publishrequest_change", asked.pk)
    published = publish_draft(terms=terms, actor=actor, now=now, seen=seen)
    if terms.publish_at is None:
        messages.success(request, f"{published} is in force. New quotes are priced with it.")
    else:
        messages.success(request, f"{published} comes into force on {moment_words(published.publish_at)}.")
    return redirect("admin:pricing_rules_ruleset_change", published.pk)


class _Look:
    """One look at the draft: the form and all that is shown with it."""

    def __init__(self, request: HttpRequest, now: datetime, *, again: bool = False) -> None:
        self.now = now
        self.vocabulary = vocabulary_at(now)
        self.rules = draft_rules()
        self.in_force = set_in_force(now)
        self.to_come: list[RuleSet] = list(sets_to_come(now).defer("rules").select_related("published_by"))
        self.checked = check(self.rules, self.vocabulary, now=now)
        self.seen = rules_digest(self.rules)
        self.may_override = request.user.has_perm(OVERRIDE_RIGHT)
        data = request.POST.copy() if request.method == "POST" else None
        if data is not None and again:
            data["seen"] = self.seen
        self.form = PublishForm(
            data, to_come=self.to_come, checked=self.checked, may_override=self.may_override, seen=self.seen
        )
        if again:
            self.form.is_valid()

    def context(self) -> dict[str, Any]:
        found = differences(self.in_force.rules if self.in_force else [], self.rules)
        waiting = open_request()
        return {
            "title": "Publish the draft",
            "form": self.form,
            "in_force": self.in_force,
            "changes": told(found[:MOST_SHOWN], self.vocabulary),
            "changes_total": len(found),
            "problems": self.checked.problems,
            "personal": self.checked.personal,
            "failing": self.checked.failing,
            "may_override": self.may_override,
            "to_come": self.to_come,
            "approval": approval_required(),
            "waiting": waiting if waiting and not is_outdated(waiting) else None,
            "looked_at": {"rules": self.rules, "now": self.now},
        }
