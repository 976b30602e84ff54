"""Making a booking firm: its room reserved, the customer told, dispatch asked to take it in."""

from __future__ import annotations

from datetime import datetime

from bookings.capacity import claims
from bookings.models import Booking, BookingState, CapacityClaim
from catalog.queries import catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.clock import local_to_utc, new_york_day
from foundation.outbox.operations import enqueue

# Dispatch registers both; bookings never knows dispatch
TAKE_IN = "dispatch.take_in"
WITHDRAW = "dispatch.withdraw"


def secure_room(booking: Booking, *, now: datetime) -> CapacityClaim | None:
    """Reserve the room of a locked booking: its live hold as it stands, a lapsed one again where there is room left.

    None where the date is gone. Leaves the day locked until the transaction ends.
    """
    claim = claims.current(booking)
    last = claim or CapacityClaim.objects.filter(booking=booking).order_by("-pk").first()
    if last is None:
        return None
    if last.day is not None and last.van_id is not None:
        claims.lock_day(last.day)
        lives = claims.is_live(last, now) and claims.still_fits(last, now=now)
        if not lives and not _take_again(booking, last, now=now):
            return None
    if claim is None:  # the old row says what was; the new one takes its place
        last = CapacityClaim(
            booking=booking,
            kind=CapacityClaim.Kind.HOLD,
            day=last.day,
            van_id=last.van_id,
            items=last.items,
            specialty=last.specialty,
            whole_van=last.whole_van,
            expires_at=now,
            created_at=now,
        )
        last.save()
    claims.reserve(last)
    return last


def _take_again(booking: Booking, lapsed: CapacityClaim, *, now: datetime) -> bool:
    """Find room for a hold that lapsed; sets its van on the row in hand. The day is locked."""
    if lapsed.day is None or lapsed.day in catalogue(at=now).closed_dates:
        return False
    van = claims.find_room(claims.need_of_claim(lapsed), lapsed.day, now=now, without=booking)
    if van is None or window_is_full(booking, now=now):
        return False
    lapsed.van_id = van.van_id
    if lapsed.released_at is None:
        lapsed.save(update_fields=["van"])
    return True


def window_is_full(booking: Booking, *, now: datetime) -> bool:
    """Whether staff's limit for the booking's window and day is reached by others. Call with the day locked."""
    window = catalogue(at=now).windows.get(booking.window)
    if window is None or window.daily_limit is None or booking.pickup_date is None:
        return False
    others = claims.bookings_in_window(booking.pickup_date, window.code, now=now, without=booking)
    return others >= window.daily_limit


def pickup_is_over(booking: Booking, now: datetime) -> bool:
    """Whether nobody can collect any more: the window has ended in New York, or the day where there are no hours."""
    if booking.pickup_date is None:
        return False
    if booking.window_ends is None:
        return booking.pickup_date < new_york_day(now)
    return local_to_utc(booking.pickup_date, booking.window_ends) <= now


def confirm(booking: Booking, *, actor: Actor, now: datetime, source_event: str = "") -> None:
    """Confirm a locked booking whose room is secured; a late payment's passes `pending` in the same transaction."""
    if booking.state == BookingState.EXPIRED:
        booking.hold()
        record(verb="booking.held_again", actor=actor, target=booking, now=now)
    booking.confirm()
    booking.updated_at = now
    booking.save()
    record(verb="booking.confirmed", actor=actor, target=booking, now=now, data={"event": source_event})
    tell_dispatch(booking, TAKE_IN, now=now)


def tell_dispatch(booking: Booking, what: str, *, now: datetime) -> None:
    """Ask dispatch to take the booking in, or to withdraw it; once each, after commit."""
    enqueue(key=f"{what}:{booking.pk}", handler=what, payload={"booking": str(booking.pk)}, now=now)
