"""What has happened to a booking, in a customer's words, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking, BookingState
from foundation.money import dollars
from web.booking.pay_views import moment

SAYS = {
    BookingState.AWAITING_APPROVAL: ("Request received", "Our team confirms this one by hand."),
    BookingState.PENDING: ("Booking received", "The van was held while you pay."),
    BookingState.CONFIRMED: ("Booking confirmed", "The van is reserved for you."),
    BookingState.IN_PROGRESS: ("The crew has started", ""),
    BookingState.COMPLETED: ("Delivered", ""),
    BookingState.DELIVERY_FAILED: ("A stop could not be made", "We are in touch about a new date."),
    BookingState.CANCELLED: ("Booking cancelled", ""),
    BookingState.EXPIRED: ("The time to pay ran out", "The held date was released."),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline; `at` is UTC, `when` New York's words for it."""

    at: datetime
    when: str
    title: str
    text: str


def events(booking: Booking) -> list[Event]:
    """Each state reached, and the money that came or went back."""
    found: list[Event] = []
    last = ""
    for row in booking.history.order_by("history_date", "history_id").values("history_date", "state"):
        if row["state"] != last and row["state"] in SAYS:
            title, text = SAYS[row["state"]]
            at = booking.created_at if not found else row["history_date"]
            found.append(_event(at, title, text))
        last = row["state"]
    for payment in booking.payments.all():
        if payment.succeeded_at is not None:
            card = f"{payment.card_brand.title()} ending {payment.card_last4}" if payment.card_last4 else ""
            found.append(_event(payment.succeeded_at, f"Paid {dollars(payment.amount_cents)}", card))
        if payment.settled_as == "returned":
            found.append(_event(payment.updated_at, "Your money is on its way back", payment.returned_because))
    return sorted(found, key=lambda event: event.at, reverse=True)


def _event(at: datetime, title: str, text: str) -> Event:
    return Event(at, moment(at), title, text)
