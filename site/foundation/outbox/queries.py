"""What staff and the health page ask of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from foundation.outbox.models import Effect


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """`oldest_due` is how long the effect due longest has been waiting, None where nothing is due."""

    failed: int
    unclear: int
    oldest_due: timedelta | None


def health(now: datetime) -> OutboxHealth:
    """How the outbox stands at `now` (UTC), in one query."""
    state = Effect.State
    found = Effect.objects.filter(state__in=[state.WAITING, state.FAILED, state.UNCLEAR]).aggregate(
        failed=Count("pk", filter=Q(state=state.FAILED)),
        unclear=Count("pk", filter=Q(state=state.UNCLEAR)),
        oldest=Min("due_at", filter=Q(state=state.WAITING, due_at__lte=now)),
    )
    return OutboxHealth(found["failed"], found["unclear"], now - found["oldest"] if found["oldest"] else None)
