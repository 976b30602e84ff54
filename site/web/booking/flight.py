"""The flight that BLADE luggage meets: as it is typed, as it is placed, and whether the collection fits it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from catalog.snapshot import RouteInfo, WindowInfo
from foundation.clock import day_label, local_to_utc, moment_label, new_york, time_label

_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(?::[0-9]{2})?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)


def read_day(text: str) -> date | None:
    """`2026-06-26`, as a date field posts it, or `6/26/2026` as people here write it."""
    text = text.strip()
    american = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    try:
        if american:
            month, day, year = (int(part) for part in american.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """`14:30`, as a time field posts it, or `2:30 PM`."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if (half and not 1 <= hour <= 12) or (not half and found[2] is None):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment_of(flight: Mapping[str, Any]) -> datetime | None:
    """When it leaves or lands (UTC), from what a draft keeps."""
    day, at = read_day(str(flight.get("date", ""))), read_time(str(flight.get("time", "")))
    return local_to_utc(day, at) if day and at else None


def label(number: str, at: datetime | None) -> str:
    """ "BLD 214, Friday, June 26, 2:30 PM"."""
    return f"{number}, {moment_label(at)}" if at is not None else number


def too_late_or_early(at: datetime, route: RouteInfo, day: date, window: WindowInfo | None) -> str:
    """Why the collection cannot meet the flight; "" where it can. A window without hours counts as the whole day."""
    local = new_york(at)
    when = f"{day_label(local.date())}, at {time_label(local.time())}"
    starts = window.starts if window and window.starts else time.min
    ends = window.ends if window and window.ends else time.max
    if route.airport_end == "dropoff":
        late = (day, starts) >= (local.date(), local.time())
        return f"Your flight leaves on {when}. Choose an earlier collection date or window" if late else ""
    early = (day, ends) <= (local.date(), local.time())
    return f"Your flight lands on {when}. Choose a later collection date or window" if early else ""
