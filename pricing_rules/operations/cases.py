"""Checking price cases: every kept request priced with a set of rules, and what differs told line by line.

Computes only (3-pricing-rules.md, "Rule sets, drafts, publishing"). Catalogue prices are those of the day each case is
pinned to, so a case fails by a rule or by a catalogue that no longer sells what it asks, never by a new price list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from catalog.prices import NoPrice
from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from foundation.money import dollars
from pricing_rules import loading
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.lines import Line
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import PriceCase
from pricing_rules.operations.stored_requests import replayable
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.parse import parse, quoted_at_of
from pricing_rules.quoting.price import PricedQuote, price
from pricing_rules.quoting.words import catalogue_vocabulary


@dataclass(frozen=True, slots=True)
class LineCheck:
    """One line expected or got; cents are None on the side that lacks it."""

    code: str
    label: str
    expected_cents: int | None
    got_cents: int | None

    @property
    def right(self) -> bool:
        return self.expected_cents == self.got_cents

    @property
    def words(self) -> str:
        """What is wrong with it: `“Holiday”: expected $200.00, but it is not there`."""
        name = f"“{self.label}”" if self.label else self.code
        if self.expected_cents is None:
            return f"{name}: not expected, but there with {dollars(self.got_cents or 0)}"
        if self.got_cents is None:
            return f"{name}: expected {dollars(self.expected_cents)}, but it is not there"
        return f"{name}: expected {dollars(self.expected_cents)}, got {dollars(self.got_cents)}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out. `got` is the total in cents, None where there is no price and `problem` says why.

    `lines` compare every line where the case expects lines; otherwise they only show what was got.
    """

    case: PriceCase
    passed: bool
    expected: int | None
    got: int | None
    lines: tuple[LineCheck, ...]
    differences: tuple[str, ...]
    problem: str = ""

    @property
    def got_lines(self) -> list[dict[str, Any]]:
        """What was got, as a case keeps it."""
        return [
            {"code": line.code, "cents": line.got_cents, "label": line.label}
            for line in self.lines
            if line.got_cents is not None
        ]


def run_cases(
    rules: Sequence[Mapping[str, Any]] | PureRuleSet, *, now: datetime, cases: Iterable[PriceCase] | None = None
) -> list[CaseResult]:
    """Every case that is on, in the order of names, priced with these rules. now: UTC.

    rules: exchange JSON, or a set that was read already. cases: others than those that are on. Rules that cannot be
    read fail every case, in words: nothing is raised.
    """
    chosen = PriceCase.objects.filter(active=True) if cases is None else cases
    runner = CaseRunner.of(rules, now=now)
    return [runner.check(case) for case in chosen]


@dataclass
class CaseRunner:
    """Prices cases one by one and reads what they share once: rules, vocabulary, the catalogue of each day."""

    rule_set: PureRuleSet | None
    now: datetime
    problem: str = ""
    _catalogues: dict[date, Catalogue] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Mapping[str, Any]] | PureRuleSet, *, now: datetime) -> CaseRunner:
        """A runner with these rules, read with today's vocabulary."""
        if isinstance(rules, PureRuleSet):
            return cls(rules, now)
        vocabulary: Vocabulary = catalogue_vocabulary(read_catalogue(at=now))
        try:
            return cls(loading.from_json(rules, vocabulary, number=None), now)
        except RuleFailure as failure:
            return cls(None, now, problem=f"The rule {failure.slug} cannot be read: {_short(failure)}")

    def check(self, case: PriceCase) -> CaseResult:
        """Price one case and compare."""
        try:
            priced = self._price(case.request)
        except RequestErrors as refused:
            told = "; ".join(
                f"{error.field}: {error.message}" if error.field else error.message for error in refused.errors
            )
            return _without_price(case, f"What it asks for can no longer be booked. {told}")
        except RuleFailure as failure:
            return _without_price(case, f"The rule {failure.slug} cannot be evaluated: {_short(failure)}")
        except NoPrice as failure:
            return _without_price(case, str(failure))
        return _without_price(case, self.problem) if priced is None else compare(case, priced)

    def _price(self, data: object) -> PricedQuote | None:
        if self.rule_set is None:
            return None
        at = quoted_at_of(data, now=self.now, trusted=True)
        catalogue = self._catalogue(at)
        request = parse(replayable(data, catalogue), catalogue, now=self.now, trusted=True)
        return price(request, catalogue, self.rule_set, notice=settings.PERSONAL_PRICING_NOTICE)

    def _catalogue(self, at: datetime) -> Catalogue:
        day = new_york_day(at)
        if day not in self._catalogues:
            self._catalogues[day] = read_catalogue(at=at)
        return self._catalogues[day]


def compare(case: PriceCase, priced: PricedQuote) -> CaseResult:
    """A case against the price it came to."""
    lines = _line_checks(case.expected_lines, priced.lines)
    wrong = [] if case.expected_lines is None else [line.words for line in lines if not line.right]
    if case.expected_total_cents is not None and case.expected_total_cents != priced.total_cents:
        wrong.append(_total_words(case.expected_total_cents, priced.total_cents))
    return CaseResult(
        case=case,
        passed=not wrong,
        expected=case.expected_total_cents,
        got=priced.total_cents,
        lines=lines,
        differences=tuple(wrong),
    )


def _short(failure: RuleFailure) -> str:
    """Without the list of what could stand there instead."""
    return failure.message.partition(". There is: ")[0]


def _without_price(case: PriceCase, problem: str) -> CaseResult:
    return CaseResult(
        case=case,
        passed=False,
        expected=case.expected_total_cents,
        got=None,
        lines=_line_checks(case.expected_lines, ()),
        differences=(problem,),
        problem=problem,
    )


def _line_checks(expected: list[dict[str, Any]] | None, got: Sequence[Line]) -> tuple[LineCheck, ...]:
    """Expected lines in their order, then those that nobody expected; without expected lines what was got alone."""
    if expected is None:
        return tuple(LineCheck(line.code, line.label, line.amount_cents, line.amount_cents) for line in got)
    found = {line.code: line for line in got}
    checks = []
    for row in expected:
        line = found.pop(row["code"], None)
        label = line.label if line else str(row.get("label", ""))
        checks.append(LineCheck(row["code"], label, row["cents"], line.amount_cents if line else None))
    return (*checks, *(LineCheck(line.code, line.label, None, line.amount_cents) for line in found.values()))


def _total_words(expected: int, got: int) -> str:
    apart = f"{dollars(abs(got - expected))} {'more' if got > expected else 'less'}"
    return f"Total: expected {dollars(expected)}, got {dollars(got)}, {apart}"
