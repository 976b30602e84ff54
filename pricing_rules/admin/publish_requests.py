"""Requests to publish, which a second person decides, and the policy that asks for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from foundation.clock import utc_now
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.publishing import MOST_SHOWN
from pricing_rules.differences import differences, told
from pricing_rules.models import PublishingPolicy, PublishRequest, RequestState
from pricing_rules.operations.approval import approve, decline, is_outdated, withdraw
from pricing_rules.operations.publish import PUBLISH_RIGHT
from pricing_rules.operations.publish_checks import check
from pricing_rules.operations.refusals import PublishRefused
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import draft_rules, set_in_force, vocabulary_at

TONES = {"open": "info", "approved": "good", "declined": "bad", "withdrawn": "", "void": "warn"}


class AnswerForm(forms.Form):
    """What the second person says with the decision."""

    answer = forms.CharField(
        label="Your words, for your colleague",
        max_length=2000,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Needed to decline.",
    )


@admin.register(PublishingPolicy)
class PublishingPolicyAdmin(StaffModelAdmin):
    """The list leads straight to the one page there is."""

    fields = ["approval_required"]
    revertible = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        # In bulk: whoever looks first must not stand in the history as the one who made the policy.
        PublishingPolicy.objects.bulk_create([PublishingPolicy(pk=1)], ignore_conflicts=True)
        return redirect("admin:pricing_rules_publishingpolicy_change", 1)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(PublishRequest)
class PublishRequestAdmin(StaffModelAdmin):
    """Read only: deciding goes through the operations, which know who may."""

    read_only = True
    list_display = ["title", "state_shown", "asked_by", "when", "decided_by"]
    list_select_related = ["asked_by", "decided_by", "rule_set"]
    ordering = ["-asked_at"]
    actions = None

    @display(description="Request", ordering="asked_at")
    def title(self, request: PublishRequest) -> str:
        return f"{moment_words(request.asked_at)}{f': {request.note[:80]}' if request.note else ''}"

    @display(
        description="State",
        label={"Waiting": "info", "Approved": "success", "Declined": "danger", "Withdrawn": "", "Void": "warning"},
    )
    def state_shown(self, request: PublishRequest) -> str:
        return str(RequestState(request.state).label)

    @display(description="To be published")
    def when(self, request: PublishRequest) -> str:
        return moment_words(request.publish_at) if request.publish_at else "At once"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is asked, what it changes, and the decision."""
        asked = self.get_object(request, object_id)
        if asked is None:
            raise Http404("There is no such request.")
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request, asked):
            raise PermissionDenied
        return self._shown(request, asked, AnswerForm())

    def get_urls(self) -> list[URLPattern]:
        acts: tuple[tuple[str, Callable[..., Any], str], ...] = (
            ("approve", approve, "It is approved: {} is in force from the moment that was asked for."),
            ("decline", decline, "It is declined. Your colleague has mail."),
            ("withdraw", withdraw, "Your request is withdrawn."),
        )
        urls = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(self._deciding(act, words)),
                name=f"pricing_rules_publishrequest_{name}",
            )
            for name, act, words in acts
        ]
        return [*urls, *super().get_urls()]

    def _deciding(self, act: Callable[..., Any], words: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            if request.method != "POST" or not request.user.has_perm(PUBLISH_RIGHT):
                raise PermissionDenied
            asked = PublishRequest.objects.filter(pk=pk).first()
            if asked is None:
                raise Http404("There is no such request.")
            form = AnswerForm(request.POST)
            form.is_valid()
            given = {} if act is withdraw else {"answer": form.cleaned_data.get("answer", "")}
            try:
                done = act(request=asked, actor=self.actor(request), now=utc_now(), **given)
            except PublishRefused as refused:
                form.add_error(None, f"{refused}.")
                return self._shown(request, PublishRequest.objects.get(pk=pk), form)
            messages.success(request, words.format(done))
            return redirect("admin:pricing_rules_publishrequest_change", pk)

        return view

    def _shown(self, request: HttpRequest, asked: PublishRequest, form: AnswerForm) -> HttpResponse:
        now = utc_now()
        vocabulary, in_force = vocabulary_at(now), set_in_force(now)
        waits = asked.state == RequestState.OPEN
        outdated = waits and is_outdated(asked)
        rules = draft_rules() if waits and not outdated else []
        found = differences(in_force.rules if in_force else [], rules) if rules else ()
        checked = check(rules, vocabulary, now=now) if rules else None
        may = request.user.has_perm(PUBLISH_RIGHT)
        own = asked.asked_by_id == request.user.pk
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": asked,
            "own_heading": True,
            "title": "Request to publish",
            "asked": asked,
            "state": "Void" if outdated else RequestState(asked.state).label,
            "tone": "warn" if outdated else TONES[asked.state],
            "when": moment_words(asked.publish_at) if asked.publish_at else "at once",
            "late": asked.publish_at is not None and asked.publish_at <= now,
            "outdated": outdated,
            "waits": waits,
            "may_decide": may and not own and waits,
            "may_withdraw": may and own and waits,
            "changes": told(found[:MOST_SHOWN], vocabulary),
            "changes_total": len(found),
            "failing": checked.failing if checked else (),
            "problems": checked.problems if checked else (),
            "form": form,
            "looked_at": {"rules": rules, "now": now},
            "acts": {
                name: reverse(f"admin:pricing_rules_publishrequest_{name}", args=[asked.pk])
                for name in ("approve", "decline", "withdraw")
            },
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/publishing/request.html", context)
