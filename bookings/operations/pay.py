"""Getting a booking ready to be paid: what the pay page needs."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bookings.errors import HoldOver, NothingToPay, PaymentUnavailable
from bookings.models import Booking, BookingState
from bookings.operations.applying import apply_intent
from bookings.operations.holds import end_wait_if_over
from bookings.operations.locks import lock_booking
from bookings.payments.gateway import GatewayRefused
from bookings.payments.intents import ensure_intent, payment_of
from bookings.payments.models import Payment
from foundation.audit.actor import Actor

log = logging.getLogger(__name__)

PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(frozen=True, slots=True)
class ReadyPayment:
    """A payment that may be paid now, and the secret by which the payer's own page pays it."""

    payment: Payment
    client_secret: str = field(repr=False)
    publishable_key: str


def ready_to_pay(*, booking_id: UUID, actor: Actor, now: datetime) -> ReadyPayment:
    """Make or find the booking's PaymentIntent; one paid or cancelled meanwhile is settled on the way.

    Raises HoldOver where the time to pay ran out (and ends the wait, worker or no worker), NothingToPay where the
    booking awaits no payment, PaymentUnavailable. Never inside a transaction.
    """
    due = _payment_due(booking_id, actor=actor, now=now)
    if due is None:
        _refuse_unless_pending(booking_id)
        raise NothingToPay
    try:
        payment, intent = ensure_intent(due, now=now)
    except GatewayRefused as refusal:
        log.error("Stripe refuses the payment of booking %s: %s", booking_id, refusal.code)  # words may be personal
        raise PaymentUnavailable from refusal
    if intent.status not in PAYABLE:
        apply_intent(intent, actor=actor, now=now)
        _refuse_unless_pending(booking_id)
        raise NothingToPay("Your payment is with your bank. We write to you as soon as it is confirmed.")
    _refuse_unless_pending(booking_id, payment.quote_id)
    return ReadyPayment(payment, intent.client_secret, settings.STRIPE_PUBLISHABLE_KEY)


@transaction.atomic
def _payment_due(booking_id: UUID, *, actor: Actor, now: datetime) -> Payment | None:
    """The payment that a booking waits for, None where it waits for none. Ends a wait that is over: what is said of
    it comes after the commit."""
    booking = lock_booking(booking_id)
    if not end_wait_if_over(booking, actor=actor, now=now) and booking.state == BookingState.PENDING:
        return payment_of(booking, now=now)
    return None


def _refuse_unless_pending(booking_id: UUID, quote_id: UUID | None = None) -> None:
    """`quote_id`, where given, is the one that the booking must still be waiting under."""
    state, quoted = Booking.objects.values_list("state", "quote_id").get(pk=booking_id)
    if state == BookingState.EXPIRED or (state == BookingState.PENDING and quote_id not in (None, quoted)):
        raise HoldOver
    if state != BookingState.PENDING:
        raise NothingToPay
