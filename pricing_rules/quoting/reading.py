"""Typed readers of single JSON values: each gives the value, or notes a fault and gives None.

Nothing is converted: "3" is no number, 1 is no yes, 3.0 is no whole number (contract-quote.md, "nothing is guessed").
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal

from foundation.clock import new_york_day
from pricing_rules.quoting.errors import Faults

FIRST_DAY = date(2025, 1, 1)  # prices and rule set 1 begin here (2-catalogue.md)
LAST_YEAR = 2199
MOST = 1_000_000  # of anything countable; a Full move takes any number, and money must stay within its columns
LONGEST_TEXT = 500
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def yes_no(value: object, field: str, faults: Faults) -> bool | None:
    if isinstance(value, bool):
        return value
    faults.add(field, "type", f"{_name(field)} must be true or false")
    return None


def whole(value: object, field: str, faults: Faults, *, least: int, most: int = MOST) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        faults.add(field, "type", f"{_name(field)} must be a whole number")
        return None
    if value < least:
        faults.add(field, "range", f"{_name(field)} must be {least} or more")
        return None
    if value > most:
        faults.add(field, "range", f"{_name(field)} must be {most:,} or less")
        return None
    return value


def number(
    value: object, field: str, faults: Faults, *, least: Decimal | None = None, most: Decimal | None = None
) -> Decimal | None:
    """A JSON number as a Decimal; NaN and the infinities are no JSON numbers."""
    # A whole number is finite, and may be too long for `isfinite`.
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | Decimal)
        or not (isinstance(value, int) or math.isfinite(value))
    ):
        faults.add(field, "type", f"{_name(field)} must be a number")
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if least is not None and exact < least:
        faults.add(field, "range", f"{_name(field)} must be {least} or more")
        return None
    if most is not None and exact > most:
        faults.add(field, "range", f"{_name(field)} must be {most:,} or less")
        return None
    return exact


def text(value: object, field: str, faults: Faults, *, longest: int = LONGEST_TEXT) -> str | None:
    if not isinstance(value, str):
        faults.add(field, "type", f"{_name(field)} must be text")
        return None
    if len(value) > longest:
        faults.add(field, "range", f"Shorten {_name(field).lower()} to {longest:,} characters")
        return None
    return value


def day(value: object, field: str, faults: Faults) -> date | None:
    """`YYYY-MM-DD`, a day of the calendar, New York."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        faults.add(field, "type", f"{_name(field)} must be a date like 2026-06-26")
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        faults.add(field, "type", f"{value} is not in the calendar. Enter a date like 2026-06-26")
        return None


def moment(value: object, field: str, faults: Faults) -> datetime | None:
    """A timestamp with its offset, as UTC; from 2025-01-01 New York on."""
    parsed: datetime | None = None
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            parsed = None
    if parsed is None:
        faults.add(field, "type", f"{_name(field)} must be a timestamp with an offset, like 2026-06-01T09:30:00-04:00")
        return None
    if parsed.year > LAST_YEAR or parsed.year < FIRST_DAY.year - 1:
        faults.add(field, "range", f"{_name(field)} must be between 2025-01-01 and {LAST_YEAR}-12-31")
        return None
    at = parsed.astimezone(UTC)
    if new_york_day(at) < FIRST_DAY:
        faults.add(field, "range", f"{_name(field)} must be 2025-01-01 or later: prices begin there")
        return None
    return at


def _name(field: str) -> str:
    """ "pickup.zip" -> "Pickup ZIP": the field's path as words of a message."""
    words = field.replace("_", " ").replace(".", " ").replace("zip", "ZIP").replace("coi", "COI")
    words = words[:60]
    return words[:1].upper() + words[1:]
