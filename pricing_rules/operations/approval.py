"""A second person: a manager asks that the draft be published, another one decides (docs/adr/0010).

A request is for the draft as it stood: when the draft changes, the request is void, and says so.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.notifications.operations import queue_email
from pricing_rules.models import PublishRequest, RequestState, RuleSet
from pricing_rules.operations.alert import publishers
from pricing_rules.operations.publish import (
    PUBLISH_RIGHT,
    People,
    Terms,
    checked_content,
    checked_draft,
    in_turn,
    locked_policy,
    publish_content,
    refuse_another_draft,
    refuse_the_same,
)
from pricing_rules.operations.refusals import LookAgain, PublishRefused
from pricing_rules.operations.rights import require_right
from pricing_rules.operations.schedule import moment_words
from pricing_rules.queries import draft_digest, draft_rules, published, rules_digest

ASKED, DECIDED = "publish_asked", "publish_decided"


def ask(*, terms: Terms, actor: Actor, now: datetime, seen: str | None = None) -> PublishRequest:
    """Ask that the draft be published on these terms. It passes the same checks as a publish, so that nobody is asked
    for what could not be done. Raises PublishRefused in words, also while another request for this draft waits."""
    person = require_right(actor, PUBLISH_RIGHT)
    content = checked_draft(seen, terms=terms, actor=actor, now=now)
    moment = terms.publish_at or now
    refuse_the_same(content, published(moment).first(), coming=moment > now)
    with in_turn():
        if not locked_policy().approval_required:
            raise PublishRefused("No second person is needed: publish yourself")
        refuse_another_draft(content.digest)
        _make_room(content.digest, actor=actor, now=now)
        request = PublishRequest.objects.create(
            asked_at=now,
            asked_by=person,
            digest=content.digest,
            publish_at=terms.publish_at,
            note=terms.note,
            confirm_personal=terms.confirm_personal,
            override_reason=terms.override_reason if content.checked.failing else "",
            cancels=list(terms.cancels),
        )
        _record("publish_request.asked", request, actor, now)
        for user in publishers():
            if user.pk != person.pk:
                _mail(ASKED, request, user, now=now)
    return request


def approve(*, request: PublishRequest, answer: str, actor: Actor, now: datetime) -> RuleSet:
    """Publish what was asked for. Not for the person who asked: PermissionDenied. Raises PublishRefused, and LookAgain
    where the draft changed since, which makes the request void. A moment that has passed means at once."""
    person = _second_person(request, actor)
    rules = draft_rules()
    if rules_digest(rules) != request.digest:
        with in_turn():
            _close(_waiting(request), RequestState.VOID, person, "", actor=actor, now=now)
        raise LookAgain("The draft that this request is for")
    late = request.publish_at is not None and request.publish_at <= now
    terms = Terms(
        note=request.note,
        publish_at=None if late else request.publish_at,
        confirm_personal=request.confirm_personal,
        override_reason=request.override_reason,
        cancels=tuple(request.cancels),
    )
    content = checked_content(rules, terms=terms, actor=actor, now=now)
    with in_turn():
        locked_policy()
        waiting = _waiting(request)
        refuse_another_draft(content.digest)
        people = People(waiting.asked_by_id, person.pk)
        waiting.rule_set = publish_content(content, terms=terms, people=people, actor=actor, now=now)
        _close(waiting, RequestState.APPROVED, person, answer, actor=actor, now=now)
    return waiting.rule_set


def decline(*, request: PublishRequest, answer: str, actor: Actor, now: datetime) -> None:
    """Say no, and why. Not for the person who asked, who withdraws instead."""
    person = _second_person(request, actor)
    if not answer.strip():
        raise PublishRefused("Say why, so that your colleague knows what to change")
    with in_turn():
        _close(_waiting(request), RequestState.DECLINED, person, answer, actor=actor, now=now)


def withdraw(*, request: PublishRequest, actor: Actor, now: datetime) -> None:
    """Take one's own request back."""
    person = require_right(actor, PUBLISH_RIGHT)
    if request.asked_by_id != person.pk:
        raise PermissionDenied("Only the person who asked can withdraw")
    with in_turn():
        _close(_waiting(request), RequestState.WITHDRAWN, person, "", actor=actor, now=now)


def open_request() -> PublishRequest | None:
    """The request that waits, if any; it may be for a draft that has changed since (`is_outdated`)."""
    return PublishRequest.objects.filter(state=RequestState.OPEN).select_related("asked_by").first()


def is_outdated(request: PublishRequest) -> bool:
    """Whether the draft is not the one that the request is for."""
    return request.state == RequestState.OPEN and request.digest != draft_digest()


def _second_person(request: PublishRequest, actor: Actor) -> User:
    person: User = require_right(actor, PUBLISH_RIGHT)
    if request.asked_by_id == person.pk:
        raise PermissionDenied("Nobody approves or declines what they asked for themselves")
    return person


def _waiting(request: PublishRequest) -> PublishRequest:
    row = PublishRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != RequestState.OPEN:
        raise PublishRefused(f"This request is {RequestState(row.state).label.lower()} already")
    return row


def _make_room(digest: str, *, actor: Actor, now: datetime) -> None:
    """A request for an older draft gives way; one for this very draft is enough."""
    waiting = PublishRequest.objects.select_for_update().filter(state=RequestState.OPEN).first()
    if waiting is None:
        return
    if waiting.digest == digest:
        raise PublishRefused(f"{waiting.asked_by} has asked for this already. It waits for a second person")
    _close(waiting, RequestState.VOID, None, "", actor=actor, now=now)


def _close(
    request: PublishRequest, state: RequestState, person: User | None, answer: str, *, actor: Actor, now: datetime
) -> None:
    request.state, request.answer, request.decided_at = state, answer.strip(), now
    request.decided_by = person
    request.save()
    _record(f"publish_request.{state.value}", request, actor, now)
    if state != RequestState.WITHDRAWN:
        _mail(DECIDED, request, request.asked_by, now=now)


def _record(verb: str, request: PublishRequest, actor: Actor, now: datetime) -> None:
    number = request.rule_set.number if request.rule_set else None
    data = {"publish_at": request.publish_at, "note": request.note, "answer": request.answer, "rule_set": number}
    record(verb=verb, actor=actor, target=request, now=now, data=data)


def _mail(kind: str, request: PublishRequest, user: User, *, now: datetime) -> None:
    context = {
        "person": str(request.asked_by if kind == ASKED else request.decided_by or "Nobody"),
        "when": moment_words(request.publish_at) if request.publish_at else "at once",
        "link": f"{settings.SITE_URL}/admin/pricing_rules/publishrequest/{request.pk}/change/",
    }
    if kind == ASKED:
        context["note"] = request.note or "No note"
    else:
        context |= {"decision": _decision(request), "answer": request.answer or "No words with it"}
    queue_email(
        event_key=f"{kind}:{request.pk}:{request.state}:{user.pk}",
        template=kind,
        to=user.email,
        context=context,
        target=request,
        now=now,
    )


def _decision(request: PublishRequest) -> str:
    if request.state == RequestState.VOID:
        return "void, because the draft changed since"
    return RequestState(request.state).label.lower()
