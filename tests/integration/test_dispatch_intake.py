"""Dispatch takes a confirmed booking in once, whenever the worker comes, and lets a cancelled one go."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from bookings.models import Booking, BookingState
from bookings.operations.transitions import cancel, start
from dispatch.effects import handle_take_in, handle_withdraw
from dispatch.models import Stop, StopState
from dispatch.operations.intake import take_in, withdraw
from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.outbox.models import Effect
from tests.booking_making import NOW, again, pay, placed, seed_business

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
WORKER = Actor.system()


@pytest.fixture
def booking() -> Booking:
    seed_business()
    made = placed()
    pay(made)
    return again(made)


@pytest.fixture
def staff() -> Actor:
    user = User.objects.create_staff("olivia@totetaxi.example", full_name="Olivia Chen")
    rights = Permission.objects.filter(codename__in=["start_booking", "cancel_booking"])
    user.user_permissions.set(rights)
    return Actor(user_id=user.pk, label="Olivia Chen", via="admin", ip="203.0.113.9")


def states(booking: Booking) -> list[tuple[str, str]]:
    return sorted(Stop.objects.filter(booking=booking).values_list("kind", "state"))


def test_confirmation_asks_dispatch_once(booking: Booking) -> None:
    effects = Effect.objects.filter(handler="dispatch.take_in")
    assert [effect.payload for effect in effects] == [{"booking": str(booking.pk)}]


def test_each_address_becomes_a_stop_within_four_hours_of_the_window(booking: Booking) -> None:
    stops = take_in(booking_id=booking.pk, actor=WORKER, now=LATER)
    assert [stop.kind for stop in stops] == ["pickup", "dropoff"]
    for stop in stops:
        assert stop.window_until - stop.window_from == timedelta(hours=4)
        assert stop.window_from.astimezone(UTC).minute == 0
    assert AuditEntry.objects.filter(verb="dispatch.taken_in", target_id=str(booking.pk)).count() == 1


def test_taking_in_twice_changes_nothing(booking: Booking) -> None:
    payload = {"booking": str(booking.pk)}
    handle_take_in(payload, key="one", now=LATER)
    handle_take_in(payload, key="one", now=LATER + timedelta(minutes=9))
    assert states(booking) == [("dropoff", "created"), ("pickup", "created")]
    assert AuditEntry.objects.filter(verb="dispatch.taken_in").count() == 1


def test_the_database_keeps_a_stop_single(booking: Booking) -> None:
    stop = take_in(booking_id=booking.pk, actor=WORKER, now=LATER)[0]
    stop.pk = None
    stop._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        stop.save(force_insert=True)


def test_a_job_started_before_the_worker_came_still_gets_its_stops(booking: Booking, staff: Actor) -> None:
    start(booking_id=booking.pk, actor=staff, now=LATER)
    take_in(booking_id=booking.pk, actor=WORKER, now=LATER)
    assert len(states(booking)) == 2


def test_a_booking_that_waits_for_payment_is_not_taken_in() -> None:
    seed_business()
    made = placed()
    assert take_in(booking_id=made.pk, actor=WORKER, now=LATER) == []


def test_cancelling_withdraws_the_stops(booking: Booking, staff: Actor) -> None:
    take_in(booking_id=booking.pk, actor=WORKER, now=LATER)
    cancel(booking_id=booking.pk, reason="House not ready", actor=staff, now=LATER)
    assert Effect.objects.get(handler="dispatch.withdraw").payload == {"booking": str(booking.pk)}
    handle_withdraw({"booking": str(booking.pk)}, key="one", now=LATER)
    handle_withdraw({"booking": str(booking.pk)}, key="one", now=LATER)
    assert states(booking) == [("dropoff", "cancelled"), ("pickup", "cancelled")]
    assert AuditEntry.objects.filter(verb="dispatch.withdrawn").count() == 1


def test_what_is_done_stays_done_when_a_booking_is_withdrawn(booking: Booking, staff: Actor) -> None:
    pickup = take_in(booking_id=booking.pk, actor=WORKER, now=LATER)[0]
    pickup.state = StopState.COMPLETED
    pickup.save()
    cancel(booking_id=booking.pk, reason="House not ready", actor=staff, now=LATER)
    assert withdraw(booking_id=booking.pk, actor=WORKER, now=LATER) == 1
    assert states(booking) == [("dropoff", "cancelled"), ("pickup", "completed")]


def test_a_standing_booking_is_never_withdrawn(booking: Booking) -> None:
    take_in(booking_id=booking.pk, actor=WORKER, now=LATER)
    assert withdraw(booking_id=booking.pk, actor=WORKER, now=LATER) == 0
    assert again(booking).state == BookingState.CONFIRMED


def test_cancelling_before_payment_asks_dispatch_nothing(staff: Actor) -> None:
    seed_business()
    made = placed()
    cancel(booking_id=made.pk, reason="Changed my mind", actor=staff, now=LATER)
    assert not Effect.objects.filter(handler__startswith="dispatch.").exists()
