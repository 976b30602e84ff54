"""Reading rows to change them. Order of locks, everywhere: a booking, then its payments, then days by date."""

from __future__ import annotations

from uuid import UUID

from bookings.models import Booking


def lock_booking(booking_id: UUID) -> Booking:
    """The booking as it stands, locked until the transaction ends. Read it so, never refresh it.

    Its quote is read afterwards, not joined: where PostgreSQL had to wait for whoever gives the booking another quote,
    a join still sees the old one, and the booking would not be found. Raises Booking.DoesNotExist.
    """
    return Booking.objects.select_for_update().get(pk=booking_id)
