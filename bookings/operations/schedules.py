"""The schedule that tidies lapsed holds away. Room comes back by the clock, with or without it."""

from __future__ import annotations

from datetime import datetime

from django_q.models import Schedule

from bookings.operations.holds import expire_due
from foundation.clock import utc_now
from foundation.seeding.operations import seed_rows

NAME = "Expire lapsed holds"


def expire_lapsed_holds() -> int:
    """What the task queue runs each minute; gives how many bookings expired. The clock is read here, at the edge."""
    return expire_due(now=utc_now())


def seed_schedules(*, now: datetime) -> int:
    """Create the schedule once; gives how many were created. `now` is UTC."""
    function = f"{expire_lapsed_holds.__module__}.{expire_lapsed_holds.__name__}"
    return seed_rows(
        "bookings.schedule",
        [NAME],
        key=str,
        create=lambda name: Schedule.objects.create(
            name=name, func=function, schedule_type=Schedule.MINUTES, minutes=1, repeats=-1, next_run=now
        ),
        at=now,
    )
