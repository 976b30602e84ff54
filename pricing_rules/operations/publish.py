"""Publishing: the draft becomes the next numbered set, at once or at a set time (3-pricing-rules.md, "Rule sets").

A scheduled set needs no worker: it is a row whose moment comes (`pricing_rules.queries.published`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules import loading
from pricing_rules.differences import differences
from pricing_rules.models import PublishingPolicy, Rule, RuleSet
from pricing_rules.operations.publish_checks import Checked, check
from pricing_rules.operations.refusals import (
    ApprovalNeeded,
    CasesFail,
    LookAgain,
    NothingToPublish,
    PersonalFactsUnconfirmed,
    PublishRefused,
    RulesFaulty,
)
from pricing_rules.operations.rights import has_right, require_right
from pricing_rules.operations.schedule import cancel_sets, refuse_past
from pricing_rules.queries import published
from pricing_rules.quoting.words import catalogue_vocabulary

PUBLISH_RIGHT = "pricing_rules.publish_ruleset"
OVERRIDE_RIGHT = "pricing_rules.override_cases"


@dataclass(frozen=True, slots=True)
class Terms:
    """How to publish. publish_at: UTC, None for at once. cancels: numbers of scheduled sets that are called off.

    override_reason: why failing price cases do not matter; it counts only from somebody with the right to override.
    """

    note: str = ""
    publish_at: datetime | None = None
    confirm_personal: bool = False
    override_reason: str = ""
    cancels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Who stands behind a set: who publishes it, and the second person, if one was asked."""

    publisher_id: int | None
    approver_id: int | None = None


def publish_now(*, actor: Actor, now: datetime, note: str, confirm_personal: bool = False) -> RuleSet:
    """Publish the draft as the next number, in force from `now` (UTC). Raises what `publish_draft` raises."""
    return publish_draft(terms=Terms(note=note, confirm_personal=confirm_personal), actor=actor, now=now)


def publish_draft(*, terms: Terms, actor: Actor, now: datetime, seen: str | None = None) -> RuleSet:
    """Publish the draft. `seen` is the digest of the draft that the person looked at; None does not ask.

    Needs the right `pricing_rules.publish_ruleset`: raises PermissionDenied. Raises PublishRefused, in words: a draft
    that changed since, a faulty rule, a personal fact that nobody confirmed, failing price cases, a moment that has
    passed, a draft that changes nothing, the policy that a second person approves, another publish meanwhile.
    """
    require_right(actor, PUBLISH_RIGHT)
    with in_turn():
        if locked_policy().approval_required:
            raise ApprovalNeeded
        rules = locked_draft(seen)
        return publish_rules(rules, terms=terms, people=People(actor.user_id), actor=actor, now=now)


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction in which sets are written; a number that somebody else took meanwhile is told in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise PublishRefused("Somebody else published in the same moment. Look at their set and try again") from clash


def locked_policy() -> PublishingPolicy:
    """The policy's row, locked: whoever writes sets holds it, so that they come one after the other."""
    PublishingPolicy.objects.get_or_create(pk=1)
    return PublishingPolicy.objects.select_for_update().get(pk=1)


def locked_draft(seen: str | None) -> list[dict[str, Any]]:
    """The draft in the exchange form, locked. Raises LookAgain where it is not the one that was `seen`."""
    rules = [rule.as_json() for rule in Rule.objects.select_for_update()]
    if seen is not None and seen != loading.digest(rules):
        raise LookAgain
    return rules


def publish_rules(
    rules: Sequence[Mapping[str, Any]],
    *,
    terms: Terms,
    people: People,
    actor: Actor,
    now: datetime,
    copied_from: int | None = None,
) -> RuleSet:
    """Check these rules and write them as the next set, inside the caller's turn. Raises PublishRefused."""
    if terms.publish_at is not None:
        refuse_past(terms.publish_at, now)
    moment = terms.publish_at or now
    cancelled = cancel_sets(terms.cancels, reason="Replaced by another set", actor=actor, now=now)
    checked = accepted(rules, terms=terms, actor=actor, moment=moment, now=now)
    before = published(moment).first()
    written = write_set(
        rules=rules,
        publish_at=moment,
        actor=Actor(people.publisher_id, actor.label, actor.via),
        now=now,
        note=terms.note,
        copied_from=copied_from,
        override_reason=terms.override_reason if checked.failing else "",
        approved_by_id=people.approver_id,
    )
    record(
        verb="rule_set.scheduled" if moment > now else "rule_set.published",
        actor=actor,
        target=written,
        now=now,
        data={
            "number": written.number,
            "before": before.number if before else None,
            "publish_at": moment,
            "rules": len(rules),
            "changes": [f"{one.slug}: {one.kind}" for one in differences(before.rules if before else [], rules)][:500],
            "personal_facts": checked.personal,
            "cancelled": cancelled,
            "copied_from": copied_from,
            "override": {"reason": terms.override_reason, "cases": [result.case.name for result in checked.failing]}
            if checked.failing
            else None,
        },
    )
    return written


def accepted(
    rules: Sequence[Mapping[str, Any]], *, terms: Terms, actor: Actor, moment: datetime, now: datetime
) -> Checked:
    """The checks, all passed or answered by the terms. Raises PublishRefused."""
    checked = check(rules, catalogue_vocabulary(read_catalogue(at=now)), moment=moment, now=now)
    if checked.problems:
        raise RulesFaulty(checked.problems)
    if checked.same_as is not None:
        raise NothingToPublish(checked.same_as.number, coming=moment > now)
    if checked.personal and not terms.confirm_personal:
        raise PersonalFactsUnconfirmed
    if checked.failing:
        may_override = has_right(actor, OVERRIDE_RIGHT)
        if not may_override or not terms.override_reason.strip():
            raise CasesFail(checked.failing, may_override=may_override)
    return checked


def write_set(
    *,
    rules: Sequence[Mapping[str, Any]],
    publish_at: datetime,
    actor: Actor,
    now: datetime,
    note: str,
    copied_from: int | None = None,
    override_reason: str = "",
    approved_by_id: int | None = None,
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
        copied_from=copied_from,
        override_reason=override_reason,
        approved_by_id=approved_by_id,
    )
