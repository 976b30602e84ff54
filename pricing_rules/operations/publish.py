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
from pricing_rules.queries import draft_rules, published
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
    content = checked_draft(seen, terms=terms, actor=actor, now=now)
    with in_turn():
        if locked_policy().approval_required:
            raise ApprovalNeeded
        refuse_another_draft(content.digest)
        return publish_content(content, terms=terms, people=People(actor.user_id), actor=actor, now=now)


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


@dataclass(frozen=True, slots=True)
class Content:
    """Rules that passed the checks, and what the checks found. Made before the turn begins: checking takes a while,
    and on SQLite a transaction keeps every other writer waiting."""

    rules: Sequence[Mapping[str, Any]]
    digest: str
    checked: Checked


def checked_draft(seen: str | None, *, terms: Terms, actor: Actor, now: datetime) -> Content:
    """The draft as it stands, checked. Raises PublishRefused, LookAgain where it is not the one that was `seen`."""
    rules = draft_rules()
    if seen is not None and seen != loading.digest(rules):
        raise LookAgain
    return checked_content(rules, terms=terms, actor=actor, now=now)


def checked_content(rules: Sequence[Mapping[str, Any]], *, terms: Terms, actor: Actor, now: datetime) -> Content:
    """These rules, with every check passed or answered by the terms. Raises PublishRefused."""
    if terms.publish_at is not None:
        refuse_past(terms.publish_at, now)
    checked = check(rules, catalogue_vocabulary(read_catalogue(at=now)), now=now)
    if checked.problems:
        raise RulesFaulty(checked.problems)
    if checked.personal and not terms.confirm_personal:
        raise PersonalFactsUnconfirmed
    if checked.failing:
        may_override = has_right(actor, OVERRIDE_RIGHT)
        if not may_override or not terms.override_reason.strip():
            raise CasesFail(checked.failing, may_override=may_override)
    return Content(rules, loading.digest(rules), checked)


def not_before_the_last(now: datetime) -> datetime:
    """`now`, or the moment of the last publish where somebody whose clock was read later had their turn first: what is
    published last is in force, and whoever comes second sees what the first one did."""
    last = RuleSet.objects.order_by("-number").values_list("created_at", flat=True).first()
    return max(now, last) if last is not None else now


def refuse_another_draft(digest: str) -> None:
    """Lock the draft, inside a turn. Raises LookAgain where it is not the one that was checked."""
    if digest != loading.digest([rule.as_json() for rule in Rule.objects.select_for_update()]):
        raise LookAgain


def publish_content(
    content: Content,
    *,
    terms: Terms,
    people: People,
    actor: Actor,
    now: datetime,
    copied_from: int | None = None,
) -> RuleSet:
    """Write what was checked as the next set, inside the caller's turn. Raises PublishRefused."""
    moment = terms.publish_at or not_before_the_last(now)
    cancelled = cancel_sets(terms.cancels, reason="Replaced by another set", actor=actor, now=now)
    before = published(moment).first()
    refuse_the_same(content, before, coming=terms.publish_at is not None)
    checked = content.checked
    written = write_set(
        rules=content.rules,
        publish_at=moment,
        actor=Actor(people.publisher_id, actor.label, actor.via),
        now=now,
        note=terms.note,
        copied_from=copied_from,
        override_reason=terms.override_reason if checked.failing else "",
        approved_by_id=people.approver_id,
    )
    changes = differences(before.rules if before else [], content.rules)
    record(
        verb="rule_set.published" if terms.publish_at is None else "rule_set.scheduled",
        actor=actor,
        target=written,
        now=now,
        data={
            "number": written.number,
            "before": before.number if before else None,
            "publish_at": moment,
            "rules": len(content.rules),
            "changes": [f"{one.slug}: {one.kind}" for one in changes[:500]],
            "personal_facts": checked.personal,
            "cancelled": cancelled,
            "copied_from": copied_from,
            "override": {"reason": terms.override_reason, "cases": [result.case.name for result in checked.failing]}
            if checked.failing
            else None,
        },
    )
    return written


def refuse_the_same(content: Content, before: RuleSet | None, *, coming: bool) -> None:
    """Raises NothingToPublish where the set before says the same."""
    if before is not None and before.digest == content.digest:
        raise NothingToPublish(before.number, coming=coming)


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
