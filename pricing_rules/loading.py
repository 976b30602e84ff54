"""Rows to pure values: the rule set in force, any number, the draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import Rule as PureRule
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule, RuleSet
from pricing_rules.queries import published
from pricing_rules.queries import rules_digest as digest

__all__ = ["NoRuleSet", "digest", "draft", "from_json", "number_in_force", "numbered", "rule_set"]

_MOST_KEPT = 64
# Sets never change, so a process reads each once; the draft and files of rules are never kept.
_kept: dict[tuple[int, str], tuple[Vocabulary, PureRuleSet]] = {}


class NoRuleSet(LookupError):
    """No rule set is in force at that moment, or none has that number."""


def number_in_force(at: datetime) -> int:
    """The number of the set in force at `at` (UTC). Raises NoRuleSet."""
    return _row(published(at))[0]


def rule_set(at: datetime, vocabulary: Vocabulary) -> PureRuleSet:
    """The set in force at `at`: the latest publish time that has come, ties by higher number.

    Raises NoRuleSet, and RuleFailure where a rule that is on cannot be read with today's vocabulary.
    """
    return _load(published(at), vocabulary)


def numbered(number: int, vocabulary: Vocabulary) -> PureRuleSet:
    """A published set by its number, in force or not. Raises NoRuleSet, RuleFailure."""
    return _load(RuleSet.objects.filter(number=number), vocabulary)


def draft(vocabulary: Vocabulary) -> PureRuleSet:
    """The draft as it stands, number None. Raises RuleFailure."""
    return from_json([rule.as_json() for rule in Rule.objects.all()], vocabulary, number=None)


def from_json(rules: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, *, number: int | None) -> PureRuleSet:
    """Rules in the form of import and export as one set. Raises RuleFailure naming the first that cannot be read."""
    read = (_read(rule, vocabulary) for rule in rules)
    return PureRuleSet(number, tuple(rule for rule in read if rule is not None), vocabulary)


def _row(rows: Any) -> tuple[int, str]:
    row: tuple[int, str] | None = rows.values_list("number", "digest").first()
    if row is None:
        raise NoRuleSet("No rule set is in force. Run `manage.py seed`, or publish the draft")
    return row


def _load(rows: Any, vocabulary: Vocabulary) -> PureRuleSet:
    key = _row(rows)
    kept = _kept.get(key)
    if kept is not None and kept[0] == vocabulary:
        return kept[1]
    stored = RuleSet.objects.get(number=key[0])
    loaded = from_json(stored.rules, vocabulary, number=stored.number)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[key] = (vocabulary, loaded)
    return loaded


def _read(rule: Mapping[str, Any], vocabulary: Vocabulary) -> PureRule | None:
    """One rule as it was published. A zone or question that is gone since is no reason to refuse every quote: such a
    code matches nothing. None for a rule that is off and cannot be read: it does nothing either way."""
    try:
        return rule_from_json(dict(rule), vocabulary, check_choices=False)
    except RuleErrors as problem:
        if rule.get("active") is False:
            return None
        raise RuleFailure(str(rule.get("slug", "")), str(problem)) from problem
