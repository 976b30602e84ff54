"""Trying the draft: one request priced by the production engine with the live rules and with the draft.

Computes only: nothing is stored and nobody is alerted (3-pricing-rules.md, "The rule builder", Try it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from catalog.prices import NoPrice
from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from pricing_rules import loading
from pricing_rules.engine.conditions import FactError
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.explain import date_range
from pricing_rules.engine.here import day_here
from pricing_rules.engine.rules import Rule as PureRule
from pricing_rules.engine.rules import RuleError, RuleErrors, rule_from_json, set_errors
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.ticks import Tick, ticks
from pricing_rules.engine.trace import TraceEntry
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule
from pricing_rules.operations.comparing import LineChange, Told, line_changes, told_changes
from pricing_rules.operations.stored_requests import replayable
from pricing_rules.quoting.canonical import request_json
from pricing_rules.quoting.panel import PricePanel, panel
from pricing_rules.quoting.parse import parse, quoted_at_of
from pricing_rules.quoting.price import PricedQuote, price
from pricing_rules.quoting.request import Customer, QuoteRequest
from pricing_rules.quoting.words import catalogue_vocabulary

UNNAMED = "this-rule"  # the slug of a rule that is tried before anybody named it


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two prices. `number` is the live set's, None for the draft; `failure` says in words why there is no
    price, and is empty where there is one; `failed_rule` is the slug of the rule to blame."""

    number: int | None
    priced: PricedQuote | None
    failure: str = ""
    failed_rule: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What one rule of the draft did with this request: `outcome` as the trace has it, `why` in words."""

    slug: str
    name: str
    outcome: str
    why: str

    @property
    def acted(self) -> bool:
        return self.outcome == "matched"


@dataclass(frozen=True, slots=True)
class Tried:
    """A request priced twice. `rule`, `standing` and `ticks` are of the rule that was tried, None and empty where the
    whole draft was; `others` are the draft's other rules, those that are on first."""

    request: Mapping[str, object]
    shown: PricePanel
    live: Side
    draft: Side
    lines: tuple[LineChange, ...]
    told: tuple[Told, ...]
    rule: PureRule | None
    standing: Standing | None
    ticks: tuple[Tick, ...]
    others: tuple[Standing, ...]

    @property
    def difference_cents(self) -> int | None:
        """Draft less live; None where either has no price."""
        if self.live.priced is None or self.draft.priced is None:
            return None
        return self.draft.priced.total_cents - self.live.priced.total_cents


def try_rule(
    data: Mapping[str, Any], rule: Mapping[str, Any] | None, *, now: datetime, staff_customer: Customer | None = None
) -> Tried:
    """Price `data` (contract-quote.md, as staff may ask it) with the set in force and with the draft.

    rule: a rule in exchange JSON that stands in for the draft's rule of the same slug, or beside the draft; without one
    the draft is tried as it stands. staff_customer: who is asking where `data` does not say. A request quoted in the
    past is priced with the prices of that day and with the rules in force now; one in the future with the rules that
    will be. Raises RequestErrors, and RuleErrors where `rule` cannot be read. Failing rules are told in the result.
    """
    at = quoted_at_of(data, now=now, trusted=True)
    catalogue = read_catalogue(at=at)
    vocabulary = catalogue_vocabulary(catalogue)
    tried = _read(rule, vocabulary)
    if staff_customer is not None and "customer" not in data:
        data = {**data, "customer": _customer_json(staff_customer)}
    request = parse(replayable(data, catalogue), catalogue, now=now, trusted=True)
    live = _live(request, catalogue, vocabulary, at=max(at, now))
    draft = _draft(request, catalogue, vocabulary, tried)
    shown = draft.priced or live.priced
    trace = draft.priced.trace if draft.priced else ()
    mine = next((entry for entry in trace if tried is not None and entry.rule.slug == tried.slug), None)
    return Tried(
        request=request_json(request),
        shown=panel(shown, catalogue) if shown else _unpriced(request, catalogue, vocabulary),
        live=live,
        draft=draft,
        # Without a live price nothing comes or goes: the lines are shown as they are.
        lines=line_changes(live.priced or draft.priced, draft.priced) if draft.priced else (),
        told=told_changes(live.priced, draft.priced),
        rule=tried,
        standing=_standing(mine, trace) if mine else None,
        ticks=_ticks(mine, vocabulary) if mine else (),
        others=tuple(
            sorted(
                (_standing(entry, trace) for entry in trace if entry is not mine),
                key=lambda one: (one.outcome == "off", one.outcome != "matched"),
            )
        ),
    )


def _read(rule: Mapping[str, Any] | None, vocabulary: Vocabulary) -> PureRule | None:
    if rule is None:
        return None
    named = {**rule, "slug": rule.get("slug") or UNNAMED, "name": rule.get("name") or "This rule"}
    return rule_from_json(named, vocabulary)


def _live(request: QuoteRequest, catalogue: Catalogue, vocabulary: Vocabulary, *, at: datetime) -> Side:
    try:
        rule_set = loading.rule_set(at, vocabulary)
    except loading.NoRuleSet:
        return Side(None, None, "No rule set is in force, so customers get no price")
    except RuleFailure as failure:
        return Side(None, None, _blame(failure), failure.slug)
    return _priced(request, catalogue, rule_set)


def _draft(request: QuoteRequest, catalogue: Catalogue, vocabulary: Vocabulary, tried: PureRule | None) -> Side:
    rows = [rule.as_json() for rule in Rule.objects.all() if tried is None or rule.slug != tried.slug]
    try:
        others = loading.from_json(rows, vocabulary, number=None)
    except RuleFailure as failure:
        return Side(None, None, _blame(failure), failure.slug)
    rules = others.rules if tried is None else (*others.rules, tried)
    _refuse_between(rules, tried)
    return _priced(request, catalogue, PureRuleSet(None, rules, vocabulary))


def _refuse_between(rules: Sequence[PureRule], tried: PureRule | None) -> None:
    """What the tried rule, the last, contradicts in the rest of the draft. Raises RuleErrors at its own fields."""
    last = f"rules[{len(rules) - 1}]."
    mine = [error for error in set_errors(rules) if error.path.startswith(last)]
    if tried is not None and mine:
        raise RuleErrors([RuleError(error.path.removeprefix(last), error.message) for error in mine])


def _priced(request: QuoteRequest, catalogue: Catalogue, rule_set: PureRuleSet) -> Side:
    try:
        priced = price(request, catalogue, rule_set, notice=settings.PERSONAL_PRICING_NOTICE)
    except RuleFailure as failure:
        return Side(rule_set.number, None, _blame(failure), failure.slug)
    except NoPrice as failure:
        return Side(rule_set.number, None, str(failure))
    return Side(rule_set.number, priced)


def _blame(failure: RuleFailure) -> str:
    name = Rule.objects.filter(slug=failure.slug).values_list("name", flat=True).first()
    # What could stand there instead is a list for who writes rules as JSON.
    message = failure.message.partition(". There is: ")[0]
    return f"The rule {name or failure.slug} cannot be evaluated: {message}"


def _standing(entry: TraceEntry, trace: Sequence[TraceEntry]) -> Standing:
    why = entry.words.rstrip(".")
    if entry.outcome == "lost_group":
        winner = next((other.rule.name for other in trace if other.rule.slug == entry.winner), entry.winner)
        why = f"Its conditions are met, but “{winner}” acts for the group {entry.rule.group}"
    return Standing(entry.rule.slug, entry.rule.name, entry.outcome, why)


def _ticks(entry: TraceEntry, vocabulary: Vocabulary) -> tuple[Tick, ...]:
    """The dates of the rule where it has any, then its conditions; empty where the facts cannot be asked."""
    rule, facts = entry.rule, entry.facts
    dates: tuple[Tick, ...] = ()
    if rule.first_day or rule.last_day:
        day: Any = facts.get("pickup_date")
        inside = day is not None and (rule.first_day or day) <= day <= (rule.last_day or day)
        dates = (Tick("condition", inside, f"Pickup {date_range(rule)}", day_here(facts)),)
    try:
        return (*dates, ticks(rule.conditions, facts, vocabulary))
    except FactError:
        return dates


def _unpriced(request: QuoteRequest, catalogue: Catalogue, vocabulary: Vocabulary) -> PricePanel:
    """Where neither side has a price, the heading and the way are shown all the same, as if there were no rules."""
    return panel(price(request, catalogue, PureRuleSet(None, (), vocabulary)), catalogue)


def _customer_json(customer: Customer) -> dict[str, object]:
    return {
        "is_guest": customer.is_guest,
        "is_vip": customer.is_vip,
        "completed_bookings": customer.completed_bookings,
    }
