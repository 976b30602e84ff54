"""One rule through the published sets: which had it, since when, and how it differed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foundation.clock import new_york_day
from pricing_rules.engine.difference import rule_differences
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import day_words
from pricing_rules.models import RuleSet
from pricing_rules.queries import is_published, sentence, set_in_force

MOST_SETS = 40

__all__ = ["RuleVersion", "is_published", "versions_of"]


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One wording of a rule. `differences` tell it from the wording before; `tone` is its label's colour."""

    title: str
    tone: str
    said: str
    differences: tuple[str, ...]
    number: int | None = None
    set_pk: int | None = None


def versions_of(
    rule: Mapping[str, Any], *, changed_by: str, vocabulary: Vocabulary, now: datetime
) -> tuple[RuleVersion, ...]:
    """The draft and every wording in the latest published sets, newest first."""
    in_force = set_in_force(now)
    sets = RuleSet.objects.filter(cancellation__isnull=True)  # a cancelled schedule never priced anything
    rows = list(sets.select_related("published_by").order_by("-number")[:MOST_SETS])[::-1]
    slug, wordings = rule.get("slug"), []
    before: Mapping[str, Any] | None = None
    for row in rows:
        found = next((one for one in row.rules if one.get("slug") == slug), None)
        if found != before:
            wordings.append((row, found, before))
            before = found
    current = next((one for one in in_force.rules if one.get("slug") == slug), None) if in_force else None
    shown: list[RuleVersion] = []
    live_shown = False
    for place in range(len(wordings) - 1, -1, -1):
        row, found, earlier = wordings[place]
        until = wordings[place + 1][0] if place + 1 < len(wordings) else None
        live = not live_shown and found is not None and found == current and row.number <= _number(in_force)
        live_shown = live_shown or live
        shown.append(_version(row, found, earlier, until, live, vocabulary, now))
    draft = () if before == rule else (_draft(rule, before, changed_by, vocabulary),)
    return (*draft, *shown)


def _number(row: RuleSet | None) -> int:
    return row.number if row else 0


def _version(
    row: RuleSet, found: Any, earlier: Any, until: RuleSet | None, live: bool, vocabulary: Vocabulary, now: datetime
) -> RuleVersion:
    since = day_words(new_york_day(row.publish_at))
    said = f"Since {since}" if until is None else f"{since} to {day_words(new_york_day(until.publish_at))}"
    by = getattr(row.published_by, "full_name", "") or "the system"
    coming = row.publish_at > now
    title = f"Live, set {row.number}" if live else f"Set {row.number}"
    tone = "good" if live else "info" if coming else ""
    said = f"From {since} on" if coming else said
    said = f"{said}. Published by {by}"
    return RuleVersion(title, tone, said, _words(earlier, found, vocabulary), row.number, row.pk)


def _draft(rule: Mapping[str, Any], before: Any, changed_by: str, vocabulary: Vocabulary) -> RuleVersion:
    said = f"Last changed by {changed_by}" if changed_by else "Not published"
    return RuleVersion("Draft", "warn", said, _words(before, rule, vocabulary))


def _words(old: Any, new: Any, vocabulary: Vocabulary) -> tuple[str, ...]:
    if new is None:
        return ("Taken out",)
    if old is None:
        told = sentence(new, vocabulary)
        return (told.words or told.problem,)
    try:
        was = rule_from_json(dict(old), vocabulary, check_choices=False)
        now = rule_from_json(dict(new), vocabulary, check_choices=False)
    except RuleErrors:
        told = sentence(new, vocabulary)
        return (told.words or f"It cannot be used: {told.problem}",)
    return rule_differences(was, now, vocabulary)
