"""Lets pricing find the quote of a booking by its number, so that a rule can be tried on it (pricing_rules.sources)."""

from __future__ import annotations

from django.conf import settings

from bookings.models import Booking
from foundation.references import read_booking_number
from pricing_rules import sources


def register_sources() -> None:
    """Called once, when the app is ready."""
    sources.register("bookings", find)


def find(text: str) -> sources.Found | None:
    """The booking with this number, `TT-000123` or `123`; None for any other text."""
    number = read_booking_number(text, settings.BOOKING_NUMBER_PREFIX)
    booking = Booking.objects.select_related("quote").filter(number=number).first() if number is not None else None
    return sources.Found(booking.reference, booking.quote) if booking else None
