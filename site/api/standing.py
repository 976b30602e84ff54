"""How a booking stands, for programs: state, what happened when, the payment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.links import tracking_url
from bookings.models import Booking, BookingState
from bookings.payments.models import Payment, Settlement
from bookings.queries import hold_of


def standing(booking: Booking, *, now: datetime) -> dict[str, Any]:
    """A booking of `booking_by_token` in the shape of BookingOut. Two queries; timestamps are UTC."""
    payments = list(booking.payments.all())  # newest first
    hold = hold_of(booking, now)
    return {
        "number": booking.reference,
        "state": booking.state,
        "state_label": BookingState(booking.state).label,
        "service": booking.service,
        "pickup_date": booking.pickup_date.isoformat() if booking.pickup_date else None,
        "window": booking.window or None,
        "total_cents": booking.total_cents,
        "held_until": hold.lapses_at if hold else None,
        "payment": _payment(payments[0]) if payments else None,
        "timeline": sorted([*_states(booking), *_money(payments)], key=lambda event: event["at"]),
        "tracking_url": tracking_url(booking),
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {"state": payment.state, "amount_cents": payment.amount_cents, "paid_at": payment.succeeded_at}


def _states(booking: Booking) -> list[dict[str, Any]]:
    """Each state when it was reached, from the booking's own history."""
    reached: list[dict[str, Any]] = []
    last = ""
    for row in booking.history.order_by("history_date", "history_id").values("history_date", "state"):
        if row["state"] != last:
            at = row["history_date"] if reached else booking.created_at
            reached.append(_event(at, "state", row["state"], BookingState(row["state"]).label))
        last = row["state"]
    return reached


def _money(payments: list[Payment]) -> list[dict[str, Any]]:
    events = []
    for payment in payments:
        if payment.succeeded_at is not None:
            events.append(_event(payment.succeeded_at, "payment", "paid", "Payment received"))
        if payment.settled_as == Settlement.RETURNED:
            events.append(_event(payment.updated_at, "payment", "returned", "The money is on its way back"))
        events += [
            _event(attempt.at, "payment", "failed", attempt.message) for attempt in payment.failed_attempts.all()
        ]
    return events


def _event(at: datetime, kind: str, name: str, label: str) -> dict[str, Any]:
    return {"at": at, "kind": kind, "name": name, "label": label}
