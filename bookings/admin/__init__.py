"""Staff pages of bookings, their customers and their money."""

from bookings.admin.booking import BookingAdmin

__all__ = ["BookingAdmin"]
