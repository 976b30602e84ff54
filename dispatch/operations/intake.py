"""Taking a confirmed booking in, its addresses becoming stops; and withdrawing them when it is cancelled."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bookings.models import Booking, BookingState
from dispatch.models import Stop, StopKind, StopState
from dispatch.planning.windows import stop_window
from foundation.audit.actor import Actor
from foundation.audit.operations import record

TAKEN_IN = "dispatch.taken_in"
WITHDRAWN = "dispatch.withdrawn"
# A job may be started before the worker came to take it in
FIRM = (BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.COMPLETED)
OPEN = (StopState.CREATED, StopState.ASSIGNED)


@transaction.atomic
def take_in(*, booking_id: UUID, actor: Actor, now: datetime) -> list[Stop]:
    """Create the stops of a confirmed booking and give those that are new; repeating it changes nothing.

    The booking is locked, so that two workers cannot both find it untaken; the unique constraint on booking and kind is
    the last word. One that was cancelled meanwhile, or has no date, gets no stops. Raises Booking.DoesNotExist.
    """
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    if booking.state not in FIRM or booking.pickup_date is None:
        return []
    begins, ends = stop_window(booking.pickup_date, booking.window_starts)
    taken = set(Stop.objects.filter(booking=booking).values_list("kind", flat=True))
    wanted = [kind for kind in booking.stops.values_list("kind", flat=True) if kind not in taken]
    stops = [
        Stop.objects.create(
            booking=booking, kind=StopKind(kind), window_from=begins, window_until=ends, taken_in_at=now
        )
        for kind in wanted
    ]
    if stops:
        record(verb=TAKEN_IN, actor=actor, target=booking, now=now, data={"stops": [stop.kind for stop in stops]})
    return stops


@transaction.atomic
def withdraw(*, booking_id: UUID, actor: Actor, now: datetime) -> int:
    """Cancel the stops of a cancelled booking that nobody is on the way to; gives how many. Safe to repeat."""
    booking = Booking.objects.select_for_update().get(pk=booking_id)
    if booking.state != BookingState.CANCELLED:
        return 0
    count = Stop.objects.filter(booking=booking, state__in=OPEN).update(state=StopState.CANCELLED)
    if count:
        record(verb=WITHDRAWN, actor=actor, target=booking, now=now, data={"stops": count})
    return count
