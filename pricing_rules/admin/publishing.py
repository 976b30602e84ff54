"""The page on which the draft is published: what changes, what stands in the way, and one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from foundation.clock import utc_now
from pricing_rules import loading
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule
from pricing_rules.operations.publish import PUBLISH_RIGHT, PublishRefused, draft_problems, publish_now
from pricing_rules.queries import changes, draft_rules, set_in_force, vocabulary_at

View = Callable[[HttpRequest], HttpResponse]


class PublishForm(forms.Form):
    """Why, and the confirmation that a personal fact asks for."""

    note = forms.CharField(
        label="What changed, for colleagues",
        max_length=2000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    confirm_personal = forms.BooleanField(
        label="Every quote will carry the notice on personal data. Publish all the same",
        required=False,
        widget=UnfoldBooleanWidget,
    )


def publish_view(page: Any) -> View:
    """The view of `page`, a model admin whose list it goes back to. The right is checked for GET and POST alike."""

    def view(request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(PUBLISH_RIGHT):
            raise PermissionDenied
        now = utc_now()
        form = PublishForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                published = publish_now(actor=page.actor(request), now=now, **form.cleaned_data)
            except PublishRefused as refused:
                form.add_error(None, f"{refused}.")
            else:
                messages.success(request, f"Rule set {published.number} is in force. New quotes are priced with it.")
                return redirect("admin:pricing_rules_ruleset_change", published.pk)
        request.current_app = page.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/publish.html", _context(page, request, form, now))

    return view


def _context(page: Any, request: HttpRequest, form: PublishForm, now: Any) -> dict[str, Any]:
    vocabulary = vocabulary_at(now)
    in_force = set_in_force(now)
    problems = draft_problems(list(Rule.objects.all()), vocabulary)
    personal = not problems and _uses_personal_facts(vocabulary)
    if not personal:
        del form.fields["confirm_personal"]
    return {
        **page.admin_site.each_context(request),
        "title": "Publish the draft",
        "opts": page.opts,
        "own_heading": True,
        "form": form,
        "in_force": in_force,
        "changes": changes(in_force.rules if in_force else [], draft_rules(), vocabulary),
        "problems": problems,
        "personal": personal,
    }


def _uses_personal_facts(vocabulary: Vocabulary) -> bool:
    try:
        return loading.draft(vocabulary).uses_personal_facts
    except RuleFailure:
        return False
