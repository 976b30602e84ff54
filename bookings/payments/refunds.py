"""Refunds: owed once for each cause, never more than was captured, sent by an effect, settled by what Stripe says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from bookings.errors import BookingRefused, PaymentUnavailable
from bookings.payments import gateway, ledger
from bookings.payments.models import LedgerEntry, Payment, PaymentState, Refund, RefundState
from bookings.payments.snapshot import RefundSnapshot
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.outbox.handlers import Retry
from foundation.outbox.operations import enqueue

SEND_REFUND = "payments.send_refund"
UNDER_WAY = (RefundState.REQUESTED, RefundState.APPROVED, RefundState.PROCESSING)
COUNTED = (*UNDER_WAY, RefundState.SUCCEEDED)


class RefundTooLarge(BookingRefused):
    """More than is left of what was captured."""

    code = "refund_too_large"
    message = "The refund is larger than what is left of the payment."


def owe_refund(
    payment: Payment, *, amount_cents: int, cause: str, reason: str, note: str, actor: Actor, now: datetime
) -> Refund:
    """Write a refund of the system's own, approved, and the effect that sends it. The same `cause` owes it once.

    Call with the payment's row locked. Raises RefundTooLarge where captured money, less refunds under way, does not
    cover it.
    """
    known = Refund.objects.filter(cause=cause).first()
    if known is not None:
        return known
    if amount_cents + _cents(payment, COUNTED) > ledger.balance(payment).captured:
        raise RefundTooLarge
    refund = Refund.objects.create(
        payment=payment,
        cause=cause,
        amount_cents=amount_cents,
        reason=reason,
        note=note,
        state=RefundState.APPROVED,
        by_system=True,
        created_at=now,
    )
    record(
        verb="refund.owed",
        actor=actor,
        target=payment.booking,
        now=now,
        data={"refund": str(refund.pk), "amount_cents": amount_cents, "cause": cause},
    )
    enqueue(key=f"refund:{refund.pk}", handler=SEND_REFUND, payload={"refund": str(refund.pk)}, now=now)
    return refund


def under_way(payment: Payment) -> int:
    """Cents that are on their way back and do not stand in the ledger yet, whoever asked for them."""
    return _cents(payment, UNDER_WAY)


def _cents(payment: Payment, states: Sequence[str]) -> int:
    sums = Refund.objects.filter(payment=payment, state__in=states).aggregate(cents=Sum("amount_cents"))
    return int(sums["cents"] or 0)


def send_refund(refund_id: UUID, *, now: datetime) -> str:
    """Ask Stripe for the money's return and give the intent's id, to be settled by. May be repeated at any time: the
    idempotency key is the refund's own, and since Stripe forgets keys after a day, its refunds are looked at first.
    Raises Retry while Stripe does not answer.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    intent_id = refund.payment.intent_id or ""
    if refund.state != RefundState.APPROVED:
        return intent_id
    try:
        before = (told for told in gateway.read_refunds(intent_id) if told.metadata.get("refund") == str(refund.pk))
        sent = next(before, None) or gateway.create_refund(
            intent_id=intent_id,
            amount_cents=refund.amount_cents,
            reason=refund.reason,
            metadata={"refund": str(refund.pk), "booking": str(refund.payment.booking_id)},
            idempotency_key=f"refund:{refund.pk}",
        )
    except PaymentUnavailable as error:
        raise Retry("Stripe did not answer; the refund is asked for again") from error
    _note_sent(refund.pk, sent, now=now)
    return intent_id


@transaction.atomic
def _note_sent(refund_id: UUID, sent: RefundSnapshot, *, now: datetime) -> None:
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state == RefundState.APPROVED:
        refund.refund_id, refund.state = sent.id, RefundState.PROCESSING
        refund.save(update_fields=["refund_id", "state"])


@transaction.atomic
def refuse_refund(refund_id: UUID, *, why: str, now: datetime) -> Refund:
    """Stripe will not send it; staff must look."""
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state in (RefundState.APPROVED, RefundState.PROCESSING):
        refund.state, refund.failure_message, refund.settled_at = RefundState.FAILED, why[:500], now
        refund.save(update_fields=["state", "failure_message", "settled_at"])
    return refund


def apply_refund(
    payment: Payment, told: RefundSnapshot, *, actor: Actor, now: datetime, source_event: str
) -> Refund | None:
    """Bring our record of one refund up to what Stripe tells, forward only; gives it back where it failed just now.

    Call with the payment's row locked. A refund that we did not ask for (made in Stripe's own pages) gets a record.
    """
    refund = _ours(payment, told, now)
    over = refund.state == RefundState.FAILED and refund.refund_id == told.id  # Stripe said so itself: no way back
    refund.refund_id = told.id
    refund.save()  # the ledger refers to it
    failed = told.status in ("failed", "canceled")
    if told.status == "succeeded" and not over:
        ledger.write(
            payment,
            LedgerEntry.Kind.REFUND,
            amount_cents=-told.amount,
            object_id=told.id,
            actor=actor,
            now=now,
            source_event=source_event,
            refund=refund,
        )
        if refund.state != RefundState.SUCCEEDED:
            refund.state, refund.settled_at, refund.failure_message = RefundState.SUCCEEDED, now, ""
    elif failed and refund.state != RefundState.FAILED:
        if refund.state == RefundState.SUCCEEDED:  # a bank sent it back after all: the money is ours again
            ledger.write(
                payment,
                LedgerEntry.Kind.ADJUSTMENT,
                amount_cents=told.amount,
                object_id=told.id,
                actor=actor,
                now=now,
                source_event=source_event,
                refund=refund,
            )
        refund.state, refund.settled_at = RefundState.FAILED, now
        refund.failure_message = f"Stripe says: {told.failure_reason or told.status}".replace("_", " ")[:500]
        refund.save()
        return refund
    elif refund.state in (RefundState.REQUESTED, RefundState.APPROVED):
        refund.state = RefundState.PROCESSING
    refund.save()
    return None


def _ours(payment: Payment, told: RefundSnapshot, now: datetime) -> Refund:
    refund = Refund.objects.select_for_update().filter(refund_id=told.id).first()
    if refund is None and told.metadata.get("refund"):
        mine = Refund.objects.select_for_update().filter(payment=payment, refund_id__isnull=True)
        refund = next((row for row in mine if str(row.pk) == told.metadata["refund"]), None)
    if refund is None:
        refund = Refund(
            payment=payment,
            cause=f"stripe:{told.id}",
            amount_cents=told.amount,
            note="Made in Stripe's own pages",
            state=RefundState.PROCESSING,
            created_at=now,
        )
    return refund


def state_after(payment: Payment, sums: ledger.Balance) -> str:
    """A paid payment's state from its sums."""
    if payment.state == PaymentState.DISPUTED:
        return PaymentState.DISPUTED
    if sums.refunded <= 0:
        return PaymentState.SUCCEEDED
    return PaymentState.REFUNDED if sums.refunded >= sums.captured else PaymentState.PARTIALLY_REFUNDED
