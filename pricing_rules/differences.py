"""What differs between two lists of rules, found cheaply for thousands and put into words only where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pricing_rules.engine.difference import rule_differences
from pricing_rules.engine.explain import rule_words
from pricing_rules.engine.rules import Rule as PureRule
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule that is not the same in both. `kind` is added, removed, switched on, switched off or changed; `old` and
    `new` are the rule in the exchange form, None on the side that lacks it."""

    kind: str
    slug: str
    name: str
    old: Json | None
    new: Json | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A difference in words. `old` and `new` are the rule as a sentence on each side, "" where it is missing or says
    the same; `details` what differs, one sentence each."""

    kind: str
    slug: str
    name: str
    old: str
    new: str
    details: tuple[str, ...]


def differences(before: Iterable[Json], after: Iterable[Json]) -> tuple[Difference, ...]:
    """Rule by rule, in the order of slugs; empty when the two say the same word for word."""
    old = {str(rule.get("slug")): rule for rule in before}
    new = {str(rule.get("slug")): rule for rule in after}
    found = []
    for slug in sorted(old.keys() | new.keys()):
        was, now = old.get(slug), new.get(slug)
        if was != now:
            name = str((now or was or {}).get("name", ""))
            found.append(Difference(_kind(was, now), slug, name, was, now))
    return tuple(found)


def told(found: Iterable[Difference], vocabulary: Vocabulary) -> tuple[RuleChange, ...]:
    """The differences in plain English."""
    return tuple(_told(one, vocabulary) for one in found)


def _kind(old: Json | None, new: Json | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    was, now = (rule.get("active") is not False for rule in (old, new))
    if was != now:
        return "switched on" if now else "switched off"
    return "changed"


def _told(one: Difference, vocabulary: Vocabulary) -> RuleChange:
    old, old_words = _read(one.old, vocabulary)
    new, new_words = _read(one.new, vocabulary)
    details: tuple[str, ...] = ()
    if old is not None and new is not None:
        # The label says already that it was switched.
        details = tuple(line for line in rule_differences(old, new, vocabulary) if not line.startswith("Switched "))
        if not details and one.kind == "changed":
            details = ("Written otherwise; it says the same",)
    if old_words == new_words:
        old_words = ""
    return RuleChange(one.kind, one.slug, one.name, old_words, new_words, details)


def _read(rule: Json | None, vocabulary: Vocabulary) -> tuple[PureRule | None, str]:
    if rule is None:
        return None, ""
    try:
        read = rule_from_json(dict(rule), vocabulary, check_choices=False)
    except RuleErrors as problem:
        return None, f"It cannot be used: {problem}"
    return read, rule_words(read, vocabulary)
