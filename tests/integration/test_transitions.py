"""What staff do with a booking: who may, when, what it writes and what it moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_fsm import ConcurrentTransition

from bookings.errors import NotPermitted, SoldOut, TransitionRefused
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations.applying import apply_intent
from bookings.operations.holds import expire_due
from bookings.operations.place import place
from bookings.operations.reviving import revive
from bookings.operations.transitions import approve, cancel, complete, refund_on_cancelling, start
from bookings.payments.models import Payment, Refund
from bookings.payments.snapshot import RefundSnapshot
from bookings.queries import allowed_transitions
from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.notifications.models import Message
from tests.booking_making import (
    CONTACT,
    DROPOFF,
    GUEST,
    NOW,
    PAID_CENTS,
    PICKUP,
    WEBHOOK,
    again,
    charge,
    intent,
    pay,
    placed,
    quote,
    refund,
    seed_business,
    with_intent,
)

LATER = NOW + timedelta(hours=1)
ALBANY = "12207"


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def person(*rights: str) -> User:
    user = User.objects.create_staff(f"{'-'.join(rights) or 'nobody'}@example.com", "long-enough", full_name="Olu Ops")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="bookings"))
    return user


def acting(user: User) -> Actor:
    return Actor(user.pk, user.full_name, "admin", ip="198.51.100.4")


def waiting_for_approval() -> Booking:
    given = quote(dropoff={"zip": ALBANY})
    there = type(DROPOFF)(line1="1 State Street", zip=ALBANY)
    return place(quote=given, contact=CONTACT, pickup=PICKUP, dropoff=there, idempotency_key="a", actor=GUEST, now=NOW)


def test_starting_needs_the_right_and_is_audited_with_who_when_and_from_where() -> None:
    booking = placed()
    pay(booking)
    user = person("start_booking")
    start(booking_id=booking.pk, actor=acting(user), now=LATER)
    assert again(booking).state == BookingState.IN_PROGRESS
    entry = AuditEntry.objects.select_related("origin").get(verb="booking.started")
    assert (entry.actor_id, entry.at, entry.via, entry.origin.ip) == (user.pk, LATER, "admin", "198.51.100.4")


ACTS: list[tuple[Callable[..., Any], str]] = [
    (start, "start_booking"),
    (complete, "complete_booking"),
    (approve, "approve_booking"),
    (lambda **given: cancel(**given, reason="Why not"), "cancel_booking"),
]


@pytest.mark.parametrize(("act", "right"), ACTS)
def test_without_the_right_nothing_happens(act: Callable[..., Any], right: str) -> None:
    booking = waiting_for_approval() if right == "approve_booking" else placed()
    if right != "approve_booking":
        pay(booking)
    before = again(booking).state
    every_other = {"start_booking", "complete_booking", "cancel_booking", "approve_booking", "change_booking"} - {right}
    if right == "complete_booking":
        every_other = {"change_booking"}
    for actor in (acting(person(*every_other)), Actor(None, "Guest", "site"), Actor(None, "System", "admin")):
        with pytest.raises(NotPermitted) as refused:
            act(booking_id=booking.pk, actor=actor, now=LATER)
        assert isinstance(refused.value, PermissionDenied)
        assert "You may not do this" in str(refused.value)
    assert again(booking).state == before


def test_an_impossible_transition_says_why_in_words() -> None:
    booking = placed()
    with pytest.raises(TransitionRefused) as refused:
        start(booking_id=booking.pk, actor=Actor.system(), now=LATER)
    assert refused.value.message == f"{booking.reference} is awaiting payment, so it cannot be started."


def test_whoever_comes_second_hears_that_it_is_done_not_that_he_may_not() -> None:
    booking = placed()
    pay(booking)
    user = person("start_booking")
    start(booking_id=booking.pk, actor=acting(user), now=LATER)
    with pytest.raises(TransitionRefused, match="is in progress, so it cannot be started"):
        start(booking_id=booking.pk, actor=acting(user), now=LATER)


def test_a_completion_without_a_start_records_the_start_first() -> None:
    booking = placed()
    pay(booking)
    complete(booking_id=booking.pk, actor=Actor.system(), now=LATER)
    assert again(booking).state == BookingState.COMPLETED
    verbs = AuditEntry.objects.filter(target_id=str(booking.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["booking.started", "booking.completed"]
    with pytest.raises(TransitionRefused, match="is completed, so it cannot be completed"):
        complete(booking_id=booking.pk, actor=Actor.system(), now=LATER)


def test_only_what_this_person_may_do_now_is_offered() -> None:
    booking = placed()
    assert [t.name for t in allowed_transitions(booking, person("start_booking", "cancel_booking"))] == ["cancel"]
    pay(booking)
    booking = again(booking)
    both = User.objects.get(email="start_booking-cancel_booking@example.com")
    offered = allowed_transitions(booking, both)
    assert [(t.name, t.label, t.needs_reason) for t in offered] == [
        ("start", "Start job", False),
        ("cancel", "Cancel booking", True),
    ]
    assert all(t.confirmation for t in offered)
    assert allowed_transitions(booking, person("view_booking")) == ()


def test_approving_takes_a_24_hour_hold_and_mails_the_payment_link() -> None:
    booking = waiting_for_approval()
    approve(booking_id=booking.pk, actor=acting(person("approve_booking")), now=LATER)
    assert again(booking).state == BookingState.PENDING
    assert CapacityClaim.objects.get(booking=booking).expires_at == LATER + timedelta(hours=24)
    assert f"/book/pay/{booking.token}/" in Message.objects.get(template="booking_approved").text
    pay(booking, LATER + timedelta(hours=23))
    assert again(booking).state == BookingState.CONFIRMED


def test_approving_fails_where_no_van_has_room() -> None:
    booking = waiting_for_approval()
    for _ in range(6):
        placed()
    with pytest.raises(SoldOut, match="Agree on another date"):
        approve(booking_id=booking.pk, actor=Actor.system(), now=NOW)
    assert again(booking).state == BookingState.AWAITING_APPROVAL


def test_a_day_gone_by_cannot_be_approved() -> None:
    booking = waiting_for_approval()
    with pytest.raises(TransitionRefused, match="time of the pickup has passed"):
        approve(booking_id=booking.pk, actor=Actor.system(), now=NOW + timedelta(days=60))


@pytest.mark.parametrize(
    ("days_before", "hours", "percent"), [(20, 0, 100), (3, 0, 100), (3, -1, 50), (1, 0, 50), (1, -1, 0), (0, -3, 0)]
)
def test_cancelling_returns_by_the_policy(days_before: int, hours: int, percent: int) -> None:
    booking = placed()
    pay(booking)
    # The window starts Saturday, June 27 at 8 AM in New York: 12:00 UTC
    starts = NOW.replace(month=6, day=27, hour=12, minute=0)
    when = starts - timedelta(days=days_before, hours=hours)
    owed = refund_on_cancelling(again(booking), now=when)
    cancel(booking_id=booking.pk, reason="Plans changed", actor=acting(person("cancel_booking")), now=when)
    refunded = sum(Refund.objects.values_list("amount_cents", flat=True))
    assert owed == refunded == (PAID_CENTS * percent + 50) // 100
    assert again(booking).state == BookingState.CANCELLED
    assert not CapacityClaim.objects.live(when).exists()
    assert ("We are returning" in Message.objects.get(template="booking_cancelled").text) is (percent > 0)


def told(payment: Payment, *refunds: RefundSnapshot) -> None:
    apply_intent(intent(payment, "succeeded", refunds=refunds), actor=WEBHOOK, now=LATER)


@pytest.mark.parametrize("status", ["pending", "succeeded"])
def test_what_goes_back_already_is_not_returned_a_second_time_by_cancelling(status: str) -> None:
    booking = placed()
    payment = pay(booking)
    told(payment, refund("re_dashboard", 40_000, status))
    half = NOW.replace(month=6, day=26, hour=11)  # 25 hours before the window
    assert refund_on_cancelling(again(booking), now=half) == 99_188 - 40_000
    assert refund_on_cancelling(again(booking), now=LATER) == PAID_CENTS - 40_000
    cancel(booking_id=booking.pk, reason="Plans changed", actor=Actor.system(), now=LATER)
    assert again(booking).state == BookingState.CANCELLED
    assert sum(Refund.objects.values_list("amount_cents", flat=True)) == PAID_CENTS


def test_money_that_is_on_its_way_back_for_another_reason_does_not_keep_a_booking_from_being_cancelled() -> None:
    booking = placed()
    old = with_intent(booking, NOW)
    expire_due(now=LATER)
    revive(booking_id=booking.pk, quote=quote(LATER), actor=GUEST, now=LATER)
    told(old)  # paid under the old quote: returned, the refund not sent yet
    new = with_intent(again(booking), LATER, "pi_new")
    paid = intent(new, "succeeded", charge=charge(new, id="ch_new", balance_transaction="txn_new"))
    apply_intent(paid, actor=WEBHOOK, now=LATER)
    assert again(booking).state == BookingState.CONFIRMED
    assert refund_on_cancelling(again(booking), now=LATER) == PAID_CENTS
    cancel(booking_id=booking.pk, reason="Plans changed", actor=Actor.system(), now=LATER)
    assert set(Refund.objects.values_list("cause", "amount_cents")) == {
        (f"returned:{old.pk}", PAID_CENTS),
        (f"cancelled:{new.pk}", PAID_CENTS),
    }


def test_staff_may_cancel_without_returning_money() -> None:
    booking = placed()
    pay(booking)
    cancel(booking_id=booking.pk, reason="No show", actor=Actor.system(), now=LATER, refund="none")
    assert not Refund.objects.exists()
    assert again(booking).cancel_reason == "No show"


def test_cancelling_needs_a_reason() -> None:
    booking = placed()
    with pytest.raises(TransitionRefused, match="Say why"):
        cancel(booking_id=booking.pk, reason="  ", actor=Actor.system(), now=LATER)
    assert again(booking).state == BookingState.PENDING


def test_a_stale_copy_cannot_overwrite_a_transition() -> None:
    booking = placed()
    pay(booking)
    mine, theirs = again(booking), again(booking)
    mine.start()
    mine.save()
    theirs.cancel()
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        theirs.save()
    assert again(booking).state == BookingState.IN_PROGRESS
