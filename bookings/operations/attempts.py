"""Attempts to pay that have not brought money yet: refused, in flight, cancelled, and what each does to the hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings.capacity import claims
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations import messages
from bookings.operations.holds import end_wait
from bookings.payments.models import FailedAttempt, Payment, PaymentState
from bookings.payments.snapshot import FailureSnapshot, IntentSnapshot
from bookings.payments.words import failure_words
from foundation.audit.actor import Actor
from foundation.audit.operations import record

FAILURES_ALLOWED = 3
BANK_DECIDES = timedelta(days=1)
CUSTOMER_CONFIRMS = timedelta(minutes=10)  # 3-D Secure in the bank's window


def note_failures(payment: Payment, failures: Sequence[FailureSnapshot], now: datetime) -> bool:
    """Write refused attempts, each once; gives whether one was new."""
    news = False
    for failure in failures:
        _, new = FailedAttempt.objects.get_or_create(
            payment=payment,
            attempt=failure.attempt,
            defaults={"code": failure.decline_code or failure.code, "message": failure_words(failure), "at": now},
        )
        news = news or new
    return news


def wait_or_fail(
    payment: Payment, booking: Booking, intent: IntentSnapshot, *, news: bool, actor: Actor, now: datetime
) -> None:
    """Bring a payment without money up to what its intent says; `news`: an attempt was refused that nobody knew of.

    The third refusal releases the hold; a payment in flight keeps it; both only where the booking waits for this one.
    """
    was_processing = payment.state == PaymentState.PROCESSING
    last = FailedAttempt.objects.filter(payment=payment).last()
    if last is not None:
        payment.failure_code, payment.failure_message = last.code, last.message
    if intent.status == "canceled":
        payment.state = PaymentState.CANCELED
    elif intent.status == "processing":
        payment.state = PaymentState.PROCESSING
    elif last is not None:
        payment.state = PaymentState.FAILED
    payment.save()
    pending = waits_for(payment, booking)
    if news and last is not None:
        data = {"payment": str(payment.pk), "code": last.code}
        record(verb="payment.failed", actor=actor, target=booking, now=now, data=data)
    if pending and intent.status != "processing" and payment.failed_attempts.count() >= FAILURES_ALLOWED:
        end_wait(booking, why="third_failure", actor=actor, now=now)
        _tell_failed(payment, booking, released=True, now=now)
    elif pending and intent.status == "canceled":
        end_wait(booking, why="payment_canceled", actor=actor, now=now)
    elif pending and intent.status == "processing":
        if not was_processing:  # asking again does not begin the day anew
            _keep(booking, until=now + BANK_DECIDES, now=now)
    elif pending and intent.status == "requires_action":
        _keep(booking, until=now + CUSTOMER_CONFIRMS, now=now, once=True)
    elif pending:
        _keep(booking, until=None, now=now)
        if was_processing and news:  # the customer has left the page in good faith
            _tell_failed(payment, booking, released=False, now=now)


def waits_for(payment: Payment, booking: Booking) -> bool:
    """Whether the booking waits for this very payment, and not for one of a later quote."""
    return booking.state == BookingState.PENDING and payment.quote_id == booking.quote_id


def _keep(booking: Booking, *, until: datetime | None, now: datetime, once: bool = False) -> None:
    """A hold lives on while a payment is in flight, and no longer; one whose room is gone is not brought back."""
    claim = claims.current(booking)
    if claim is None or claim.kind != CapacityClaim.Kind.HOLD or claim.in_flight_until == until:
        return
    if once and claim.in_flight_until is not None:
        return
    if until is not None and claim.day is not None and claim.van_id is not None:
        claims.lock_day(claim.day)
        if not claims.still_fits(claim, now=now):
            return
    claim.in_flight_until = until
    claim.save(update_fields=["in_flight_until"])


def _tell_failed(payment: Payment, booking: Booking, *, released: bool, now: datetime) -> None:
    messages.payment_failed(
        booking, reason=payment.failure_message, payment=str(payment.pk), released=released, now=now
    )
