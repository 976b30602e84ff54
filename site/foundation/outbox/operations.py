"""Writing effects, and trying again what staff decided on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django_q.tasks import async_task

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.outbox.models import DrainRequest, Effect

DRAIN = "foundation.outbox.worker.drain"

log = logging.getLogger(__name__)


class NotRetryable(ValueError):
    """Only a failed or unclear effect can be tried again by hand."""


def enqueue(
    *, key: str, handler: str, payload: Mapping[str, Any], now: datetime, run_after: datetime | None = None
) -> Effect:
    """Write an outside act into the transaction that causes it; after its commit the worker is woken.

    The same `key` again gives the first effect back and changes nothing, so a repeated cause acts once. `payload` is
    JSON and holds references, not personal values. `now` and `run_after` are UTC.
    Raises TransactionManagementError outside a transaction, where cause and effect could part.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An effect must be written in the transaction that causes it")
    effect = Effect(key=key, handler=handler, payload=dict(payload), created_at=now, due_at=run_after or now)
    Effect.objects.bulk_create([effect], ignore_conflicts=True)
    _wake_after_commit()
    return Effect.objects.get(key=key)


@transaction.atomic
def retry(*, effect_id: int, actor: Actor, now: datetime) -> Effect:
    """Staff's decision that a failed or unclear effect be tried again, now, with all its attempts before it.

    Raises NotRetryable, in words, in every other state.
    """
    effect = Effect.objects.select_for_update().get(pk=effect_id)
    if effect.state not in (Effect.State.FAILED, Effect.State.UNCLEAR):
        raise NotRetryable(f"This effect is {effect.get_state_display().lower()}, so there is nothing to try again")
    record(verb="effect.retried", actor=actor, target=effect, now=now, data={"was": effect.state})
    effect.state, effect.attempts, effect.due_at, effect.settled_at = Effect.State.WAITING, 0, now, None
    effect.save(update_fields=["state", "attempts", "due_at", "settled_at"])
    _wake_after_commit()
    return effect


def wake() -> None:
    """See to it that a drain begins after this moment: ask the task queue for one, unless one is asked for already.

    A wake that is lost only costs time: a schedule drains every minute too.
    """
    if not _ask():
        return
    try:
        async_task(DRAIN, save=False)
    except Exception:
        begin_drain()
        log.exception("The worker could not be woken; the next scheduled drain will do")


def begin_drain() -> None:
    """A drain that begins now: what is caused from here on may need another."""
    DrainRequest.objects.filter(pk=1, is_open=True).update(is_open=False)


def _ask() -> bool:
    """Whether it is this caller who has to ask: of several at once, exactly one."""
    asked = DrainRequest.objects.filter(pk=1).values_list("is_open", flat=True).first()
    if asked is None:
        DrainRequest.objects.bulk_create([DrainRequest(pk=1)], ignore_conflicts=True)
    return not asked and DrainRequest.objects.filter(pk=1, is_open=False).update(is_open=True) == 1


def _wake_after_commit() -> None:
    connection = transaction.get_connection()
    already = any(function is wake for _, function, *_ in connection.run_on_commit)
    if not already:  # one wake a transaction, however many effects it wrote
        transaction.on_commit(wake)
