"""Try it: the panel beside the rule builder, and the page that tries the whole draft (3-pricing-rules.md).

The panel's fields lie inside the form that surrounds it; its buttons are named `_try`. With script the panel alone is
fetched and put in place; without, the page that holds it is drawn again with the result. Nothing is stored, but a price
case where somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from foundation.money import dollars
from pricing_rules import sources
from pricing_rules.admin.trying_fields import Fields, fields_of
from pricing_rules.admin.trying_values import Values, example, posted, request_of, values_of
from pricing_rules.builder.posted import form_from
from pricing_rules.builder.problems import placed
from pricing_rules.builder.reading import Read, read
from pricing_rules.builder.settling import settled
from pricing_rules.engine.rules import RuleErrors
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import PriceCase, Rule
from pricing_rules.operations.cases_keeping import CaseRefused, expected_of, keep_case
from pricing_rules.operations.trying import Side, Standing, Tried, try_rule
from pricing_rules.queries import vocabulary_at
from pricing_rules.quoting.errors import FieldError, RequestErrors

VIEW_RIGHT = "pricing_rules.view_rule"
KEEP_RIGHT = "pricing_rules.add_pricecase"
WITH_RULE = "try-with-rule"  # in a form of the rule builder, whose rule is tried together with the draft
SAVED_RULE = "try-saved-rule"  # the slug of a rule as it is saved, on a page that shows it and changes nothing
FRAGMENT_HEADER = "X-Try"


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `tried` is None where the request is at fault, which the fields say. `unusable`: the typed
    rule cannot be used yet, `rule_problems` say why, and the draft is tried as it was saved."""

    address: str
    fields: Fields
    source: str
    source_problem: str
    with_rule: bool
    saved_rule: str
    tried: Tried | None
    unusable: bool
    rule_problems: tuple[str, ...]
    may_keep: bool
    kept: PriceCase | None = None
    keep_problem: str = ""

    @property
    def status(self) -> str:
        """The outcome in one sentence, for screen readers when it changes."""
        if self.tried is None:
            return "No price: see the request's fields"
        return f"Draft total {_total(self.tried.draft)}, live rules total {_total(self.tried.live)}"

    @property
    def draft_total(self) -> str:
        return _total(self.tried.draft) if self.tried else ""

    @property
    def live_total(self) -> str:
        return _total(self.tried.live) if self.tried else ""

    @property
    def difference(self) -> str:
        """`$195.00 more than by the live rules`; empty where there is nothing to compare."""
        apart = self.tried.difference_cents if self.tried else None
        if apart is None:
            return ""
        if apart == 0:
            return "the same as by the live rules"
        return f"{dollars(abs(apart))} {'more' if apart > 0 else 'less'} than by the live rules"

    @property
    def own_amount(self) -> str:
        """What the lines of the tried rule come to together; empty for a rule without lines here."""
        if self.tried is None or self.tried.rule is None:
            return ""
        slug = self.tried.rule.slug
        own = [line.after_cents or 0 for line in self.tried.lines if line.code.partition(":")[0] == slug]
        total = sum(own)
        return f"{'+' if total > 0 else ''}{dollars(total)}" if own and total else ""

    @property
    def not_acting(self) -> list[Standing]:
        """The other rules that are on and did not act."""
        others = self.tried.others if self.tried else ()
        return [one for one in others if not one.acted and one.outcome != "off"]

    @property
    def switched_off(self) -> list[Standing]:
        return [one for one in self.tried.others if one.outcome == "off"] if self.tried else []

    @property
    def acting(self) -> list[Standing]:
        """The other rules that acted."""
        return [one for one in self.tried.others if one.acted] if self.tried else []


def try_context(
    request: HttpRequest, rule_json: Mapping[str, Any] | None, *, now: datetime, saved: bool = False
) -> dict[str, Any]:
    """The context of `backoffice/pricing_rules/try.html`: {"trying": Panel}.

    rule_json: the rule as it stands in the surrounding form, in exchange JSON; None tries the whole draft. saved: the
    page around shows the rule as it is saved and has no form of it. Reads the
    fields `try-…` and the button `_try` of a POST; a GET shows an example, or what `?try=TT-000123` names. Raises
    PermissionDenied for who may not see rules, or keeps a case without the right to.
    """
    if not request.user.has_perm(VIEW_RIGHT):
        raise PermissionDenied
    catalogue = read_catalogue(at=now)
    button = request.POST.get("_try", "")
    source = request.POST.get("try-source", request.GET.get("try", "")).strip()[: sources.LONGEST]
    values = _typed(request.POST) or example(catalogue, now=now)
    source_problem = ""
    if source and (button == "load" or request.method == "GET"):
        found = sources.find(source)
        values = values_of(found.quote.request) if found else values
        source_problem = "" if found else f"There is no booking or quote “{source}”. Enter a number like TT-000123."
    tried, errors, faulty = _tried(values, rule_json, catalogue, now)
    may_keep = request.user.has_perm(KEEP_RIGHT)
    kept, keep_problem = None, ""
    if button in ("keep-live", "keep-draft") and tried is not None:
        if not may_keep:
            raise PermissionDenied
        kept, keep_problem = _keep(request, tried, button, source, now)
    return {
        "trying": Panel(
            address=reverse("admin:pricing_rules_rule_try"),
            fields=fields_of(values, catalogue, errors),
            source=source,
            source_problem=source_problem,
            with_rule=rule_json is not None and not saved,
            saved_rule=str(rule_json["slug"]) if rule_json is not None and saved else "",
            tried=tried,
            unusable=faulty is not None,
            rule_problems=_told(faulty, request.POST, now) if faulty else (),
            may_keep=may_keep,
            kept=kept,
            keep_problem=keep_problem,
        )
    }


def try_view(page: Any) -> Callable[[HttpRequest], HttpResponse]:
    """The page that tries the whole draft, and the fragment that the panel's script asks for wherever it stands."""

    def view(request: HttpRequest) -> HttpResponse:
        now = utc_now()
        with_rule = request.method == "POST" and WITH_RULE in request.POST
        saved = Rule.objects.filter(slug=request.POST.get(SAVED_RULE, "").replace("\0", "")).first()
        rule = _posted_rule(request.POST, vocabulary_at(now)).rule if with_rule else saved.as_json() if saved else None
        context = try_context(request, rule, now=now, saved=saved is not None and not with_rule)
        request.current_app = page.admin_site.name
        if FRAGMENT_HEADER in request.headers:
            return TemplateResponse(request, "backoffice/pricing_rules/try.html", context)
        context |= {**page.admin_site.each_context(request), "title": "Try the draft", "opts": page.opts}
        return TemplateResponse(request, "backoffice/pricing_rules/try_page.html", {**context, "own_heading": True})

    return view


def _typed(post: QueryDict) -> Values | None:
    """The fields as posted; None where none was, as on a page that is opened."""
    return posted(post) if "try-service" in post else None


def _tried(
    values: Values, rule: Mapping[str, Any] | None, catalogue: Catalogue, now: datetime
) -> tuple[Tried | None, tuple[FieldError, ...], RuleErrors | None]:
    """The result, or the refusals of the request; beside it what is wrong with the rule."""
    data, faulty = request_of(values, catalogue), None
    try:
        try:
            return try_rule(data, rule, now=now), (), None
        except RuleErrors as found:
            faulty = found
            return try_rule(data, None, now=now), (), faulty
    except RequestErrors as refused:
        return None, refused.errors, faulty


def _told(faulty: RuleErrors, post: QueryDict, now: datetime) -> tuple[str, ...]:
    """What is wrong with the rule, in the words and with the places of the builder's form; nothing for a rule that
    nobody has begun to write."""
    if WITH_RULE not in post:
        return ()
    vocabulary = vocabulary_at(now)
    found = placed(faulty.errors, _posted_rule(post, vocabulary), vocabulary)
    told = (f"{one.where}: {one.message}" if one.where else one.message for one in found)
    return tuple(dict.fromkeys(told))


def _posted_rule(post: QueryDict, vocabulary: Vocabulary) -> Read:
    """The rule in the builder's form, as the builder itself reads it."""
    return read(settled(form_from(post), vocabulary), vocabulary)


def _keep(request: HttpRequest, tried: Tried, button: str, source: str, now: datetime) -> tuple[PriceCase | None, str]:
    """Keep what was tried as a price case, at the price of the side whose button was pressed."""
    priced = (tried.live if button == "keep-live" else tried.draft).priced
    if priced is None:
        return None, "There is no price to keep."
    found = sources.find(source)
    try:
        case = keep_case(
            request=tried.request,
            expected=expected_of(priced.lines, priced.total_cents),
            quote=found.quote if found and found.quote.request == dict(tried.request) else None,
            actor=actor_from_request(request, via="admin"),
            now=now,
        )
    except (CaseRefused, RequestErrors) as refused:
        return None, f"{refused}."
    return case, ""


def _total(side: Side) -> str:
    return dollars(side.priced.total_cents) if side.priced else "none"
