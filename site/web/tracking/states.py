"""A booking's state in plain words: headline, sentence, what to do next, how far along the road."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.models import Booking, BookingState
from foundation.clock import day_label
from web.booking import asks
from web.booking.pay_views import when


@dataclass(frozen=True, slots=True)
class Standing:
    """`road`: 0 to 3, the milestone reached; `poll`: seconds until the page asks again, 0 for never; `action`:
    what may be done.
    """

    heading: str
    text: str
    road: int
    poll: int = 0
    action: str = ""


def standing(booking: Booking, *, confirming: bool) -> Standing:
    """confirming: the bank is still deciding, so nothing is promised yet."""
    day = day_label(booking.pickup_date) if booking.pickup_date else ""
    words = asks.words(booking.service)
    match booking.state:
        case BookingState.PENDING if confirming:
            return Standing("Confirming with your bank", "This page updates itself. You need not pay again.", 0, poll=5)
        case BookingState.PENDING:
            return Standing(
                "Waiting for payment", f"{when(booking)} is held for you. Nothing has been charged yet.", 0, 15, "pay"
            )
        case BookingState.AWAITING_APPROVAL:
            return Standing(
                "Our team is looking at it",
                f"We confirm this {words.job} by hand and write to you. Nothing is charged before that.",
                0,
                60,
            )
        case BookingState.CONFIRMED:
            return Standing("You are booked", f"We {words.comes} on {when(booking)}.", 1, poll=60)
        case BookingState.IN_PROGRESS:
            return Standing(words.under_way, f"{words.started}. It was planned for {when(booking)}.", 2, poll=30)
        case BookingState.COMPLETED:
            was = "Collected and delivered" if words.comes == "collect" else "We came"
            return Standing(words.road[-1], f"{was} on {day}. {words.thanks}", 3)
        case BookingState.DELIVERY_FAILED:
            return Standing("We could not deliver", "We are in touch to find a new date, free of charge.", 2, poll=60)
        case BookingState.CANCELLED:
            return Standing("Cancelled", booking.cancel_reason or "This booking was cancelled.", 0)
        case BookingState.EXPIRED if confirming:
            return Standing("Confirming with your bank", "This page updates itself. You need not pay again.", 0, poll=5)
        case BookingState.EXPIRED:
            return Standing(
                "The time to pay ran out",
                "The date is free again for everyone. You have not been charged. Book again to take it.",
                0,
                action="again",
            )
        case _:
            return Standing("Not finished yet", "Our team is still writing this booking down.", 0)
