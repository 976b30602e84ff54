"""How bookings' acts read on a timeline."""

from __future__ import annotations

from foundation.audit.verbs import register

SENTENCES = {
    "booking.placed": "Placed the booking",
    "booking.hold_extended": "Asked for more time to pay",
    "booking.revived": "Took the booking up again at a new price",
    "booking.held_again": "Held the date again",
    "booking.confirmed": "Booking confirmed",
    "booking.approved": "Approved the booking",
    "booking.started": "Started the job",
    "booking.completed": "Completed the job",
    "booking.cancelled": "Cancelled the booking",
    "booking.expired": "The time to pay ran out",
    "payment.succeeded": "Payment received",
    "payment.failed": "A payment attempt was refused",
    "payment.returned": "Payment returned: it confirmed nothing",
    "refund.owed": "Refund decided",
}


def register_verbs() -> None:
    """Declare them; called once, when Django is ready."""
    for verb, sentence in SENTENCES.items():
        register(verb, sentence)
