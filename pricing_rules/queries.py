"""Reading rules for people: each as a sentence, and what a publish would change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.queries import catalogue as read_catalogue
from pricing_rules.differences import RuleChange, differences, told
from pricing_rules.engine.explain import rule_words
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import PublishingPolicy, Rule, RuleSet, SurchargeCap
from pricing_rules.models.surcharge_cap import USUAL_CAP_CENTS
from pricing_rules.quoting.words import catalogue_vocabulary


@dataclass(frozen=True, slots=True)
class RuleSentence:
    """One rule in plain English; `problem` says why it cannot be read, and is empty for a rule that can."""

    slug: str
    name: str
    active: bool
    priority: int
    group: str
    words: str
    reason: str
    note: str
    problem: str = ""


def vocabulary_at(now: datetime) -> Vocabulary:
    """What rules can be written with today."""
    return catalogue_vocabulary(read_catalogue(at=now))


def published(at: datetime) -> QuerySet[RuleSet]:
    """The sets whose moment has come at `at` (UTC), the one in force first: the latest publish time that has come and
    was not cancelled, ties by higher number. Everybody who asks what is in force asks here."""
    return RuleSet.objects.filter(publish_at__lte=at, cancellation__isnull=True).order_by("-publish_at", "-number")


def set_in_force(now: datetime) -> RuleSet | None:
    """The published set that prices at `now` (UTC)."""
    return published(now).first()


def sets_to_come(now: datetime) -> QuerySet[RuleSet]:
    """The sets that are scheduled for later than `now` and not cancelled, in the order in which they will come."""
    return RuleSet.objects.filter(publish_at__gt=now, cancellation__isnull=True).order_by("publish_at", "number")


def approval_required() -> bool:
    """Whether the company's policy wants a second person before a publish."""
    return PublishingPolicy.objects.filter(pk=1, approval_required=True).exists()


def surcharge_cap() -> int:
    """Above how many cents of surcharges on one day the heat map warns."""
    kept: int | None = SurchargeCap.objects.filter(pk=1).values_list("cents", flat=True).first()
    return USUAL_CAP_CENTS if kept is None else kept


def is_published(slug: str) -> bool:
    """Whether any set, in force or not, names this rule: its slug then stays as it is."""
    rows = RuleSet.objects.order_by("-number").values_list("rules", flat=True)
    return any(rule.get("slug") == slug for rules in rows.iterator(chunk_size=8) for rule in rules)


def draft_rules() -> list[dict[str, Any]]:
    """The draft in the form of import and export."""
    return [rule.as_json() for rule in Rule.objects.all()]


def draft_digest() -> str:
    """By which a page knows whether the draft changed since it was opened."""
    return rules_digest(draft_rules())


def rules_digest(rules: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of the rules in a form that the order of rows and keys does not change."""
    ordered = sorted(rules, key=lambda rule: str(rule.get("slug")))
    return hashlib.sha256(json.dumps(ordered, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sentence(rule: Mapping[str, Any], vocabulary: Vocabulary) -> RuleSentence:
    """A rule of any set or of the draft, in plain English."""
    words, problem = "", ""
    try:
        words = rule_words(rule_from_json(dict(rule), vocabulary, check_choices=False), vocabulary)
    except RuleErrors as found:
        problem = str(found)
    return RuleSentence(
        slug=str(rule.get("slug", "")),
        name=str(rule.get("name", "")),
        active=rule.get("active") is not False,
        priority=int(rule.get("priority") or 0),
        group=str(rule.get("group") or ""),
        words=words,
        reason=str(rule.get("reason") or ""),
        note=str(rule.get("note") or ""),
        problem=problem,
    )


def changes(
    before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]], vocabulary: Vocabulary
) -> tuple[RuleChange, ...]:
    """What is different in `after`, rule by rule, in the order of slugs; empty when the two say the same."""
    return told(differences(before, after), vocabulary)
