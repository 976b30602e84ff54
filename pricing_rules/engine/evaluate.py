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
    base_lines, add_on_lines = tuple(base_lines), tuple(add_on_lines)
    base_cents = total(base_lines)
    facts = {**facts, "base_cents": base_cents, "total_cents": None}

    acting = _acting(rule_set, "price", facts)
    minimum = effects.minimum(acting, base_cents)
    topped_up_cents = base_cents + total(minimum)
    surcharges = _surcharges(acting, topped_up_cents, facts)
    discounts = effects.discounts(acting, topped_up_cents + total(surcharges))
    lines = ordered([*base_lines, *minimum, *surcharges, *add_on_lines, *discounts])
    total_cents = total(lines)

    known = {**facts, "total_cents": total_cents}
    checking = _acting(rule_set, "check", known)
    said = _said(acting, checking)
    return Evaluation(
        lines=lines,
        base_cents=base_cents,
        total_cents=total_cents,
        approval_reasons=said["require_approval"],
        coi_reasons=said["require_coi"],
        unavailable_messages=said["make_unavailable"],
        notes=said["add_note"],
        trace=Trace(lambda: _trace(rule_set, facts, known)),
    )


def _acting(rule_set: RuleSet, phase: Phase, facts: Facts) -> list[Acting]:
    """The rules of a phase that act, in their order: of the matching ones of a group the first."""
    acting: list[Acting] = []
    groups: set[str] = set()
    for rule in _matching(rule_set, phase, facts):
        if rule.group:
            if rule.group in groups:
                continue
            groups.add(rule.group)
        try:
            acting.append(Acting(rule, reason_for(rule, facts, rule_set.vocabulary)))
        except _CANNOT as error:
            raise RuleFailure(rule.slug, str(error)) from error
    return acting


def _matching(rule_set: RuleSet, phase: Phase, facts: Facts) -> Iterable[Rule]:
    """The rules of a phase that match on their own, in their order."""
    rules = rule_set.of_phase(phase)
    try:
        return [rules[place] for place in places(rule_set.matchers[phase](facts))]
    except _CANNOT:  # of some condition; the interpreter knows whether any rule comes to ask it, and which
        return (rule for rule in rules if _outcome(rule, facts)[0] == "matched")


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
