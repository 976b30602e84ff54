"""What staff, and the system, do with a booking: approve, start, complete, cancel. Each audited, under its lock."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db import transaction

from bookings.capacity import claims
from bookings.capacity.need import NeedUnknown, need_of
from bookings.errors import SoldOut, TransitionRefused
from bookings.models import Booking, BookingState
from bookings.operations import messages
from bookings.operations.confirming import (
    WITHDRAW,
    confirm,
    pickup_is_over,
    secure_room,
    tell_dispatch,
    window_is_full,
)
from bookings.operations.locks import lock_booking
from bookings.operations.permission import require
from bookings.payments import ledger
from bookings.payments.intents import cancel_later
from bookings.payments.models import Payment, Refund, Settlement
from bookings.payments.refunds import owe_refund, under_way
from bookings.queries import hours_before
from catalog.queries import catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.money import percent_of

LEAST_CHARGE_CENTS = 100


@transaction.atomic
def start(*, booking_id: UUID, actor: Actor, now: datetime) -> Booking:
    """A driver has started. Raises NotPermitted, TransitionRefused."""
    booking = lock_booking(booking_id)
    require(booking, "start", actor)
    booking.start()
    _save(booking, now)
    record(verb="booking.started", actor=actor, target=booking, now=now)
    return booking


@transaction.atomic
def complete(*, booking_id: UUID, actor: Actor, now: datetime) -> Booking:
    """Delivered. One that was never recorded as started is started first, each act with its own entry.

    Raises NotPermitted, TransitionRefused.
    """
    booking = lock_booking(booking_id)
    if booking.state == BookingState.CONFIRMED:
        require(booking, "start", actor)
        booking.start()
        record(verb="booking.started", actor=actor, target=booking, now=now, data={"with": "completion"})
    require(booking, "complete", actor)
    booking.complete()
    _save(booking, now)
    record(verb="booking.completed", actor=actor, target=booking, now=now)
    return booking


@transaction.atomic
def approve(*, booking_id: UUID, actor: Actor, now: datetime) -> Booking:
    """Take a 24-hour hold (policy) and ask for payment, or confirm at once where nothing is to be paid.

    Raises NotPermitted, TransitionRefused, SoldOut where no van has room any more.
    """
    booking = lock_booking(booking_id)
    require(booking, "approve", actor)
    if 0 < booking.total_cents < LEAST_CHARGE_CENTS:
        raise TransitionRefused("A total between 1 and 99 cents cannot be charged. Override the price first.")
    if pickup_is_over(booking, now):
        raise TransitionRefused("The time of the pickup has passed. Ask the customer for another one.")
    what_is_sold = catalogue(at=now)
    try:
        need = need_of(booking.quote.request, what_is_sold)
    except NeedUnknown as error:
        raise TransitionRefused(f"{error}, so nobody can say which van takes this.") from error
    van = None
    if not need.is_nothing and booking.pickup_date is not None:
        claims.lock_day(booking.pickup_date)
        van = claims.find_room(need, booking.pickup_date, now=now)
        if van is None or window_is_full(booking, now=now):
            raise SoldOut("No van has room on that date any more. Agree on another date with the customer.")
    hold_until = now + timedelta(minutes=what_is_sold.policy.link_hold_minutes)
    claims.hold(booking, need, van, day=booking.pickup_date, expires_at=hold_until, now=now)
    booking.approve()
    booking.approved_at = now
    _save(booking, now)
    record(verb="booking.approved", actor=actor, target=booking, now=now, data={"van": van and van.name})
    if booking.total_cents == 0:
        secure_room(booking, now=now)
        confirm(booking, actor=actor, now=now)
    messages.booking_approved(booking, hold_until=hold_until if booking.total_cents else None, now=now)
    return booking


@transaction.atomic
def cancel(
    *, booking_id: UUID, reason: str, actor: Actor, now: datetime, refund: Literal["policy", "none"] = "policy"
) -> Booking:
    """Cancel with a reason. What was paid goes back by the cancellation policy, or not at all where staff say so.

    Gives the room back, cancels what is still to be paid and asks dispatch to withdraw its stops.
    Raises NotPermitted, TransitionRefused.
    """
    booking = lock_booking(booking_id)
    require(booking, "cancel", actor)
    if not reason.strip():
        raise TransitionRefused("Say why the booking is cancelled.")
    payments = list(Payment.objects.select_for_update().filter(booking=booking).order_by("pk"))
    claim = claims.current(booking)
    if claim is not None:
        claims.release(claim, now=now)
    was_firm = booking.state in (BookingState.CONFIRMED, BookingState.DELIVERY_FAILED)
    booking.cancel()
    booking.cancel_reason = reason.strip()[:300]
    _save(booking, now)
    back = 0
    for payment in payments:
        payment.booking = booking
        cancel_later(payment, now=now)
        if refund == "policy":
            back += _refund_by_policy(payment, booking, actor=actor, now=now)
    if was_firm:
        tell_dispatch(booking, WITHDRAW, now=now)
    data = {"refund": refund, "refund_cents": back}
    record(verb="booking.cancelled", actor=actor, target=booking, now=now, data=data)
    messages.booking_cancelled(booking, refund_cents=back, now=now)
    return booking


def refund_on_cancelling(booking: Booking, *, now: datetime) -> int:
    """Cents that cancelling at `now` would return by the policy, all payments together."""
    return sum(_policy_cents(payment, booking, now) for payment in Payment.objects.filter(booking=booking))


def _refund_by_policy(payment: Payment, booking: Booking, *, actor: Actor, now: datetime) -> int:
    cents = _policy_cents(payment, booking, now)
    if cents:
        owe_refund(
            payment,
            amount_cents=cents,
            cause=f"cancelled:{payment.pk}",
            reason=Refund.Reason.CUSTOMER_REQUEST,
            note="By the cancellation policy",
            actor=actor,
            now=now,
        )
    return cents


def _policy_cents(payment: Payment, booking: Booking, now: datetime) -> int:
    """The policy's percent of what was captured, less what has gone back already or is on its way; a booking without a
    date: all. Money that confirmed nothing goes back whole for a cause of its own, and is no matter of the policy."""
    if payment.settled_as != Settlement.CONFIRMED:
        return 0
    sums = ledger.balance(payment)
    hours = hours_before(booking, now)
    percent = 100 if hours is None else catalogue(at=now).policy.refund_percent(hours)
    owed = percent_of(sums.captured, Decimal(percent))
    return max(0, owed - sums.refunded - under_way(payment))


def _save(booking: Booking, now: datetime) -> None:
    booking.updated_at = now
    booking.save()
