"""A month for one request: which dates can be had, and what each costs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ninja import Field, Schema


class Day(Schema):
    """One date."""

    date: date
    state: Literal["open", "few", "full", "closed"] = Field(
        description="`few`: at most two more such requests fit; `full`: no van has room; `closed`: a closed date, too "
        "soon, too far ahead, or a rule."
    )
    from_cents: int | None = Field(
        description="The total in the cheapest window that can be had (or in the window asked for); null when closed.",
        examples=[172500],
    )


class MonthOut(Schema):
    """Every date of the month, in order."""

    month: str = Field(examples=["2026-06"])
    dates: list[Day]
