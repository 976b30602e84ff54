"""When a stop may be served (6-dispatch.md): four hours from the pickup window's start unless staff set others."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from foundation.clock import local_to_utc

STOP_HOURS = 4
NO_PREFERENCE_STARTS = time(7)
"""A window without a start counts as beginning when the business day does (4-booking.md, cancellation)."""


def stop_window(day: date, starts: time | None) -> tuple[datetime, datetime]:
    """The UTC start and end of a stop's window on a New York day.

    Hours are counted on the wall clock, as people read them: a stop from 07:00 ends at 11:00 on the days when the
    clocks change too.
    """
    begins = starts or NO_PREFERENCE_STARTS
    ends = (datetime.combine(day, begins) + timedelta(hours=STOP_HOURS)).time()
    return local_to_utc(day, begins), local_to_utc(day, ends)
