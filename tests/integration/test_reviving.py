"""An expired booking is taken up again under a new quote with a new hold; money for the old one goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.errors import QuoteExpired, SoldOut, TransitionRefused, Unavailable
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations.applying import OTHER_QUOTE, apply_intent
from bookings.operations.holds import expire_due
from bookings.operations.reviving import revive
from bookings.payments.intents import CANCEL_INTENT, note_intent, payment_of
from bookings.payments.models import Payment
from foundation.outbox.models import Effect
from tests.booking_making import GUEST, NOW, WEBHOOK, again, failure, intent, placed, quote, seed_business, with_intent

LATE = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def expired() -> tuple[Booking, Payment]:
    booking = placed()
    payment = with_intent(booking)
    expire_due(now=LATE)
    return booking, payment


def test_a_new_quote_and_a_new_hold_on_the_same_booking() -> None:
    booking, _ = expired()
    tuesday = quote(LATE, pickup_date="2026-06-30", window="hour_9")
    revive(booking_id=booking.pk, quote=tuesday, actor=GUEST, now=LATE)
    taken_up = again(booking)
    assert (taken_up.state, taken_up.number, taken_up.token) == (BookingState.PENDING, booking.number, booking.token)
    assert (taken_up.total_cents, taken_up.window, str(taken_up.pickup_date)) == (172500, "hour_9", "2026-06-30")
    claim = CapacityClaim.objects.live(LATE).get()
    assert (str(claim.day), claim.expires_at) == ("2026-06-30", LATE + timedelta(minutes=30))
    payment = with_intent(taken_up, LATE, "pi_second")
    apply_intent(intent(payment, "succeeded"), actor=WEBHOOK, now=LATE + timedelta(minutes=1))
    assert again(booking).state == BookingState.CONFIRMED


def test_money_that_comes_for_the_old_quote_goes_back_and_leaves_the_new_hold_alone() -> None:
    booking, old = expired()
    revive(booking_id=booking.pk, quote=quote(LATE), actor=GUEST, now=LATE)
    applied = apply_intent(intent(old, "succeeded"), actor=WEBHOOK, now=LATE)
    assert applied is not None and applied.returned_because == OTHER_QUOTE
    assert again(booking).state == BookingState.PENDING
    assert CapacityClaim.objects.live(LATE).filter(booking=booking).exists()


@pytest.mark.parametrize("status", ["canceled", "processing", "requires_payment_method"])
def test_what_becomes_of_the_old_intent_does_not_touch_the_new_hold(status: str) -> None:
    booking, old = expired()
    revive(booking_id=booking.pk, quote=quote(LATE), actor=GUEST, now=LATE)
    failures = [failure(number) for number in (1, 2, 3)]
    apply_intent(intent(old, status), actor=WEBHOOK, now=LATE, failures=failures)
    assert again(booking).state == BookingState.PENDING
    claim = CapacityClaim.objects.live(LATE).get(booking=booking)
    assert (claim.expires_at, claim.in_flight_until) == (LATE + timedelta(minutes=30), None)


def test_only_an_expired_booking_is_revived_and_only_by_a_new_price_for_the_same_job() -> None:
    booking, _ = expired()
    with pytest.raises(TransitionRefused, match="new price for the same"):
        revive(booking_id=booking.pk, quote=booking.quote, actor=GUEST, now=LATE)
    with pytest.raises(TransitionRefused, match="new price for the same"):
        revive(booking_id=booking.pk, quote=quote(LATE, dropoff={"zip": "11937"}), actor=GUEST, now=LATE)
    with pytest.raises(TransitionRefused, match="nothing is to be revived"):
        revive(booking_id=placed(LATE).pk, quote=quote(LATE), actor=GUEST, now=LATE)


def test_a_quote_that_was_tried_before_is_not_taken_up_again_its_intent_is_over() -> None:
    booking, _ = expired()
    first = booking.quote
    revive(booking_id=booking.pk, quote=quote(LATE), actor=GUEST, now=LATE)
    with_intent(again(booking), LATE, "pi_second")
    later = LATE + timedelta(hours=1)
    expire_due(now=later)
    with pytest.raises(TransitionRefused, match="new price for the same"):
        revive(booking_id=booking.pk, quote=first, actor=GUEST, now=later)
    assert again(booking).state == BookingState.EXPIRED


def test_an_intent_that_was_being_made_while_the_booking_was_taken_up_again_is_cancelled() -> None:
    booking = placed()
    slow = payment_of(booking, now=NOW)  # Stripe takes its time
    expire_due(now=LATE)
    revive(booking_id=booking.pk, quote=quote(LATE), actor=GUEST, now=LATE)
    noted = note_intent(slow, intent(slow, id="pi_slow"), now=LATE)
    assert [effect.payload for effect in Effect.objects.filter(handler=CANCEL_INTENT)] == [{"payment": str(noted.pk)}]


def test_a_revival_is_refused_like_a_booking_is() -> None:
    booking, _ = expired()
    with pytest.raises(QuoteExpired):
        revive(booking_id=booking.pk, quote=quote(NOW), actor=GUEST, now=NOW + timedelta(days=2))
    with pytest.raises(Unavailable, match="Start a new booking"):
        revive(booking_id=booking.pk, quote=quote(LATE, dropoff={"zip": "12207"}), actor=GUEST, now=LATE)
    for _ in range(6):
        placed(LATE)
    with pytest.raises(SoldOut):
        revive(booking_id=booking.pk, quote=quote(LATE), actor=GUEST, now=LATE)
    assert again(booking).state == BookingState.EXPIRED
