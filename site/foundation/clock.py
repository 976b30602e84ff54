"""Time: stored in UTC, lived in America/New_York (1-product.md, "Money, time, identity"), written for people.

Pure: no framework. Instants are aware datetimes; days and times of day are New York's. Only the edge (a view, a
command, the worker) calls `utc_now`; everything below is given `now`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


def utc_now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def new_york(at: datetime) -> datetime:
    """The same instant on New York's clocks. Raises ValueError for a naive datetime, whose instant nobody knows."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("A datetime without a time zone names no instant")
    return at.astimezone(NEW_YORK)


def new_york_day(at: datetime) -> date:
    """The business day an instant falls on."""
    return new_york(at).date()


def local_to_utc(day: date, at: time) -> datetime:
    """The instant at which New York's clocks show `at` on `day`.

    When clocks go forward the skipped hour counts on from before the change: 02:30 is the instant shown as 03:30.
    When they go back, the hour that comes twice means its first pass, in daylight-saving time.
    """
    return datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=NEW_YORK).astimezone(UTC)


def day_label(day: date) -> str:
    """`Saturday, June 26`."""
    return f"{day:%A}, {day:%B} {day.day}"


def time_label(at: time) -> str:
    """`8 AM`, `8:30 AM`, `12 PM` for noon."""
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes} {_half(at)}"


def clock_label(at: datetime) -> str:
    """An instant as New York's clocks show it, always with minutes: `3:42 PM`."""
    local = new_york(at)
    return f"{local.hour % 12 or 12}:{local.minute:02d} {_half(local.time())}"


def moment_label(at: datetime) -> str:
    """An instant with its day: `Saturday, June 26, 3:42 PM`."""
    return f"{day_label(new_york_day(at))}, {clock_label(at)}"


def window_label(starts: time, ends: time) -> str:
    """`8 to 11 AM`; both halves of the day are named where they differ: `11 AM to 12 PM`."""
    first = time_label(starts)
    if _half(starts) == _half(ends):
        first = first.removesuffix(f" {_half(starts)}")
    return f"{first} to {time_label(ends)}"


def _half(at: time) -> str:
    return "AM" if at.hour < 12 else "PM"
