"""What stands in the way of publishing rules, and what a publish would meet. Reads only.

(3-pricing-rules.md, "Before a publish": structural validation, personal facts, price cases.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pricing_rules import loading
from pricing_rules.engine.rules import Rule as PureRule
from pricing_rules.engine.rules import RuleErrors, rule_from_json, set_errors
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.operations.cases import CaseResult, run_cases


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """Where a rule is wrong: its slug and name, the path inside it, and what to do."""

    slug: str
    name: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Rules before a publish. While there are `problems` the rest is not looked at.

    personal: a rule that is on asks about the person, so every quote would carry the notice. failing: the price cases
    that these rules do not meet.
    """

    problems: tuple[RuleProblem, ...]
    personal: bool = False
    failing: tuple[CaseResult, ...] = ()


def check(rules: Sequence[Mapping[str, Any]], vocabulary: Vocabulary, *, now: datetime) -> Checked:
    """Look at these rules with today's catalogue. now: UTC."""
    problems = rule_problems(rules, vocabulary)
    if problems:
        return Checked(tuple(problems))
    pure: PureRuleSet = loading.from_json(rules, vocabulary, number=None)
    failing = tuple(result for result in run_cases(pure, now=now) if not result.passed)
    return Checked((), pure.uses_personal_facts, failing)


def rule_problems(rules: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> list[RuleProblem]:
    """Everything that structural validation finds in these rules; empty when they can be published."""
    problems: list[RuleProblem] = []
    read: list[PureRule] = []
    for rule in rules:
        try:
            read.append(rule_from_json(dict(rule), vocabulary))
        except RuleErrors as found:
            slug, name = str(rule.get("slug", "")), str(rule.get("name", ""))
            problems += [RuleProblem(slug, name, error.path, error.message) for error in found.errors]
    if not problems:
        problems = [RuleProblem("", "The draft", error.path, error.message) for error in set_errors(read)]
    return problems
