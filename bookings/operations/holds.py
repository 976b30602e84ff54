"""Time to pay: extended on one press, over when it is over, worker or no worker (2-catalogue.md, "Van capacity")."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from bookings.capacity import claims
from bookings.errors import ExtensionsUsedUp, HoldOver
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.operations.locks import lock_booking
from bookings.payments.intents import cancel_later
from bookings.payments.models import Payment
from catalog.queries import catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record

EXPIRY_BATCH = 200


@transaction.atomic
def extend_hold(*, booking_id: UUID, actor: Actor, now: datetime) -> CapacityClaim:
    """Fifteen minutes more, up to ten times (both are policy). The room is looked at again: a hold never outgrows its
    van. Raises HoldOver where there is no live hold, ExtensionsUsedUp.
    """
    policy = catalogue(at=now).policy
    booking = lock_booking(booking_id)
    claim = claims.current(booking) if booking.state == BookingState.PENDING else None
    if claim is None or claim.kind != CapacityClaim.Kind.HOLD or claim.expires_at is None:
        raise HoldOver
    if claim.extensions >= policy.max_extensions:
        raise ExtensionsUsedUp
    if claim.day is not None and claim.van_id is not None:
        claims.lock_day(claim.day)
    if not claims.is_live(claim, now) or not claims.still_fits(claim, now=now):
        raise HoldOver
    claim.expires_at += timedelta(minutes=policy.extension_minutes)
    claim.extensions += 1
    claim.save(update_fields=["expires_at", "extensions"])
    record(
        verb="booking.hold_extended",
        actor=actor,
        target=booking,
        now=now,
        data={"until": claim.expires_at.isoformat(), "extensions": claim.extensions},
    )
    return claim


def expire_due(*, now: datetime, actor: Actor | None = None) -> int:
    """End every wait for payment whose time is up at `now` (UTC), each in its own transaction; gives how many.

    Only tidies up: a lapsed hold has taken no room since its minute, whether or not this ever runs.
    """
    lapsed = (
        CapacityClaim.objects.filter(kind=CapacityClaim.Kind.HOLD, released_at__isnull=True, expires_at__lte=now)
        .filter(Q(in_flight_until__isnull=True) | Q(in_flight_until__lte=now))
        .order_by("expires_at")
        .values_list("booking_id", flat=True)[:EXPIRY_BATCH]
    )
    by = actor or Actor.system()
    return sum(expire_if_over(booking_id=booking_id, actor=by, now=now) for booking_id in list(lapsed))


@transaction.atomic
def expire_if_over(*, booking_id: UUID, actor: Actor, now: datetime) -> bool:
    """End this booking's wait if its hold ran out; gives whether it did."""
    return end_wait_if_over(lock_booking(booking_id), actor=actor, now=now)


def end_wait_if_over(booking: Booking, *, actor: Actor, now: datetime) -> bool:
    """End a locked booking's wait if its hold ran out; gives whether it did."""
    if booking.state != BookingState.PENDING:
        return False
    claim = claims.current(booking)
    if claim is not None and claims.is_live(claim, now):
        return False
    end_wait(booking, why="hold_over", actor=actor, now=now)
    return True


def end_wait(booking: Booking, *, why: str, actor: Actor, now: datetime) -> None:
    """Expire a locked, pending booking: give its room back and let nobody pay it any more."""
    payments = list(Payment.objects.select_for_update().filter(booking=booking).order_by("pk"))
    claim = claims.current(booking)
    if claim is not None:
        claims.release(claim, now=now)
    booking.expire()
    booking.updated_at = now
    booking.save()
    for payment in payments:
        cancel_later(payment, now=now)
    record(verb="booking.expired", actor=actor, target=booking, now=now, data={"why": why})
