"""Hearing from Stripe: the webhook, which is the truth, and the return page, which asks once so that nobody waits.

Both read the intent anew, outside any transaction, and hand it to the one function that applies it.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bookings.errors import PaymentUnavailable, WebhookRefused
from bookings.models import Booking
from bookings.operations.applying import apply_intent
from bookings.payments import gateway
from bookings.payments.intents import settle_later
from bookings.payments.models import Payment, PaymentEvent, Refund
from bookings.payments.snapshot import FailureSnapshot
from foundation.audit.actor import Actor

log = logging.getLogger(__name__)

__all__ = ["apply_intent", "apply_kept_event", "receive_webhook", "settle_booking", "settle_intent"]

# charge.updated brings the fee, refund.* and charge.refunded* what went back
HEARD = ("payment_intent.", "charge.succeeded", "charge.updated", "charge.refund", "refund.")


def receive_webhook(*, payload: bytes, signature: str, now: datetime) -> PaymentEvent:
    """Verify, write down and apply one event; a second delivery finds it applied and does nothing.

    Raises WebhookRefused (unsigned, wrongly signed, older than five minutes, unreadable): answer 400. Where Stripe
    does not answer just now, the event is kept and applied by an effect.
    """
    try:
        event = gateway.read_event(payload, signature)
    except WebhookRefused as refusal:
        log.warning("A Stripe event was refused: %s", refusal)
        raise
    about = event.data.object
    intent_id = _intent_of(about)
    row = _write_down(event, intent_id, now)
    if row.applied_at is not None:
        return row
    if not intent_id or not event.type.startswith(HEARD):
        return _applied(row, None, "not for us", now)
    failure = gateway.failure_of(about) if event.type == "payment_intent.payment_failed" else None
    actor = Actor.system("webhook")
    try:
        payment = settle_intent(intent_id, actor=actor, now=now, source_event=event.id, failure=failure)
    except PaymentUnavailable:
        return _applied_later(row, intent_id, failure, now)
    return _applied(row, payment, _outcome(payment), now)


def apply_kept_event(*, event_id: str, intent_id: str, failure: FailureSnapshot | None, now: datetime) -> None:
    """Apply an event that was kept because Stripe did not answer. Raises PaymentUnavailable while it still does not."""
    actor = Actor.system("webhook")
    payment = settle_intent(intent_id, actor=actor, now=now, source_event=event_id, failure=failure)
    for row in PaymentEvent.objects.filter(event_id=event_id, applied_at__isnull=True):
        _applied(row, payment, _outcome(payment), now)


def settle_booking(*, booking_id: UUID, actor: Actor, now: datetime) -> Booking:
    """Ask Stripe how the booking's newest payment stands, apply it, and give the booking as it is then.

    Raises PaymentUnavailable; the webhook will bring it.
    """
    payment = Payment.objects.filter(booking=booking_id, intent_id__isnull=False).order_by("-created_at").first()
    if payment is not None and payment.intent_id:
        settle_intent(payment.intent_id, actor=actor, now=now)
    return Booking.objects.select_related("quote", "customer").get(pk=booking_id)


def settle_intent(
    intent_id: str,
    *,
    actor: Actor,
    now: datetime,
    source_event: str = "",
    failure: FailureSnapshot | None = None,
) -> Payment | None:
    """Read an intent from Stripe and apply it; None where it is not ours. Raises PaymentUnavailable."""
    # A refund that a bank sends back leaves no trace on the charge, so those we know of are always looked at
    known = Refund.objects.filter(payment__intent_id=intent_id).exists()
    try:
        intent = gateway.read_intent(intent_id, with_refunds=known)
    except gateway.GatewayRefused as refusal:
        log.error("Stripe does not give intent %s: %s", intent_id, refusal)
        return None
    told = (failure,) if failure is not None else ()
    return apply_intent(intent, actor=actor, now=now, source_event=source_event, failures=told)


def _intent_of(about: Any) -> str:
    """The PaymentIntent that an event's object is, or belongs to."""
    kind = getattr(about, "object", "")
    if kind == "payment_intent":
        return str(about.id)
    named = getattr(about, "payment_intent", None) if kind in ("charge", "refund") else None
    return str(getattr(named, "id", named) or "")


def _write_down(event: Any, intent_id: str, now: datetime) -> PaymentEvent:
    row, _ = PaymentEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "type": event.type[:80],
            "object_id": intent_id or str(getattr(event.data.object, "id", ""))[:80],
            "livemode": bool(event.livemode),
            "created_at": datetime.fromtimestamp(event.created, tz=UTC),
            "received_at": now,
        },
    )
    return row


def _outcome(payment: Payment | None) -> str:
    return payment.state if payment else "not ours"


def _applied(row: PaymentEvent, payment: Payment | None, outcome: str, now: datetime) -> PaymentEvent:
    row.payment, row.applied_at, row.outcome = payment, now, outcome
    row.save(update_fields=["payment", "applied_at", "outcome"])
    return row


@transaction.atomic
def _applied_later(row: PaymentEvent, intent_id: str, failure: FailureSnapshot | None, now: datetime) -> PaymentEvent:
    """Stripe does not answer: what the event said is kept in an effect, which asks again."""
    settle_later(intent_id, key=row.event_id, event=row.event_id, failure=asdict(failure) if failure else None, now=now)
    row.outcome = "waits for Stripe"
    row.save(update_fields=["outcome"])
    return row
