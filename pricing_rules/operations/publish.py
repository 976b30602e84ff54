"""Publishing: the draft becomes the next numbered set (3-pricing-rules.md, "Rule sets, drafts, publishing")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules import loading
from pricing_rules.engine.rules import Rule as PureRule
from pricing_rules.engine.rules import RuleErrors, rule_from_json, set_errors
from pricing_rules.engine.rules import RuleSet as PureRuleSet
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule, RuleSet
from pricing_rules.quoting.words import catalogue_vocabulary

PUBLISH_RIGHT = "pricing_rules.publish_ruleset"


class PublishRefused(Exception):
    """The draft was not published; the message says why, for the manager."""


class DraftFaulty(PublishRefused):
    """Rules of the draft that cannot be evaluated."""

    def __init__(self, problems: Sequence[DraftProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.name}: {problem.message}" for problem in problems))


class PersonalFactsUnconfirmed(PublishRefused):
    """A rule that is on asks about the person, and nobody confirmed that quotes will carry the notice."""

    def __init__(self) -> None:
        super().__init__(
            "A rule that is switched on uses personal facts, so every quote will carry the notice that New York's "
            "Algorithmic Pricing Disclosure Act asks for. Confirm this to publish"
        )


class NothingToPublish(PublishRefused):
    """The draft is word for word the set in force."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The draft is the same as rule set {number}, which is in force")


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """Where a rule of the draft is wrong: its slug and name, the path inside it, and what to do."""

    slug: str
    name: str
    path: str
    message: str


def draft_problems(rules: Sequence[Rule], vocabulary: Vocabulary) -> list[DraftProblem]:
    """Everything that structural validation finds in these rules; empty when they can be published."""
    problems: list[DraftProblem] = []
    read: list[PureRule] = []
    for rule in rules:
        try:
            read.append(rule_from_json(rule.as_json(), vocabulary))
        except RuleErrors as found:
            problems += [DraftProblem(rule.slug, rule.name, error.path, error.message) for error in found.errors]
    if not problems:
        problems = [DraftProblem("", "The draft", error.path, error.message) for error in set_errors(read)]
    return problems


def publish_now(*, actor: Actor, now: datetime, note: str, confirm_personal: bool = False) -> RuleSet:
    """Publish the draft as the next number, in force from `now` (UTC).

    Needs the right `pricing_rules.publish_ruleset`: raises PermissionDenied. Raises PublishRefused, in words: a faulty
    rule, a personal fact that nobody confirmed, a draft that changes nothing, another publish in the same moment.
    """
    user = get_user_model().objects.filter(pk=actor.user_id).first()
    if user is None or not user.has_perm(PUBLISH_RIGHT):
        raise PermissionDenied("Publishing rule sets needs the right to do so")
    try:
        return _publish(actor=actor, now=now, note=note, confirm_personal=confirm_personal)
    except IntegrityError as clash:
        raise PublishRefused("Somebody else published in the same moment. Look at their set and try again") from clash


@transaction.atomic
def _publish(*, actor: Actor, now: datetime, note: str, confirm_personal: bool) -> RuleSet:
    vocabulary = catalogue_vocabulary(read_catalogue(at=now))
    rules = list(Rule.objects.select_for_update())
    problems = draft_problems(rules, vocabulary)
    if problems:
        raise DraftFaulty(problems)
    as_json = [rule.as_json() for rule in rules]
    pure: PureRuleSet = loading.from_json(as_json, vocabulary, number=None)
    if pure.uses_personal_facts and not confirm_personal:
        raise PersonalFactsUnconfirmed
    _refuse_the_same(as_json, now)
    published = write_set(rules=as_json, publish_at=now, actor=actor, now=now, note=note)
    record(
        verb="rule_set.published",
        actor=actor,
        target=published,
        now=now,
        data={"number": published.number, "rules": len(rules), "personal_facts": pure.uses_personal_facts},
    )
    return published


def write_set(
    *, rules: Sequence[Mapping[str, Any]], publish_at: datetime, actor: Actor, now: datetime, note: str
) -> RuleSet:
    """The next number with this content; the database refuses a number that somebody else took meanwhile."""
    latest = RuleSet.objects.aggregate(latest=Max("number"))["latest"] or 0
    return RuleSet.objects.create(
        number=latest + 1,
        publish_at=publish_at,
        created_at=now,
        published_by_id=actor.user_id,
        note=note,
        rules=list(rules),
        digest=loading.digest(rules),
    )


def _refuse_the_same(rules: Sequence[Mapping[str, Any]], now: datetime) -> None:
    in_force = RuleSet.objects.filter(publish_at__lte=now).order_by("-publish_at", "-number").first()
    if in_force is not None and in_force.digest == loading.digest(rules):
        raise NothingToPublish(in_force.number)
