"""An expired booking is taken up again under a new quote with a new hold; money for the old one goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.errors import QuoteExpired, SoldOut, TransitionRefused, Unavailable
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations.applying import OTHER_QUOTE, apply_intent
from bookings.operations.holds import expire_due
from bookings.operations.reviving import revive
from bookings.payments.models import Payment
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
