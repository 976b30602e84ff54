"""Reading rows to change them. Order of locks, everywhere: a booking, then its payments, then days by date."""

from __future__ import annotations

from uuid import UUID

from bookings.models import Booking


def lock_booking(booking_id: UUID) -> Booking:
    """The booking as it stands, locked until the transaction ends. Read it so, never refresh it.

    Raises Booking.DoesNotExist.
    """
    return Booking.objects.select_for_update(of=("self",)).select_related("quote", "customer").get(pk=booking_id)
