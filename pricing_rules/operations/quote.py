"""Pricing a request now, for every day of a calendar, and storing the quote that somebody is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from catalog.prices import NoPrice
from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from foundation.audit.actor import Actor
from pricing_rules import loading
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.models import Quote, RuleSet
from pricing_rules.operations.alert import alert_staff
from pricing_rules.quoting import keys
from pricing_rules.quoting.canonical import line_to_json, request_json
from pricing_rules.quoting.freeze import facts_to_json
from pricing_rules.quoting.panel import panel, panel_to_json
from pricing_rules.quoting.parse import parse, quoted_at_of
from pricing_rules.quoting.price import Job, PricedQuote, price
from pricing_rules.quoting.request import GUEST, Customer, QuoteRequest
from pricing_rules.quoting.words import catalogue_vocabulary


class PricingFailed(Exception):
    """No price can be given now, through no fault of the customer, for whom the message is; staff were alerted."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "We cannot price this online at the moment. Tell us about your move and we will send you a quote by e-mail"
        )
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Basis:
    """What prices are computed from at one moment, so that many requests share one reading of it."""

    catalogue: Catalogue
    rule_set: PureRuleSet
    is_live: bool = True  # the set in force; staff are alerted of failures of no other


def basis(*, at: datetime, now: datetime, rule_set: PureRuleSet | None = None) -> Basis:
    """Catalogue and rules in force at `at` (UTC). rule_set: another set to price with. Raises PricingFailed."""
    catalogue = read_catalogue(at=at)
    if rule_set is not None:
        return Basis(catalogue, rule_set, is_live=False)
    try:
        return Basis(catalogue, loading.rule_set(at, catalogue_vocabulary(catalogue)))
    except (RuleFailure, loading.NoRuleSet) as failure:
        raise _failed(failure, now) from failure


def price_now(
    data: object,
    *,
    now: datetime,
    trusted: bool = False,
    partial: bool = False,
    customer: Customer = GUEST,
    rule_set: PureRuleSet | None = None,
    using: Basis | None = None,
) -> PricedQuote:
    """The price of a request (contract-quote.md), computed only: nothing is stored.

    now: UTC. trusted: staff and the command line, whose `customer` and `quoted_at` count. partial: an unfinished
    request. customer: what the caller knows of the person. using: an earlier `basis`, to save its queries.
    Raises RequestErrors for a request at fault, PricingFailed where no rule set can be evaluated.
    """
    chosen = using or basis(at=quoted_at_of(data, now=now, trusted=trusted), now=now, rule_set=rule_set)
    request = parse(data, chosen.catalogue, now=now, trusted=trusted, partial=partial, customer=customer)
    return _price(request, chosen, now)


def price_days(
    data: Mapping[str, Any],
    days: Iterable[date],
    windows: Sequence[str],
    *,
    now: datetime,
    trusted: bool = False,
    customer: Customer = GUEST,
    using: Basis | None = None,
) -> dict[date, dict[str, PricedQuote]]:
    """The same request on each day in each window, for calendars and savings: {day: {window: price}}.

    Catalogue and rules are read once. Whatever date and window the request names are left aside; a service without
    windows has the one key "", one without a date (b2b) costs every day what its quote costs. Raises RequestErrors,
    PricingFailed.
    """
    chosen = using or basis(at=quoted_at_of(data, now=now, trusted=trusted), now=now)
    timeless = {key: value for key, value in data.items() if key not in ("pickup_date", "window")}
    request = parse(timeless, chosen.catalogue, now=now, trusted=trusted, partial=True, customer=customer)
    if "pickup_date" in request.left_out:
        request = replace(request, left_out=tuple(path for path in request.left_out if path != "pickup_date"))
    offered: Sequence[str | None] = windows if keys.asks(request.service, "window") else (None,)
    is_dated = keys.asks(request.service, "pickup_date")
    with _telling_staff(chosen, now):
        job = Job(request, chosen.catalogue, chosen.rule_set, notice=settings.PERSONAL_PRICING_NOTICE)
        return {day: {window or "": job.on(day if is_dated else None, window) for window in offered} for day in days}


def store(
    data: object,
    *,
    actor: Actor,
    now: datetime,
    trusted: bool = False,
    customer: Customer = GUEST,
    using: Basis | None = None,
) -> Quote:
    """Price a request and store the quote, bound for the policy's hours (24). Raises RequestErrors, PricingFailed."""
    chosen = using or basis(at=quoted_at_of(data, now=now, trusted=trusted), now=now)
    priced = price_now(data, now=now, trusted=trusted, customer=customer, using=chosen)
    return store_priced(priced, chosen.catalogue, actor=actor, now=now)


@transaction.atomic
def store_priced(priced: PricedQuote, catalogue: Catalogue, *, actor: Actor, now: datetime) -> Quote:
    """Store a price as it was computed. Raises ValueError for an unfinished request or an unpublished rule set."""
    rule_set = RuleSet.objects.only("number").filter(number=priced.rule_set).first()
    if rule_set is None:
        raise ValueError("A quote is made under a published rule set only")
    quote = quote_row(priced, catalogue, rule_set=rule_set, actor=actor, now=now)
    quote.save(force_insert=True)
    return quote


def quote_row(priced: PricedQuote, catalogue: Catalogue, *, rule_set: RuleSet, actor: Actor, now: datetime) -> Quote:
    """The quote of a price, not saved yet. Raises ValueError for an unfinished request."""
    if not priced.request.complete:
        raise ValueError("An unfinished request has no quote")
    return Quote(
        created_at=now,
        expires_at=now + timedelta(hours=catalogue.policy.quote_hours),
        quoted_at=priced.request.quoted_at,
        created_by_id=actor.user_id,
        via=actor.via,
        service=priced.request.service,
        pickup_date=priced.request.pickup_date,
        base_cents=priced.base_cents,
        total_cents=priced.total_cents,
        price_list=priced.price_list,
        rule_set=rule_set,
        request=request_json(priced.request),
        facts=facts_to_json(priced.facts),
        inputs=[line_to_json(line) for line in priced.inputs],
        lines=[line_to_json(line) for line in priced.lines],
        trace=[entry.as_json() for entry in priced.trace],
        answer=priced.answer(),
        panel=panel_to_json(panel(priced, catalogue)),
    )


def _price(request: QuoteRequest, chosen: Basis, now: datetime) -> PricedQuote:
    with _telling_staff(chosen, now):
        return price(request, chosen.catalogue, chosen.rule_set, notice=settings.PERSONAL_PRICING_NOTICE)


@contextmanager
def _telling_staff(chosen: Basis, now: datetime) -> Iterator[None]:
    """No customer meets a failing rule: staff hear of it, and the quote is refused kindly."""
    try:
        yield
    except (RuleFailure, NoPrice) as failure:
        raise _failed(failure, now, alert=chosen.is_live) from failure


def _failed(failure: Exception, now: datetime, *, alert: bool = True) -> PricingFailed:
    if alert:
        rule = failure.slug if isinstance(failure, RuleFailure) else ""
        alert_staff(rule=rule, message=str(failure), now=now)
    return PricingFailed(str(failure))
