"""Impact in the staff admin: what is asked for, every run that was made, and what came of each (operations.impact)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from foundation.clock import new_york_day, utc_now
from foundation.money import signed_dollars
from foundation.staffadmin.admin import StaffModelAdmin
from foundation.staffadmin.slots import Filling
from pricing_rules import pasts
from pricing_rules.admin.impact_shown import days_words, shown
from pricing_rules.models import ImpactRun
from pricing_rules.operations.impact import (
    IMPACT_RIGHT,
    ImpactRefused,
    Period,
    draft_looks_ahead,
    latest_for,
    periods,
    request_impact,
)
from pricing_rules.queries import draft_digest, draft_rules, rules_digest

TONES = {"Done": "success", "Failed": "danger", "Waiting": "info", "Running": "info"}
OWN = "own"


class AskForm(forms.Form):
    """Which past to look at."""

    period = forms.ChoiceField(label="Pickups of", widget=forms.RadioSelect)
    first = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    a_year_later = forms.BooleanField(
        label="As if it were a year later",
        required=False,
        help_text=(
            "Pickups are moved by 52 weeks, weekday for weekday; holidays and seasons are those of the new day. "
            "For rules that are dated ahead."
        ),
    )
    source = forms.ChoiceField(label="Look at", widget=forms.RadioSelect)

    def __init__(self, data: Any, *, today: date, looks_ahead: bool = False) -> None:
        """`looks_ahead`: the draft differs from live by days to come, so the past as it was would say little."""
        self.known = periods(today)
        summer = self.known["last_summer"]
        initial = {
            "period": "last_summer",
            "source": next(iter(pasts.sources())),
            "first": summer.first,
            "last": summer.last,
            "a_year_later": looks_ahead and summer.last < today,
        }
        super().__init__(data, initial=initial)
        labels = {"last_summer": "Last summer", "last_90_days": "The last 90 days", "last_year": "The last year"}
        choices = [(code, f"{labels[code]}, {days_words(one.first, one.last)}") for code, one in self.known.items()]
        self.fields["period"].choices = [*choices, (OWN, "Days of my own")]  # type: ignore[attr-defined]
        sources = [(source.code, source.label.capitalize()) for source in pasts.sources().values()]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("period") == OWN:
            for name, end in (("first", "first"), ("last", "last")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Enter the {end} day.")
            if cleaned.get("first") and cleaned.get("last"):
                cleaned["days"] = Period(cleaned["first"], cleaned["last"])
        elif cleaned.get("period"):
            cleaned["days"] = self.known[cleaned["period"]]
        return cleaned


def _offered(now: datetime) -> AskForm:
    """The form before anything is chosen."""
    return AskForm(None, today=new_york_day(now), looks_ahead=draft_looks_ahead(draft_rules(), now))


@admin.register(ImpactRun)
class ImpactRunAdmin(StaffModelAdmin):
    """Every run is kept, so that a decision can be understood later."""

    read_only = True
    list_display = ["title", "looked_at", "outcome", "changed", "state_label", "created_by", "created_at"]
    ordering = ["-created_at"]
    list_before_template = "backoffice/pricing_rules/impact/ask.html"
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("created_by", "rule_set").defer("rules", "rule_set__rules")

    @display(description="Impact")
    def title(self, run: ImpactRun) -> str:
        return f"Draft against {str(run.rule_set).lower()}"

    @display(description="Pickups")
    def looked_at(self, run: ImpactRun) -> str:
        moved = ", as if a year later" if run.moved_days else ""
        return f"{days_words(run.first_day, run.last_day)}, {run.source}{moved}"

    @display(description="Money against live")
    def outcome(self, run: ImpactRun) -> str:
        return signed_dollars(run.result["cents"]) if run.result else "–"

    @display(description="Changed")
    def changed(self, run: ImpactRun) -> str:
        return f"{run.result['changed']:,} of {run.result['rows']:,}" if run.result else "–"

    @display(description="State", label=TONES, ordering="state")
    def state_label(self, run: ImpactRun) -> str:
        return str(run.get_state_display())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        may_ask = request.user.has_perm(IMPACT_RIGHT)
        more = {"ask": _offered(utc_now()) if may_ask else None, "may_ask": may_ask}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        ask = path("ask/", self.admin_site.admin_view(self.ask_view), name="pricing_rules_impactrun_ask")
        return [ask, *super().get_urls()]

    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a run. What is refused stays typed, with the reason beside it."""
        if not request.user.has_perm(IMPACT_RIGHT):
            raise PermissionDenied
        now = utc_now()
        form = AskForm(request.POST, today=new_york_day(now)) if request.method == "POST" else _offered(now)
        if form.is_valid():
            try:
                run = request_impact(
                    form.cleaned_data["days"],
                    form.cleaned_data["source"],
                    a_year_later=form.cleaned_data["a_year_later"],
                    actor=self.actor(request),
                    now=now,
                )
            except ImpactRefused as refused:
                form.add_error(None, f"{refused}.")
            else:
                return redirect("admin:pricing_rules_impactrun_change", run.pk)
        return self._page(request, "ask_page.html", {"title": "Impact", "ask": form, "may_ask": True})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The result, or how far it is; the page's script asks for it again until it is over."""
        run = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if run is None:
            raise Http404("There is no such impact.")
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request, run):
            raise PermissionDenied
        is_of_draft = run.digest == draft_digest()
        found = {
            "title": "Impact",
            "run": run,
            "is_of_draft": is_of_draft,
            "may_ask": request.user.has_perm(IMPACT_RIGHT),
        }
        return self._page(request, "run.html", {**found, "shown": shown(run)})

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        base = {**self.admin_site.each_context(request), "opts": self.opts, "own_heading": True}
        return TemplateResponse(request, f"backoffice/pricing_rules/impact/{template}", {**base, **context})


def publish_card(request: HttpRequest, looked_at: Any) -> Filling | None:
    """On the publish page: the newest run of this very draft against the set in force, or the offer to make one."""
    if not request.user.has_perm("pricing_rules.view_impactrun"):
        return None
    run = latest_for(rules_digest(looked_at["rules"]), looked_at["now"])
    may_ask = request.user.has_perm(IMPACT_RIGHT)
    context = {
        "run": run,
        "shown": shown(run) if run else None,
        "may_ask": may_ask,
        "a_year_later": run is None and may_ask and draft_looks_ahead(looked_at["rules"], looked_at["now"]),
        "source": next(iter(pasts.sources())),
        "address": reverse("admin:pricing_rules_impactrun_ask"),
    }
    return {"template": "backoffice/pricing_rules/impact/card.html", "context": context}
