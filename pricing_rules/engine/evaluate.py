"""Evaluation: facts and catalogue lines in, an explained price out (3-pricing-rules.md, "Order of evaluation").

Deterministic: the order of rules and of the lines given never matters. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pricing_rules.engine import effects
from pricing_rules.engine.conditions import FactError, Facts, Node, first_failure
from pricing_rules.engine.effects import Acting
from pricing_rules.engine.explain import reason_for
from pricing_rules.engine.lines import Line, ordered, total
from pricing_rules.engine.shapes import Phase, Rule, RuleSet
from pricing_rules.engine.trace import Outcome, TraceEntry

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
    trace: tuple[TraceEntry, ...]


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

    acting, trace = _match(rule_set, "price", facts)
    minimum = effects.minimum(acting, base_cents)
    topped_up_cents = base_cents + total(minimum)
    surcharges = _surcharges(acting, topped_up_cents, facts)
    discounts = effects.discounts(acting, topped_up_cents + total(surcharges))
    lines = ordered([*base_lines, *minimum, *surcharges, *add_on_lines, *discounts])
    total_cents = total(lines)

    checking, check_trace = _match(rule_set, "check", {**facts, "total_cents": total_cents})
    speaking = sorted([*acting, *checking], key=lambda one: one.rule.order)
    return Evaluation(
        lines=lines,
        base_cents=base_cents,
        total_cents=total_cents,
        approval_reasons=_told_once(_texts(speaking, "require_approval", "reason")),
        coi_reasons=_told_once(_texts(speaking, "require_coi", "reason")),
        unavailable_messages=_told_once(_texts(speaking, "make_unavailable", "message")),
        notes=_told_once(_texts(speaking, "add_note", "text")),
        trace=tuple(sorted([*trace, *check_trace], key=lambda entry: entry.rule.order)),
    )


def _match(rule_set: RuleSet, phase: Phase, facts: Facts) -> tuple[list[Acting], list[TraceEntry]]:
    """The rules of a phase that act, in their order, and what became of every rule of the phase."""
    acting: list[Acting] = []
    trace: list[TraceEntry] = []
    winners: dict[str, str] = {}
    for rule in rule_set.of_phase(phase):
        winner = ""
        try:
            outcome, failed = _outcome(rule, facts)
            if outcome == "matched" and rule.group in winners:
                outcome, winner = "lost_group", winners[rule.group]
            elif outcome == "matched":
                acting.append(Acting(rule, reason_for(rule, facts, rule_set.vocabulary)))
                if rule.group:
                    winners[rule.group] = rule.slug
        except _CANNOT as error:
            raise RuleFailure(rule.slug, str(error)) from error
        trace.append(TraceEntry(rule, outcome, facts, rule_set.vocabulary, failed, winner))
    return acting, trace


def _outcome(rule: Rule, facts: Facts) -> tuple[Outcome, Node | None]:
    """Whether a rule matches on its own, before its group; with the part of its conditions that failed."""
    if not rule.active:
        return "off", None
    if not _in_date_range(rule, facts.get("pickup_date")):
        return "outside_dates", None
    failed = first_failure(rule.conditions, facts)
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


def _texts(acting: Sequence[Acting], action: str, param: str) -> list[str]:
    return [one.text(param) for rule in acting for one in rule.rule.actions if one.name == action]


def _told_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
