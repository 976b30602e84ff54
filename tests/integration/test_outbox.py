"""The outbox: written with its cause, woken after commit, retried after 1, 5 and 30 minutes, then shown to staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django_q.models import OrmQ, Schedule

from foundation.audit.actor import Actor
from foundation.audit.queries import timeline
from foundation.clock import utc_now
from foundation.outbox import handlers, worker
from foundation.outbox.checks import lease_outlives_every_task
from foundation.outbox.models import Effect
from foundation.outbox.operations import NotRetryable, enqueue, retry, wake
from foundation.outbox.queries import oldest_waiting_seconds
from foundation.outbox.seed import seed_schedule

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-02T15:00:00+00:00")


class Outside:
    """The outside world: what was done to it, and what it answers next."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.trouble: Exception | None = None

    def __call__(self, payload: dict[str, Any], *, key: str, now: datetime) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.done.append((key, payload))


@pytest.fixture
def outside() -> Iterator[Outside]:
    world = Outside()
    handlers.register("test.safe", world, repeat="safe")
    handlers.register("test.never", world, repeat="never")
    yield world
    for name in ("test.safe", "test.never"):
        handlers._registrations.pop(name)


def put(key: str = "k", handler: str = "test.safe", **named: Any) -> Effect:
    return enqueue(key=key, handler=handler, payload={"n": 1}, now=NOW, **named)


def again(effect: Effect) -> Effect:
    return Effect.objects.get(pk=effect.pk)


def test_an_effect_is_done_once(outside: Outside) -> None:
    effect = put()
    assert worker.drain_now(NOW) == 1
    assert worker.drain_now(NOW) == 0
    assert outside.done == [("k", {"n": 1})]
    assert (again(effect).state, again(effect).settled_at, again(effect).attempts) == ("done", NOW, 1)


def test_the_same_key_gives_the_first_effect_back(outside: Outside) -> None:
    first = put()
    second = enqueue(key="k", handler="test.never", payload={"n": 2}, now=NOW)
    assert second.pk == first.pk
    assert second.payload == {"n": 1}
    worker.drain_now(NOW)
    assert len(outside.done) == 1


def test_what_is_rolled_back_never_happens(outside: Outside) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        put()
        raise RuntimeError("the cause failed")
    assert worker.drain_now(NOW) == 0
    assert outside.done == []


@pytest.mark.django_db(transaction=True)
def test_an_effect_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="in the transaction that causes it"):
        put()


def test_a_commit_wakes_the_worker_once(django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        put("a")
        put("b")
    assert len(callbacks) == 1
    assert OrmQ.objects.get().func() == "foundation.outbox.worker.drain"


def test_while_a_drain_is_asked_for_nobody_asks_again() -> None:
    for _ in range(3):
        wake()
    assert OrmQ.objects.count() == 1
    worker.drain()  # it has begun: what is caused now may come too late for it
    wake()
    assert OrmQ.objects.count() == 2


def test_a_wake_that_failed_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def broken(name: str, **named: Any) -> None:
        asked.append(name)
        raise ConnectionError("no broker")

    monkeypatch.setattr("foundation.outbox.operations.async_task", broken)
    for _ in range(2):
        wake()
    assert len(asked) == 2


def test_a_wake_that_fails_does_not_fail_the_request(
    django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **named: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("foundation.outbox.operations.async_task", broken)
    with django_capture_on_commit_callbacks(execute=True):
        put()
    assert Effect.objects.get().state == "waiting"


def test_nothing_is_done_before_its_time(outside: Outside) -> None:
    put(run_after=NOW + timedelta(hours=1))
    assert worker.drain_now(NOW) == 0
    assert worker.drain_now(NOW + timedelta(hours=1)) == 1


def test_effects_are_done_in_the_order_they_fell_due(outside: Outside) -> None:
    put("late", run_after=NOW + timedelta(minutes=2))
    put("first")
    put("second")
    worker.drain_now(NOW + timedelta(minutes=3))
    assert [key for key, _ in outside.done] == ["first", "second", "late"]


@pytest.mark.parametrize("handler", ["test.safe", "test.never"])
def test_retries_come_after_one_five_and_thirty_minutes_then_staff_see_it(outside: Outside, handler: str) -> None:
    effect = put(handler=handler)
    outside.trouble = handlers.Retry("the server is closed")
    at = NOW
    for minutes in (1, 5, 30):
        assert worker.drain_now(at) == 1
        assert again(effect).state == "waiting"
        assert again(effect).due_at == at + timedelta(minutes=minutes)
        assert worker.drain_now(at + timedelta(minutes=minutes, seconds=-1)) == 0
        at += timedelta(minutes=minutes)
    worker.drain_now(at)
    assert (again(effect).state, again(effect).last_error) == ("failed", "the server is closed")
    assert worker.drain_now(at + timedelta(days=1)) == 0


def test_a_safe_act_is_repeated_after_any_error(outside: Outside) -> None:
    effect = put()
    outside.trouble = TimeoutError("no answer")
    worker.drain_now(NOW)
    assert (again(effect).state, again(effect).last_error) == ("waiting", "TimeoutError: no answer")
    outside.trouble = None
    worker.drain_now(NOW + timedelta(minutes=1))
    assert (again(effect).state, again(effect).last_error) == ("done", "")


def test_an_act_that_must_not_repeat_is_unclear_after_an_error_that_leaves_it_open(outside: Outside) -> None:
    effect = put(handler="test.never")
    outside.trouble = TimeoutError("no answer")
    worker.drain_now(NOW)
    assert (again(effect).state, again(effect).settled_at) == ("unclear", NOW)
    outside.trouble = None
    assert worker.drain_now(NOW + timedelta(days=1)) == 0
    assert outside.done == []


def test_one_failure_does_not_hold_up_the_rest(outside: Outside) -> None:
    put("lost", handler="test.nobody")
    put("good")
    worker.drain_now(NOW)
    assert [key for key, _ in outside.done] == ["good"]
    lost = Effect.objects.get(key="lost")
    assert (lost.state, lost.last_error) == (
        "waiting",
        "UnknownHandler: No handler is registered for test.nobody",
    )


@pytest.mark.parametrize(("handler", "state"), [("test.safe", "waiting"), ("test.never", "unclear")])
def test_a_lease_that_ran_out_repeats_only_what_is_safe(outside: Outside, handler: str, state: str) -> None:
    effect = put(handler=handler)
    worker._claim(NOW)  # and then the worker is gone
    assert worker.drain_now(NOW + worker.LEASE) == 0
    worker._settle_cut_off(NOW + worker.LEASE + timedelta(seconds=1))
    assert (again(effect).state, again(effect).last_error) == (state, worker.CUT_OFF)
    worker.drain_now(NOW + worker.LEASE + timedelta(seconds=1))
    assert len(outside.done) == (1 if handler == "test.safe" else 0)


def test_an_act_that_kills_every_worker_is_given_up(outside: Outside) -> None:
    effect, at = put(), NOW
    for _ in range(4):
        assert worker._claim(at) is not None
        at += worker.LEASE + timedelta(seconds=1)
        worker._settle_cut_off(at)
    assert (again(effect).state, again(effect).attempts) == ("failed", 4)


def test_an_attempt_that_lost_its_lease_has_no_say_any_more(outside: Outside) -> None:
    effect = put()
    slow = worker._claim(NOW)
    assert slow is not None
    later = NOW + worker.LEASE + timedelta(seconds=1)
    worker.drain_now(later)
    worker._settle(slow, Effect.State.FAILED, later, "too late")
    assert again(effect).state == "done"


def test_a_claimed_effect_is_nobody_elses(outside: Outside) -> None:
    put()
    assert worker._claim(NOW) is not None
    assert worker._claim(NOW) is None


def test_a_long_drain_hands_over_before_the_queue_would_kill_it(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SLICE_SECONDS", -1.0)
    enqueue(key="a", handler="test.safe", payload={}, now=utc_now())
    enqueue(key="b", handler="test.safe", payload={}, now=utc_now())
    assert worker.drain() == 1
    assert OrmQ.objects.count() == 1


@pytest.mark.parametrize("state", ["failed", "unclear"])
def test_staff_can_have_it_tried_again(outside: Outside, state: str) -> None:
    effect = put(handler="test.never")
    Effect.objects.update(state=state, settled_at=NOW, attempts=4)
    later = NOW + timedelta(hours=1)
    retry(effect_id=effect.pk, actor=Actor(None, "Ann Ops", "admin"), now=later)
    assert worker.drain_now(later) == 1
    assert again(effect).state == "done"
    (line,) = timeline([effect])
    assert (line.sentence, line.actor_label, line.data) == ("Tried an outside act again", "Ann Ops", {"was": state})


@pytest.mark.parametrize(("state", "words"), [("waiting", "is waiting"), ("done", "is done")])
def test_what_did_not_fail_is_not_tried_again(outside: Outside, state: str, words: str) -> None:
    effect = put()
    Effect.objects.update(state=state)
    with pytest.raises(NotRetryable, match=f"This effect {words}, so there is nothing to try again"):
        retry(effect_id=effect.pk, actor=Actor.system(), now=NOW)


@pytest.mark.parametrize("change", [{"state": "lost"}, {"state": "running"}, {"claim": "0" * 32}])
def test_the_database_knows_the_states(change: dict[str, str]) -> None:
    put()
    with pytest.raises(IntegrityError), transaction.atomic():
        Effect.objects.update(**change)


def test_the_longest_wait_counts_only_what_is_due(outside: Outside) -> None:
    assert oldest_waiting_seconds(now=NOW) == 0
    put("waits")
    put("later", run_after=NOW + timedelta(hours=2))
    Effect.objects.filter(pk=put("failed").pk).update(state="failed", due_at=NOW - timedelta(days=1))
    assert oldest_waiting_seconds(now=NOW + timedelta(minutes=4)) == 240


def test_the_schedule_is_seeded_once_and_stays_as_staff_leave_it() -> None:
    assert seed_schedule(now=NOW) == 1
    schedule = Schedule.objects.get()
    assert (schedule.func, schedule.minutes, schedule.repeats) == ("foundation.outbox.worker.drain", 1, -1)
    schedule.delete()
    assert seed_schedule(now=NOW) == 0


@pytest.mark.parametrize(("timeout", "fine"), [(90, True), (20, False), (180, False), (None, False)])
def test_the_queues_timeout_must_fit_the_lease(timeout: int | None, fine: bool) -> None:
    with override_settings(Q_CLUSTER={"timeout": timeout}):
        errors = lease_outlives_every_task(None)
    assert [error.id for error in errors] == ([] if fine else ["outbox.E001"])
