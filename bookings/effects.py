"""What bookings do outside, by name: the outbox calls these after commit. All may be repeated under Stripe's keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from bookings.operations import messages
from bookings.operations.settlement import apply_kept_event, settle_intent
from bookings.payments.gateway import GatewayRefused
from bookings.payments.intents import CANCEL_INTENT, SETTLE_INTENT, cancel_intent
from bookings.payments.refunds import SEND_REFUND, refuse_refund, send_refund
from bookings.payments.snapshot import FailureSnapshot
from foundation.audit.actor import Actor
from foundation.outbox.handlers import register

# Stripe may be away for hours, and repeats even its own error under a key until it forgets the key after a day: the
# last attempt comes later than that. Then staff see the effect as failed and can try it again
PATIENT = (60, 300, 1800, 7200, 21600, 43200, 43200)


def register_effects() -> None:
    """Declare the handlers; called once, when Django is ready."""
    register(CANCEL_INTENT, on_cancel_intent, repeat="safe", delays=PATIENT)
    register(SETTLE_INTENT, on_settle_intent, repeat="safe", delays=PATIENT)
    register(SEND_REFUND, on_send_refund, repeat="safe", delays=PATIENT)


def on_cancel_intent(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Cancel an intent whose booking waits no longer; one paid in that moment is settled instead."""
    intent_id = cancel_intent(UUID(payload["payment"]))
    if intent_id is not None:
        settle_intent(intent_id, actor=Actor.system(), now=now)


def on_settle_intent(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Apply an event that came while Stripe did not answer."""
    failure = FailureSnapshot(**payload["failure"]) if payload.get("failure") else None
    apply_kept_event(event_id=payload["event"], intent_id=payload["intent"], failure=failure, now=now)


def on_send_refund(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Send a refund and settle what Stripe makes of it; staff hear of one that Stripe will not send."""
    refund_id = UUID(payload["refund"])
    try:
        intent_id = send_refund(refund_id, now=now)
    except GatewayRefused as refusal:
        intent_id = _refused(refund_id, str(refusal), now)
    settle_intent(intent_id, actor=Actor.system(), now=now)


def _refused(refund_id: UUID, why: str, now: datetime) -> str:
    refund = refuse_refund(refund_id, why=f"Stripe says: {why}", now=now)
    booking = refund.payment.booking
    messages.refund_failed(booking, amount_cents=refund.amount_cents, why=why, refund=str(refund.pk), now=now)
    return refund.payment.intent_id or ""
