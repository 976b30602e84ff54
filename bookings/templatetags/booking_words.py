"""Small words of the bookings' staff pages."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.urls import reverse

from bookings.models import Booking
from foundation.clock import clock_label, new_york

register = template.Library()

_MESSAGE_TONES = {"sent": "good", "failed": "bad", "unclear": "bad", "queued": "info", "sending": "info"}


@register.filter
def moment(at: datetime) -> str:
    """`Jun 10, 2027, 9:48 AM`, on New York's clocks."""
    local = new_york(at)
    return f"{local:%b} {local.day}, {local.year}, {clock_label(at)}"


@register.filter
def message_tone(state: str) -> str:
    """The tone of the label that says how far a message got."""
    return _MESSAGE_TONES.get(state, "")


@register.simple_tag
def transition_address(booking: Booking, name: str) -> str:
    """Where the dialog of a transition is."""
    return reverse(f"admin:bookings_booking_{name}_booking", args=[booking.pk])
