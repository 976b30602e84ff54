"""What has happened to a booking, in a customer's words, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking, BookingState
from foundation.money import dollars
from web.booking import asks
from web.booking.asks import Words
from web.booking.pay_views import moment

Says = Mapping[str, tuple[str, str]]

_SAYS: Says = {
    BookingState.AWAITING_APPROVAL: ("Request received", "Our team confirms this one by hand."),
    BookingState.DELIVERY_FAILED: ("A stop could not be made", "We are in touch about a new date."),
    BookingState.CANCELLED: ("Booking cancelled", ""),
    BookingState.EXPIRED: ("The time to pay ran out", "The held date was released."),
}


def says(words: Words) -> Says:
    """What each state reached is called, for a service with these words."""
    return {
        **_SAYS,
        BookingState.PENDING: ("Booking received", f"{words.held.capitalize()} was held while you pay."),
        BookingState.CONFIRMED: ("Booking confirmed", words.reserved),
        BookingState.IN_PROGRESS: (words.started, ""),
        BookingState.COMPLETED: (words.road[-1], ""),
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
    told = says(asks.words(booking.service))
    last = ""
    for row in booking.history.order_by("history_date", "history_id").values("history_date", "state"):
        if row["state"] != last and row["state"] in told:
            title, text = told[row["state"]]
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
