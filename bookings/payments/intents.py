"""The PaymentIntent of a booking: made once its booking is committed, read for the pay page, cancelled when over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bookings.models import Booking, BookingState
from bookings.payments import gateway
from bookings.payments.models import Payment, PaymentState
from bookings.payments.snapshot import IntentSnapshot
from foundation.outbox.operations import enqueue

CANCEL_INTENT = "payments.cancel_intent"
SETTLE_INTENT = "payments.settle_intent"
WAITING = (PaymentState.PENDING, PaymentState.FAILED, PaymentState.PROCESSING)


def payment_of(booking: Booking, *, now: datetime) -> Payment:
    """The payment of a locked booking under its quote, written down now where there was none."""
    payment = Payment.objects.filter(booking=booking, quote_id=booking.quote_id).first() or Payment.objects.create(
        booking=booking,
        quote_id=booking.quote_id,
        amount_cents=booking.total_cents,
        created_at=now,
        updated_at=now,
    )
    payment.booking = booking
    return payment


def ensure_intent(payment: Payment, *, now: datetime) -> tuple[Payment, IntentSnapshot]:
    """A payment's intent at Stripe, made now where there was none, and the payment that names it.

    The amount is the stored quote's; the idempotency key is booking and quote, so a second caller, or a retry after a
    lost answer, finds the same intent. Never inside a transaction. Raises PaymentUnavailable; gateway.GatewayRefused.
    """
    if payment.intent_id:
        return payment, gateway.read_intent(payment.intent_id)
    booking = payment.booking
    intent = gateway.create_intent(
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        description=f"{booking.reference} {booking.service_label}",
        receipt_email=booking.contact_email,
        metadata={"booking": str(booking.pk), "number": booking.reference, "quote": str(payment.quote_id)},
        idempotency_key=f"{booking.pk}:{payment.quote_id}",
    )
    return note_intent(payment, intent, now=now), intent


@transaction.atomic
def note_intent(payment: Payment, intent: IntentSnapshot, *, now: datetime) -> Payment:
    """Write down that Stripe made this intent for a payment; gives booking and payment as they stand now."""
    booking = Booking.objects.select_for_update().get(pk=payment.booking_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.intent_id is None:
        payment.intent_id, payment.updated_at = intent.id, now
        payment.save(update_fields=["intent_id", "updated_at"])
    if booking.state != BookingState.PENDING or booking.quote_id != payment.quote_id:
        cancel_later(payment, now=now)  # the booking's wait ended while the intent was being made
    payment.booking = booking
    return payment


def cancel_later(payment: Payment, *, now: datetime) -> None:
    """Write the effect that cancels a payment's intent. Call inside the transaction that ends the booking's wait."""
    if payment.intent_id and payment.state in WAITING:
        payload = {"payment": str(payment.pk)}
        enqueue(key=f"cancel_intent:{payment.intent_id}", handler=CANCEL_INTENT, payload=payload, now=now)


def settle_later(
    intent_id: str, *, key: str, now: datetime, event: str = "", failure: dict[str, Any] | None = None
) -> None:
    """Write the effect that asks Stripe again how an intent stands; `failure` is what the event told of an attempt."""
    payload = {"intent": intent_id, "event": event, "failure": failure}
    enqueue(key=f"settle:{key}", handler=SETTLE_INTENT, payload=payload, now=now)


def cancel_intent(payment_id: UUID) -> str | None:
    """Cancel at Stripe; gives the intent to settle by, whatever Stripe answered: it may have been paid in that moment.

    May be repeated. Raises PaymentUnavailable while Stripe does not answer.
    """
    intent_id = Payment.objects.values_list("intent_id", flat=True).get(pk=payment_id)
    if intent_id is None:
        return None
    try:
        gateway.cancel_intent(intent_id)
    except gateway.GatewayRefused:
        return intent_id
    return intent_id
