"""A request, a catalogue and a rule set in; an explained price out. Computes only, stores nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from pricing_rules.engine.evaluate import Evaluation, Pricer
from pricing_rules.engine.lines import Line
from pricing_rules.engine.rules import RuleSet
from pricing_rules.engine.trace import Trace
from pricing_rules.quoting import keys
from pricing_rules.quoting.base_lines import add_on_lines, base_lines
from pricing_rules.quoting.choices import coi_included
from pricing_rules.quoting.facts import Facts, day_facts, job_facts, window_facts
from pricing_rules.quoting.request import QuoteRequest
from pricing_rules.quoting.sellable import unsellable_messages

LEAST_TOTAL_CENTS = 100  # a card payment below one dollar is not possible; staff decide (3-pricing-rules.md, "Settled")
# General Business Law § 349-a asks for this sentence, in capitals, where personal data set a price.
PERSONAL_PRICE_NOTICE = "THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA."


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """One price with all that explains it. Money is cents; `facts` are what the rules saw.

    `inputs` are the catalogue lines the rules were given (kinds base and addon), `lines` what the customer sees.
    `rule_set` is the published number, None for a draft or a file of rules.
    """

    request: QuoteRequest
    facts: Mapping[str, object]
    inputs: tuple[Line, ...]
    lines: tuple[Line, ...]
    base_cents: int
    total_cents: int
    approval_reasons: tuple[str, ...]
    coi_reasons: tuple[str, ...]
    coi_included: bool
    unavailable_messages: tuple[str, ...]
    notes: tuple[str, ...]
    notice: str
    trace: Trace
    price_list: int
    rule_set: int | None

    @property
    def is_available(self) -> bool:
        return not self.unavailable_messages

    def answer(self) -> dict[str, object]:
        """The JSON of contract-quote.md, "Answer", without `expires_at`: that belongs to a quote someone was given."""
        return {
            "total_cents": self.total_cents,
            "base_cents": self.base_cents,
            "lines": [line_json(line) for line in self.lines],
            "approval": {"required": bool(self.approval_reasons), "reasons": list(self.approval_reasons)},
            "coi": {
                "required": bool(self.coi_reasons),
                "included": self.coi_included,
                "reasons": list(self.coi_reasons),
            },
            "unavailable": {"is": not self.is_available, "messages": list(self.unavailable_messages)},
            "notes": [*self.notes, *([self.notice] if self.notice else [])],
            "versions": {"price_list": self.price_list, "rule_set": self.rule_set},
        }


def price(
    request: QuoteRequest, catalogue: Catalogue, rule_set: RuleSet, *, notice: str = PERSONAL_PRICE_NOTICE
) -> PricedQuote:
    """Price a parsed request. Raises RuleFailure when a rule cannot be evaluated, NoPrice where the catalogue has none.

    notice: what a quote carries where an active rule of the set asks about the person.
    """
    return Job(request, catalogue, rule_set, notice=notice).on(request.pickup_date, request.window)


class Job:
    """A request to be priced on any day and in any window: what does not depend on them is worked out once.

    Raises NoPrice where the catalogue has none.
    """

    def __init__(
        self, request: QuoteRequest, catalogue: Catalogue, rule_set: RuleSet, *, notice: str = PERSONAL_PRICE_NOTICE
    ) -> None:
        self.request = request
        self._catalogue = catalogue
        self._rule_set = rule_set
        self._notice = notice if rule_set.uses_personal_facts else ""
        self._base = base_lines(request, catalogue)
        self._add_ons = add_on_lines(request, catalogue)
        self._facts = job_facts(request, catalogue, base_cents=sum(line.amount_cents for line in self._base))
        self._pricer = Pricer(rule_set, base_lines=self._base, add_on_lines=self._add_ons)
        self._coi_included = coi_included(request, catalogue)
        self._today = new_york_day(request.quoted_at)
        self._of_days: dict[date, Facts] = {}
        self._of_windows: dict[str | None, Facts] = {}

    def on(self, day: date | None, window: str | None) -> PricedQuote:
        """The price with this pickup date in this window, whatever the request names. Raises RuleFailure."""
        request = self.request
        if day != request.pickup_date or window != request.window:
            request = replace(request, pickup_date=day, window=window)
        known = self._known(day, window)
        found = self._pricer(known)
        return PricedQuote(
            request=request,
            facts=known,
            inputs=self._base + self._add_ons,
            lines=found.lines,
            base_cents=found.base_cents,
            total_cents=found.total_cents,
            approval_reasons=approval_reasons(request, found),
            coi_reasons=found.coi_reasons,
            coi_included=self._coi_included,
            unavailable_messages=unsellable_messages(request, self._catalogue) + found.unavailable_messages,
            notes=found.notes,
            notice=self._notice,
            trace=found.trace,
            price_list=self._catalogue.prices.number,
            rule_set=self._rule_set.number,
        )

    def _known(self, day: date | None, window: str | None) -> Facts:
        if day is None:
            return dict(self._facts)
        if day not in self._of_days:
            self._of_days[day] = day_facts(day, self._catalogue, today=self._today)
        if window not in self._of_windows:
            self._of_windows[window] = window_facts(window, self._catalogue)
        return {**self._facts, **self._of_days[day], **self._of_windows[window]}


def approval_reasons(request: QuoteRequest, found: Evaluation) -> tuple[str, ...]:
    """What rules ask staff to approve, and what always needs it: storage, b2b, a total that no card can pay."""
    reasons = list(found.approval_reasons)
    if request.service == keys.STORAGE:
        reasons.append("Storage is confirmed by our team, who quote pickup and return")
    elif request.service == keys.B2B:
        reasons.append("Our team composes a quote for your event")
    elif request.complete and found.total_cents < LEAST_TOTAL_CENTS:
        reasons.append("A total under $1 is confirmed by our team")
    return tuple(reasons)


def line_json(line: Line) -> dict[str, object]:
    """One line of the answer; quantity and unit price on base lines."""
    shown: dict[str, object] = {"kind": line.kind, "code": line.code, "label": line.label, "reason": line.reason}
    if line.kind == "base":
        shown |= {"quantity": line.quantity, "unit_cents": line.unit_cents}
    return shown | {"amount_cents": line.amount_cents}


def with_room(priced: PricedQuote, messages: tuple[str, ...]) -> PricedQuote:
    """The same price with what bookings say about room on the date; never part of a stored quote."""
    if not messages:
        return priced
    return replace(priced, unavailable_messages=priced.unavailable_messages + messages)
