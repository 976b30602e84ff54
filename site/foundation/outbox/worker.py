"""Carrying effects out: claim one, do it outside any transaction, settle it (docs/adr/0003).

Any number of workers may drain at once, on PostgreSQL and on SQLite. A claim is a lease: a worker that is killed
leaves it behind, and whoever drains after it ran out decides by the handler's `repeat`.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from foundation.clock import utc_now
from foundation.outbox import handlers
from foundation.outbox.models import Effect
from foundation.outbox.operations import begin_drain, wake

LEASE = timedelta(minutes=3)
"""How long an attempt may take: longer than the task queue lets any task live (`checks.py`), so it is dead by then."""

SLICE_SECONDS = 30.0
"""A drain starts nothing after this long and asks for another drain, so that the queue's timeout cuts no effect off."""

CUT_OFF = "The worker was stopped while doing this"
ERROR_LENGTH = 1000

State = Effect.State
log = logging.getLogger(__name__)


def drain() -> int:
    """The one function that the task queue runs: do what is due until nothing is. Gives how many attempts were made."""
    deadline = time.monotonic() + SLICE_SECONDS
    begin_drain()
    _settle_cut_off(utc_now())
    attempts = 0
    while _attempt_next(utc_now()):
        attempts += 1
        if time.monotonic() > deadline:
            wake()
            break
    return attempts


def drain_now(now: datetime) -> int:
    """Do everything that is due at `now` (UTC), as a drain would at that moment. For commands and tests."""
    _settle_cut_off(now)
    attempts = 0
    while _attempt_next(now):
        attempts += 1
    return attempts


def _attempt_next(now: datetime) -> bool:
    effect = _claim(now)
    if effect is None:
        return False
    try:
        handlers.registration(effect.handler).function(effect.payload, key=effect.key, now=now)
    except handlers.Retry as expected:
        log.warning("Effect %s (%s) is to be tried again: %s", effect.pk, effect.handler, expected)
        _settle_error(effect, expected, now)
    except Exception as error:
        log.exception("Effect %s (%s) did not succeed", effect.pk, effect.handler)
        _settle_error(effect, error, now)
    else:
        _settle(effect, State.DONE, now)
    return True


def _claim(now: datetime) -> Effect | None:
    """Take the effect that is due longest. Rows that another worker is taking are skipped, never waited for."""
    with transaction.atomic():
        due = Effect.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "id")
        effect = due.select_for_update(skip_locked=True).first()
        if effect is None:
            return None
        effect.state = State.RUNNING
        effect.claim = uuid.uuid4()
        effect.leased_until = now + LEASE
        effect.attempts += 1
        effect.save(update_fields=["state", "claim", "leased_until", "attempts"])
        return effect


def _settle_error(effect: Effect, error: Exception, now: datetime) -> None:
    words = f"{type(error).__name__}: {error}" if not isinstance(error, handlers.Retry) else str(error)
    if _repeats(effect) or isinstance(error, handlers.Retry | handlers.UnknownHandler):
        _retry_or_fail(effect, words, now)
    else:
        _settle(effect, State.UNCLEAR, now, words)


def _settle_cut_off(now: datetime) -> None:
    for effect in Effect.objects.filter(state=State.RUNNING, leased_until__lt=now):
        if not _repeats(effect):
            _settle(effect, State.UNCLEAR, now, CUT_OFF)
        elif effect.attempts > len(_delays(effect)):
            _settle(effect, State.FAILED, now, CUT_OFF)
        else:
            _settle(effect, State.WAITING, now, CUT_OFF, due_at=now)


def _retry_or_fail(effect: Effect, words: str, now: datetime) -> None:
    delays = _delays(effect)
    if effect.attempts > len(delays):
        _settle(effect, State.FAILED, now, words)
    else:
        _settle(effect, State.WAITING, now, words, due_at=now + timedelta(seconds=delays[effect.attempts - 1]))


def _repeats(effect: Effect) -> bool:
    try:
        return handlers.registration(effect.handler).repeat == "safe"
    except handlers.UnknownHandler:
        return False


def _delays(effect: Effect) -> tuple[int, ...]:
    try:
        return handlers.registration(effect.handler).delays
    except handlers.UnknownHandler:
        return handlers.RETRY_DELAYS


def _settle(effect: Effect, state: str, now: datetime, words: str = "", due_at: datetime | None = None) -> None:
    """End the attempt, if it is still this one's: an attempt whose lease was taken away has no say any more."""
    settled = Effect.objects.filter(pk=effect.pk, state=State.RUNNING, claim=effect.claim).update(
        state=state,
        claim=None,
        leased_until=None,
        due_at=due_at or F("due_at"),
        settled_at=None if state == State.WAITING else now,
        last_error=words[:ERROR_LENGTH],
    )
    if not settled:
        log.error("Effect %s was settled by another worker meanwhile", effect.pk)
    elif state in (State.FAILED, State.UNCLEAR):
        log.error("Effect %s (%s) is %s", effect.pk, effect.handler, state)
