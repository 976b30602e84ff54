"""What a payment's state at Stripe does to the booking: one idempotent function, forward moves only (5-payments.md).

Whatever came first, twice, late or never, the same state at Stripe leaves the same state here, and the same ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bookings.models import Booking, BookingState
from bookings.operations import messages
from bookings.operations.attempts import note_failures, wait_or_fail, waits_for
from bookings.operations.confirming import confirm, pickup_is_over, secure_room
from bookings.operations.holds import end_wait
from bookings.operations.locks import lock_booking
from bookings.payments import ledger, refunds
from bookings.payments.intents import WAITING
from bookings.payments.models import LedgerEntry, Payment, PaymentState, Refund, Settlement
from bookings.payments.snapshot import ChargeSnapshot, FailureSnapshot, IntentSnapshot
from foundation.audit.actor import Actor
from foundation.audit.operations import record

TOO_LATE = "The time of the pickup had passed before the payment came."
DATE_GONE = "The date was taken after the time to pay had run out."
CANCELLED = "The booking had been cancelled before the payment came."
PAID_ALREADY = "The booking had been paid already."
OTHER_AMOUNT = "The amount paid is not the booking's price."
OTHER_QUOTE = "The booking's price has changed since the payment was begun."


@transaction.atomic
def apply_intent(
    intent: IntentSnapshot,
    *,
    actor: Actor,
    now: datetime,
    source_event: str = "",
    failures: Sequence[FailureSnapshot] = (),
) -> Payment | None:
    """Bring payment, booking and ledger up to what `intent` says. None where the intent is not one of ours.

    `failures` are refused attempts that an event told of, besides the last one that the intent itself remembers.
    """
    found = _ours(intent)
    if found is None:
        return None
    booking = lock_booking(found.booking_id)
    payment = Payment.objects.select_for_update().get(pk=found.pk)
    payment.booking = booking
    if payment.intent_id is None:
        payment.intent_id = intent.id
    news = note_failures(payment, [*failures, *([intent.failure] if intent.failure else [])], now)
    if intent.status == "succeeded" and intent.charge is not None:
        _succeed(payment, booking, intent, intent.charge, actor=actor, now=now, source_event=source_event)
    elif payment.state in WAITING:
        wait_or_fail(payment, booking, intent, news=news, actor=actor, now=now)
    payment.updated_at = now
    payment.save()
    return payment


def _ours(intent: IntentSnapshot) -> Payment | None:
    """The payment of an intent; by its metadata where the event overtook the note of the intent's name."""
    payment = Payment.objects.filter(intent_id=intent.id).first()
    if payment is not None:
        return payment
    try:
        booking, quote = UUID(intent.metadata.get("booking", "")), UUID(intent.metadata.get("quote", ""))
    except ValueError:
        return None
    return Payment.objects.filter(booking=booking, quote=quote, intent_id__isnull=True).first()


def _succeed(
    payment: Payment,
    booking: Booking,
    intent: IntentSnapshot,
    charge: ChargeSnapshot,
    *,
    actor: Actor,
    now: datetime,
    source_event: str,
) -> None:
    _write_charge(payment, charge, actor=actor, now=now, source_event=source_event)
    payment.charge_id, payment.card_brand, payment.card_last4 = charge.id, charge.card_brand, charge.card_last4
    payment.failure_code = payment.failure_message = ""
    if payment.succeeded_at is None:
        payment.succeeded_at = now
        payment.state = PaymentState.SUCCEEDED
        payment.save()
        data = {"payment": str(payment.pk), "amount_cents": charge.amount_captured, "event": source_event}
        record(verb="payment.succeeded", actor=actor, target=booking, now=now, data=data)
    if not payment.settled_as:
        _settle(payment, booking, intent, charge, actor=actor, now=now, source_event=source_event)
    for told in intent.refunds:
        failed = refunds.apply_refund(payment, told, actor=actor, now=now, source_event=source_event)
        if failed is not None:
            _alert(booking, failed, now)
    payment.state = refunds.state_after(payment, ledger.balance(payment))


def _write_charge(payment: Payment, charge: ChargeSnapshot, *, actor: Actor, now: datetime, source_event: str) -> None:
    ledger.write(
        payment,
        LedgerEntry.Kind.CHARGE,
        amount_cents=charge.amount_captured,
        object_id=charge.id,
        actor=actor,
        now=now,
        source_event=source_event,
    )
    if charge.fee_cents is not None:
        ledger.write(
            payment,
            LedgerEntry.Kind.FEE,
            amount_cents=-charge.fee_cents,
            object_id=charge.balance_transaction,
            actor=actor,
            now=now,
            source_event=source_event,
        )


def _settle(
    payment: Payment,
    booking: Booking,
    intent: IntentSnapshot,
    charge: ChargeSnapshot,
    *,
    actor: Actor,
    now: datetime,
    source_event: str,
) -> None:
    """Decide once what money that came does: confirm the booking, or go back."""
    why = _reason_to_return(payment, booking, intent, now)
    if not why and secure_room(booking, now=now) is None:
        why = DATE_GONE
    if why:
        _return(payment, booking, charge, why=why, actor=actor, now=now)
        return
    payment.settled_as = Settlement.CONFIRMED
    confirm(booking, actor=actor, now=now, source_event=source_event)
    messages.payment_received(booking, amount_cents=charge.amount_captured, payment=str(payment.pk), now=now)


def _reason_to_return(payment: Payment, booking: Booking, intent: IntentSnapshot, now: datetime) -> str:
    """Why quote, amount and booking do not agree; empty where they do. Capacity is looked at last."""
    if booking.state == BookingState.CANCELLED:
        return CANCELLED
    if booking.state not in (BookingState.PENDING, BookingState.EXPIRED):
        return PAID_ALREADY
    if payment.quote_id != booking.quote_id:
        return OTHER_QUOTE
    prices = {payment.amount_cents, booking.total_cents, booking.quote.total_cents}
    if intent.currency != payment.currency or prices != {intent.amount_received}:
        return OTHER_AMOUNT
    return TOO_LATE if pickup_is_over(booking, now) else ""


def _return(
    payment: Payment, booking: Booking, charge: ChargeSnapshot, *, why: str, actor: Actor, now: datetime
) -> None:
    payment.settled_as, payment.returned_because = Settlement.RETURNED, why
    payment.save()
    left = ledger.balance(payment).kept - _known_to_be_back(payment, charge)
    if left > 0:
        refunds.owe_refund(
            payment,
            amount_cents=left,
            cause=f"returned:{payment.pk}",
            reason=Refund.Reason.OTHER,
            note=why,
            actor=actor,
            now=now,
        )
    data = {"payment": str(payment.pk), "amount_cents": charge.amount_captured, "why": why}
    record(verb="payment.returned", actor=actor, target=booking, now=now, data=data)
    messages.money_returned(booking, amount_cents=charge.amount_captured, why=why, payment=str(payment.pk), now=now)
    if waits_for(payment, booking):
        end_wait(booking, why="money_returned", actor=actor, now=now)


def _known_to_be_back(payment: Payment, charge: ChargeSnapshot) -> int:
    """What Stripe has sent back already of a charge that is new to our ledger."""
    return max(0, charge.amount_refunded - ledger.balance(payment).refunded)


def _alert(booking: Booking, refund: Refund, now: datetime) -> None:
    messages.refund_failed(
        booking, amount_cents=refund.amount_cents, why=refund.failure_message, refund=str(refund.pk), now=now
    )
