"""A look at a booking, a customer or a request shows personal data: it is recorded, once an hour and person."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.customers.models import Customer
from bookings.leads.models import Lead
from bookings.models import Booking
from foundation.audit import verbs
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.audit.operations import record

AGAIN_AFTER = timedelta(hours=1)

for _kind in ("booking", "customer", "lead"):
    verbs.register(f"{_kind}.viewed", "Opened this page")


def note_visit(*, seen: Booking | Customer | Lead, actor: Actor, now: datetime) -> None:
    """Record that `actor` opened the page of `seen` at `now` (UTC), unless that was recorded within the hour."""
    verb = f"{seen._meta.model_name}.viewed"
    recent = AuditEntry.objects.filter(
        verb=verb,
        actor_id=actor.user_id,
        target_type=seen._meta.label_lower,
        target_id=str(seen.pk),
        at__gt=now - AGAIN_AFTER,
    )
    if not recent.exists():
        record(verb=verb, actor=actor, target=seen, now=now)
