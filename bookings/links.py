"""The addresses that mails and answers carry (contract-surface.md, "Addresses")."""

from __future__ import annotations

from django.conf import settings

from bookings.models import Booking


def tracking_url(booking: Booking) -> str:
    """The tracking page; whoever has the link sees the booking."""
    return f"{settings.SITE_URL}/track/{booking.token}/"


def pay_url(booking: Booking) -> str:
    """The pay page, while there is something to pay."""
    return f"{settings.SITE_URL}/book/pay/{booking.token}/"
