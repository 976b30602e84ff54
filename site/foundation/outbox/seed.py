"""The schedule that drains the outbox every minute, so that a lost wake costs a minute and nothing else."""

from __future__ import annotations

from datetime import datetime

from django_q.models import Schedule

from foundation.outbox.operations import DRAIN
from foundation.seeding.operations import seed_rows

NAME = "Drain the outbox"


def seed_schedule(*, now: datetime) -> int:
    """Create the schedule once; gives how many were created. `now` is UTC."""
    return seed_rows(
        "outbox.schedule",
        [NAME],
        key=str,
        create=lambda name: Schedule.objects.create(
            name=name, func=DRAIN, schedule_type=Schedule.MINUTES, minutes=1, repeats=-1, next_run=now
        ),
        at=now,
    )
