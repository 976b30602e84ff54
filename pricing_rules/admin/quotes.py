"""Stored quotes in the staff admin: what was asked, what it cost, and why. Read only, never computed again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.money import dollars
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.engine.words import fact_words
from pricing_rules.models import Quote
from pricing_rules.queries import vocabulary_at
from pricing_rules.quoting.freeze import facts_from_json

OUTCOMES = {
    "matched": ("Matched", "good"),
    "failed": ("Did not apply", ""),
    "lost_group": ("Another acted", "warn"),
    "outside_dates": ("Outside its dates", ""),
    "off": ("Off", ""),
}


@admin.register(Quote)
class QuoteAdmin(StaffModelAdmin):
    """A quote is a promise: it is shown word for word as it was given."""

    read_only = True
    list_display = ["title", "service", "pickup_date", "total", "made_by", "created_at", "expiry"]
    list_filter = ["service", ("created_at", RangeDateFilter)]
    list_filter_submit = True
    search_fields = ["uuid"]
    search_help_text = "Search by the quote's id"
    ordering = ["-created_at"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        # The list needs none of the long columns.
        quotes = super().get_queryset(request).select_related("rule_set")
        return quotes.defer("request", "facts", "inputs", "lines", "trace", "answer", "panel", "rule_set__rules")

    @display(description="Quote")
    def title(self, quote: Quote) -> str:
        return str(quote)

    @display(description="Total", ordering="total_cents")
    def total(self, quote: Quote) -> str:
        return dollars(quote.total_cents)

    @display(description="Priced with")
    def made_by(self, quote: Quote) -> str:
        return f"{quote.rule_set}, price list {quote.price_list}"

    @display(description="State", label={"Open": "success", "Expired": ""})
    def expiry(self, quote: Quote) -> str:
        return "Open" if quote.expires_at > utc_now() else "Expired"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The price and the whole trace in place of a form."""
        try:
            quote = Quote.objects.select_related("rule_set").filter(pk=object_id).first()
        except ValidationError:
            quote = None
        if quote is None:
            raise Http404("There is no such quote.")
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request, quote):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": str(quote),
            "original": quote,
            "opts": self.opts,
            "own_heading": True,
            "quote": quote,
            "panel": quote.price_panel,
            "state": self.expiry(quote),
            "trace": [_trace_row(entry) for entry in quote.trace],
            "facts": _fact_rows(quote),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "backoffice/pricing_rules/quote.html", context)


def _trace_row(entry: dict[str, str]) -> dict[str, str]:
    outcome, tone = OUTCOMES.get(entry["outcome"], (entry["outcome"], ""))
    return {**entry, "shown": outcome, "tone": tone}


def _fact_rows(quote: Quote) -> list[tuple[str, str]]:
    """What the rules saw, with labels; facts whose question is gone since are left out."""
    vocabulary = vocabulary_at(utc_now())
    known = facts_from_json(quote.facts, vocabulary)
    return [
        (fact.label, fact_words(known[name], fact, vocabulary))
        for name, fact in vocabulary.facts.items()
        if name in known
    ]
