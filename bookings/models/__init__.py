"""The rows of a booking."""

from bookings.models.booking import Booking, BookingNumber
from bookings.models.capacity import CapacityClaim, CapacityDay
from bookings.models.draft import BookingDraft
from bookings.models.states import BookingState, Source
from bookings.models.stop import BookingStop

__all__ = [
    "Booking",
    "BookingDraft",
    "BookingNumber",
    "BookingState",
    "BookingStop",
    "CapacityClaim",
    "CapacityDay",
    "Source",
]
