"""What dispatch shows on the pages of lower rooms."""

from __future__ import annotations

from django.http import HttpRequest

from bookings.models import Booking, BookingState
from dispatch.queries import stops_of
from foundation.staffadmin import slots
from foundation.staffadmin.slots import Filling

BEFORE = "Dispatch takes the booking in once it is confirmed."
BEING_TAKEN_IN = "Dispatch is taking the booking in."


def stops_card(request: HttpRequest, booking: Booking) -> Filling | None:
    """The card "Stops" on a booking's page; its address comes from the booking."""
    addresses = {stop.kind: stop for stop in booking.stops.all()}
    stops = [{"stop": stop, "address": addresses.get(stop.kind)} for stop in stops_of(booking.pk)]
    waiting = BEING_TAKEN_IN if booking.state == BookingState.CONFIRMED else BEFORE
    return {"template": "backoffice/dispatch/stops_card.html", "context": {"stops": stops, "waiting": waiting}}


def fill_slots() -> None:
    """Called once, in the room's `ready()`."""
    slots.fill("bookings.booking.aside", stops_card, order=10)
