"""What can be done with a published set: roll back to it, load it into the draft, cancel one that is to come.

Each is a page that names the number, says what will happen, and acts on POST alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from unfold.widgets import UnfoldAdminTextareaWidget

from foundation.clock import utc_now
from pricing_rules.admin.publish_form import TermsForm
from pricing_rules.admin.publishing import MOST_SHOWN
from pricing_rules.differences import differences, told
from pricing_rules.models import RuleSet
from pricing_rules.operations.drafting import CHANGE_RIGHT
from pricing_rules.operations.publish import OVERRIDE_RIGHT, PUBLISH_RIGHT
from pricing_rules.operations.publish_checks import check
from pricing_rules.operations.redrafting import restore_as_draft
from pricing_rules.operations.refusals import PublishRefused
from pricing_rules.operations.roll_back import roll_back
from pricing_rules.operations.schedule import cancel_schedule, moment_words
from pricing_rules.queries import draft_rules, rules_digest, set_in_force, sets_to_come, vocabulary_at

View = Callable[..., HttpResponse]


class RestoreForm(forms.Form):
    """The draft that was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class CancelForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="Why, for colleagues",
        max_length=2000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


def set_urls(page: Any) -> list[URLPattern]:
    """The addresses of these pages, below the list of sets."""
    acts: tuple[tuple[str, str, Callable[[Any, HttpRequest, RuleSet, datetime], HttpResponse]], ...] = (
        ("roll-back", PUBLISH_RIGHT, _roll_back),
        ("restore", CHANGE_RIGHT, _restore),
        ("cancel", PUBLISH_RIGHT, _cancel),
    )
    return [
        path(
            f"<int:pk>/{name}/",
            page.admin_site.admin_view(_view(page, right, act)),
            name=f"pricing_rules_ruleset_{name.replace('-', '_')}",
        )
        for name, right, act in acts
    ]


def _view(page: Any, right: str, act: Callable[..., HttpResponse]) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(right):
            raise PermissionDenied
        rule_set = RuleSet.objects.filter(pk=pk).first()
        if rule_set is None:
            raise Http404("There is no such rule set.")
        return act(page, request, rule_set, utc_now())

    return view


def _roll_back(page: Any, request: HttpRequest, rule_set: RuleSet, now: datetime) -> HttpResponse:
    vocabulary, live = vocabulary_at(now), set_in_force(now)
    to_come = list(sets_to_come(now).defer("rules"))
    checked = check(rule_set.rules, vocabulary, now=now)
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        to_come=to_come,
        checked=checked,
        may_override=request.user.has_perm(OVERRIDE_RIGHT),
        seen=str(live.number) if live else "",
    )
    if "override_reason" in form.fields:
        # One click suffices: cases kept for the newer rules fail by nature, and a wrong price costs by the minute.
        form.fields["override_reason"].initial = f"Rolled back to {str(rule_set).lower()}"
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            published = roll_back(
                number=rule_set.number,
                terms=form.terms(),
                actor=page.actor(request),
                now=now,
                seen=int(seen) if seen.isdecimal() else None,
            )
        except PublishRefused as refused:
            form.add_error(None, f"{refused}.")
        else:
            messages.success(
                request,
                f"{published} is in force, with the content of rule set {rule_set.number}. "
                "The draft is as it was: load the set into it too, unless somebody is mending it.",
            )
            return redirect("admin:pricing_rules_ruleset_change", published.pk)
    found = differences(live.rules if live else [], rule_set.rules)
    return _page(
        page,
        request,
        rule_set,
        {
            "title": f"Roll back to {str(rule_set).lower()}",
            "said": f"{live or 'No rule set'} is in force. Rolling back publishes what {str(rule_set).lower()} says "
            "under a new number, at once and for all new quotes. Quotes already given keep their price.",
            "act": f"Roll back to {str(rule_set).lower()}",
            "form": form,
            "terms": True,
            "problems": checked.problems,
            "failing": checked.failing,
            "may_override": request.user.has_perm(OVERRIDE_RIGHT),
            "heading": "What changes for customers",
            "changes": told(found[:MOST_SHOWN], vocabulary),
            "changes_total": len(found),
            "blocked": bool(checked.problems),
        },
    )


def _restore(page: Any, request: HttpRequest, rule_set: RuleSet, now: datetime) -> HttpResponse:
    rules = draft_rules()
    form = RestoreForm(request.POST if request.method == "POST" else None, initial={"seen": rules_digest(rules)})
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or None
        try:
            found = restore_as_draft(number=rule_set.number, actor=page.actor(request), now=now, seen=seen)
        except PublishRefused as refused:
            form = RestoreForm({"seen": rules_digest(draft_rules())})
            form.add_error(None, f"{refused}.")
        else:
            count = len(found)
            messages.success(
                request,
                f"The draft says what {str(rule_set).lower()} says: {count} rule{'s' if count != 1 else ''} changed. "
                "What stood there before is in the history of each rule.",
            )
            return redirect("admin:pricing_rules_rule_changelist")
    found = differences(rules, rule_set.rules)
    return _page(
        page,
        request,
        rule_set,
        {
            "title": f"Load {str(rule_set).lower()} into the draft",
            "said": "It replaces what stands in the draft. Customers notice nothing until somebody publishes, and each "
            "rule keeps its history.",
            "act": f"Replace the draft with {str(rule_set).lower()}",
            "form": form,
            "heading": "What changes in the draft",
            "changes": told(found[:MOST_SHOWN], vocabulary_at(now)),
            "changes_total": len(found),
            "blocked": not found,
        },
    )


def _cancel(page: Any, request: HttpRequest, rule_set: RuleSet, now: datetime) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            cancel_schedule(number=rule_set.number, reason=reason, actor=page.actor(request), now=now)
        except PublishRefused as refused:
            form.add_error(None, f"{refused}.")
        else:
            messages.success(request, f"{rule_set} is cancelled and will not come into force.")
            return redirect("admin:pricing_rules_ruleset_change", rule_set.pk)
    return _page(
        page,
        request,
        rule_set,
        {
            "title": f"Cancel {str(rule_set).lower()}",
            "said": f"It is due on {moment_words(rule_set.publish_at)}. Cancelled, it never comes into force; it stays "
            "in the list of rule sets.",
            "act": f"Cancel {str(rule_set).lower()}",
            "form": form,
        },
    )


def _page(page: Any, request: HttpRequest, rule_set: RuleSet, shown: dict[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": rule_set,
        "own_heading": True,
        "rule_set": rule_set,
        **shown,
    }
    return TemplateResponse(request, "backoffice/pricing_rules/publishing/confirm.html", context)
