"""What the health page asks of the outbox."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Min

from foundation.outbox.models import Effect


def oldest_waiting_seconds(*, now: datetime) -> int:
    """For how many seconds the effect that is due longest has been waiting at `now` (UTC); 0 where none is due."""
    due = Effect.objects.filter(state=Effect.State.WAITING, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return int((now - due).total_seconds()) if due else 0
