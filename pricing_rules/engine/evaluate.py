"""Evaluation: facts and catalogue lines in, an explained price out (3-pricing-rules.md, "Order of evaluation").

Deterministic: the order of rules and of the lines given never matters. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pricing_rules.engine import effects
from pricing_rules.engine.compile import places
from pricing_rules.engine.conditions import FactError, Facts, Node, first_failure
from pricing_rules.engine.effects import Acting
from pricing_rules.engine.explain import reason_for
from pricing_rules.engine.lines import Line, ordered, total
from pricing_rules.engine.shapes import SAYING_ACTIONS, Phase, Rule, RuleSet
from pricing_rules.engine.trace import Outcome, Trace, TraceEntry
from pricing_rules.engine.vocabulary import Vocabulary

_CANNOT = (FactError, TypeError, ValueError, LookupError, ArithmeticError)


class RuleFailure(Exception):
    """A rule could not be evaluated. The quote must be refused kindly and staff told: no price is guessed."""

    def __init__(self, slug: str, message: str) -> None:
        super().__init__(f"Rule {slug}: {message}")
        self.slug = slug
        self.message = message


@dataclass(frozen=True)
class Evaluation:
    """A price with everything that explains it. Cents throughout; `base_cents` is the base before any minimum.

    Texts and trace come in the order of priority and slug; a text that several rules give is told once.
    """

    lines: tuple[Line, ...]
    base_cents: int
    total_cents: int
    approval_reasons: tuple[str, ...]
    coi_reasons: tuple[str, ...]
    unavailable_messages: tuple[str, ...]
    notes: tuple[str, ...]
    trace: Trace


def evaluate(
    rule_set: RuleSet, facts: Facts, *, base_lines: Iterable[Line], add_on_lines: Iterable[Line]
) -> Evaluation:
    """Price a request: `facts` as the vocabulary declares them, lines of kind base and addon from the catalogue.

    The facts `base_cents` and `total_cents` are set here, whatever was given for them.
    Raises RuleFailure with the slug of a rule that cannot be evaluated.
    """
    return Pricer(rule_set, base_lines=base_lines, add_on_lines=add_on_lines)(facts)


@dataclass(frozen=True)
class _Priced:
    """The rules that act on a price, and the lines that come of it."""

    acting: Sequence[Acting]
    lines: tuple[Line, ...]
    total_cents: int


class Pricer:
    """A rule set over the catalogue lines of one job, which prices that job on any facts, as `evaluate` does.

    Where the same rules match and every fact that their lines tell of is the same, the price is the same: a calendar
    works it out once. Matching itself is done for each price anew.
    """

    def __init__(self, rule_set: RuleSet, *, base_lines: Iterable[Line], add_on_lines: Iterable[Line]) -> None:
        self._rule_set = rule_set
        self._base_lines = tuple(base_lines)
        self._add_on_lines = tuple(add_on_lines)
        self._base_cents = total(self._base_lines)
        self._priced: dict[tuple[object, ...], _Priced] = {}

    def __call__(self, facts: Facts) -> Evaluation:
        """The price on these facts. Raises RuleFailure."""
        rule_set = self._rule_set
        facts = {**rule_set.unset, **facts, "base_cents": self._base_cents, "total_cents": None}
        priced = self._price(facts)
        known = {**facts, "total_cents": priced.total_cents}
        said = _said(priced.acting, _acting(rule_set, "check", _matching(rule_set, "check", known), known))
        return Evaluation(
            lines=priced.lines,
            base_cents=self._base_cents,
            total_cents=priced.total_cents,
            approval_reasons=said["require_approval"],
            coi_reasons=said["require_coi"],
            unavailable_messages=said["make_unavailable"],
            notes=said["add_note"],
            trace=Trace(lambda: _trace(rule_set, facts, known)),
        )

    def _price(self, facts: Facts) -> _Priced:
        """Steps 2 to 5 of the order of evaluation."""
        matching = _matching(self._rule_set, "price", facts)
        if not isinstance(matching, int):
            return self._work_out(matching, facts)
        told = [facts.get(name) for name in self._rule_set.facts_told]
        alike = (matching, *told, *map(type, told))  # 1 and yes are equal, and told in other words
        try:
            priced = self._priced.get(alike)
        except TypeError:  # a fact that cannot be a key
            return self._work_out(matching, facts)
        if priced is None:
            priced = self._priced[alike] = self._work_out(matching, facts)
        return priced

    def _work_out(self, matching: Matching, facts: Facts) -> _Priced:
        acting = _acting(self._rule_set, "price", matching, facts)
        minimum = effects.minimum(acting, self._base_cents)
        topped_up_cents = self._base_cents + total(minimum)
        surcharges = _surcharges(acting, topped_up_cents, facts)
        discounts = effects.discounts(acting, topped_up_cents + total(surcharges))
        lines = ordered([*self._base_lines, *minimum, *surcharges, *self._add_on_lines, *discounts])
        return _Priced(acting, lines, total(lines))


Matching = int | Iterable[Rule]
"""The rules of a phase that match on their own: by the bits of their places, or one after the other."""


def _matching(rule_set: RuleSet, phase: Phase, facts: Facts) -> Matching:
    """All at once where every condition can be asked.

    Where not, the interpreter knows whether any rule comes to ask it, and raises RuleFailure when its turn comes.
    """
    try:
        return rule_set.matchers[phase](facts)
    except _CANNOT:
        return (rule for rule in rule_set.of_phase(phase) if _outcome(rule, facts)[0] == "matched")


def _acting(rule_set: RuleSet, phase: Phase, matching: Matching, facts: Facts) -> list[Acting]:
    """The rules of a phase that act, in their order: of the matching ones of a group the first. Raises RuleFailure."""
    acting: list[Acting] = []
    groups: set[str] = set()
    rules = rule_set.of_phase(phase)
    for rule in [rules[place] for place in places(matching)] if isinstance(matching, int) else matching:
        if rule.group:
            if rule.group in groups:
                continue
            groups.add(rule.group)
        acting.append(_told(rule, facts, rule_set.vocabulary))
    return acting


def _told(rule: Rule, facts: Facts, vocabulary: Vocabulary) -> Acting:
    """A rule that acts, with the reason for it. Raises RuleFailure."""
    if rule.reason and "{" not in rule.reason:  # nothing to fill in
        return Acting(rule, rule.reason)
    try:
        return Acting(rule, reason_for(rule, facts, vocabulary))
    except _CANNOT as error:
        raise RuleFailure(rule.slug, str(error)) from error


def _trace(rule_set: RuleSet, facts: Facts, facts_with_total: Facts) -> Iterable[TraceEntry]:
    """What became of every rule, in order: asked again one by one, with the part of its conditions that failed."""
    winners: dict[tuple[Phase, str], str] = {}
    for rule in rule_set.in_order:
        known = facts if rule.phase == "price" else facts_with_total
        outcome, failed = _outcome(rule, known)
        winner = ""
        if outcome == "matched" and rule.group:
            winner = winners.setdefault((rule.phase, rule.group), rule.slug)
            if winner == rule.slug:
                winner = ""
            else:
                outcome = "lost_group"
        yield TraceEntry(rule, outcome, known, rule_set.vocabulary, failed, winner)


def _outcome(rule: Rule, facts: Facts) -> tuple[Outcome, Node | None]:
    """Whether a rule matches on its own, before its group; with the part of its conditions that failed.

    Raises RuleFailure.
    """
    if not rule.active:
        return "off", None
    try:
        if not _in_date_range(rule, facts.get("pickup_date")):
            return "outside_dates", None
        failed = first_failure(rule.conditions, facts)
    except _CANNOT as error:
        raise RuleFailure(rule.slug, str(error)) from error
    return ("matched", None) if failed is None else ("failed", failed)


def _in_date_range(rule: Rule, pickup: object) -> bool:
    """A rule with dates acts only on a pickup between them, both inclusive; never on a request without a date."""
    if rule.first_day is None and rule.last_day is None:
        return True
    if pickup is None:
        return False
    if type(pickup) is not date:
        raise FactError(f"The fact pickup_date should be a date, but is {pickup!r:.60}")
    return (rule.first_day or date.min) <= pickup <= (rule.last_day or date.max)


def _surcharges(acting: Sequence[Acting], topped_up_cents: int, facts: Facts) -> list[Line]:
    lines: list[Line] = []
    for one in acting:
        try:
            lines += effects.surcharges(one, topped_up_cents, facts)
        except _CANNOT as error:
            raise RuleFailure(one.rule.slug, str(error)) from error
    return lines


def _said(acting: Sequence[Acting], checking: Sequence[Acting]) -> Mapping[str, tuple[str, ...]]:
    """What the rules of both phases tell, by action, in their order; a text that several give is told once."""
    said: dict[str, tuple[str, ...]] = dict.fromkeys(SAYING_ACTIONS, ())
    speaking = [one.rule for one in (*acting, *checking) if one.rule.says]
    for rule in sorted(speaking, key=lambda rule: rule.order):
        for name, text in rule.says:
            if text not in said[name]:
                said[name] += (text,)
    return said
