"""Lets pricing find the quotes of bookings, so that rules can be tried on what was really sold (pricing_rules.sources,
pricing_rules.pasts)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from bookings.models import Booking, BookingState
from foundation.references import read_booking_number
from pricing_rules import pasts, sources
from pricing_rules.models import Quote

STOOD = (
    BookingState.CONFIRMED,
    BookingState.IN_PROGRESS,
    BookingState.DELIVERY_FAILED,
    BookingState.COMPLETED,
)


def register_sources() -> None:
    """Called once, when the app is ready."""
    sources.register("bookings", find)
    pasts.register(pasts.PastSource("bookings", "bookings", kept=sold, pages=pages))


def sold(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """The quotes of bookings that stood: paid for, or carried out."""
    return quotes.filter(Exists(Booking.objects.filter(quote=OuterRef("pk"), state__in=STOOD)))


def pages(quotes: Iterable[UUID]) -> dict[UUID, pasts.Page]:
    """The booking of each quote, with its page in the admin."""
    rows = Booking.objects.filter(quote__in=list(quotes), state__in=STOOD)
    return {
        row.quote_id: pasts.Page(row.reference, reverse("admin:bookings_booking_change", args=[row.pk])) for row in rows
    }


def find(text: str) -> sources.Found | None:
    """The booking with this number, `TT-000123` or `123`; None for any other text."""
    number = read_booking_number(text, settings.BOOKING_NUMBER_PREFIX)
    booking = Booking.objects.select_related("quote").filter(number=number).first() if number is not None else None
    return sources.Found(booking.reference, booking.quote) if booking else None
