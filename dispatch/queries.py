"""What dispatch knows of a booking, for pages of other rooms and its own."""

from __future__ import annotations

from uuid import UUID

from dispatch.models import Stop


def stops_of(booking_id: UUID) -> list[Stop]:
    """The stops of a booking in the order they are made: pickup, then drop-off. Empty before it was taken in."""
    return list(Stop.objects.filter(booking_id=booking_id).order_by("-kind"))
