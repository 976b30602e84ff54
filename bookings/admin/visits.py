"""A look at a booking shows a person's name, address and phone: it is recorded, once an hour and person."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.models import Booking
from foundation.audit import verbs
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.audit.operations import record

VIEWED = "booking.viewed"
AGAIN_AFTER = timedelta(hours=1)

verbs.register(VIEWED, "Opened this page")


def note_visit(*, booking: Booking, actor: Actor, now: datetime) -> None:
    """Record that `actor` saw the booking's page at `now` (UTC), unless that was recorded within the hour."""
    recent = AuditEntry.objects.filter(
        verb=VIEWED,
        actor_id=actor.user_id,
        target_type=Booking._meta.label_lower,
        target_id=str(booking.pk),
        at__gt=now - AGAIN_AFTER,
    )
    if not recent.exists():
        record(verb=VIEWED, actor=actor, target=booking, now=now)
