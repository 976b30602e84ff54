"""The colour of each word of state: Unfold's tones in lists, our labels on pages."""

from __future__ import annotations

from bookings.models import BookingState
from bookings.payments.models import PaymentState

# Unfold colours a list's label by the words shown
STATE_TONES = {
    BookingState.AWAITING_APPROVAL.label: "warning",
    BookingState.PENDING.label: "warning",
    BookingState.CONFIRMED.label: "info",
    BookingState.IN_PROGRESS.label: "primary",
    BookingState.DELIVERY_FAILED.label: "danger",
    BookingState.COMPLETED.label: "success",
}

_TO_OURS = {"warning": "warn", "danger": "bad", "success": "good", "info": "info", "primary": "accent"}

PAYMENT_TONES = {
    PaymentState.SUCCEEDED: "good",
    PaymentState.PROCESSING: "info",
    PaymentState.FAILED: "bad",
    PaymentState.DISPUTED: "bad",
    PaymentState.PENDING: "warn",
}


def state_tone(state: str) -> str:
    """The tone of our own label for a booking's state; nothing for the quiet ones."""
    return _TO_OURS.get(STATE_TONES.get(BookingState(state).label, ""), "")
