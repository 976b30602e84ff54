"""Which days can be sold at a moment: lead time, horizon, closed dates, today's cut-off; always by New York's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType

import pytest

from catalog.seeds import seed_snapshot
from catalog.snapshot import Catalogue
from foundation.clock import local_to_utc
from pricing_rules.quoting.sellable import day_messages

SEEDED = seed_snapshot(date(2026, 6, 1))
MONDAY_TEN = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)


def told(
    day: date | None, now: datetime = MONDAY_TEN, *, window: str = "any", same_day: bool = False, on: Catalogue = SEEDED
) -> str:
    return " ".join(day_messages(on, pickup_date=day, window=window, same_day=same_day, now=now))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (None, ""),
        (date(2026, 5, 31), "Sunday, May 31, 2026 has passed"),
        (date(2026, 6, 1), "earliest date we can collect is Tuesday, June 2"),
        (date(2026, 6, 2), ""),
        (date(2027, 6, 1), ""),
        (date(2027, 6, 2), "up to Tuesday, June 1, 2027"),
        (date.min, "has passed"),
        (date.max, "up to"),
    ],
)
def test_lead_time_and_horizon(day: date | None, words: str) -> None:
    assert (words in told(day)) if words else told(day) == ""


def test_today_is_new_yorks() -> None:
    late = datetime(2026, 6, 2, 3, 59, tzinfo=UTC)  # 23:59 on the 1st in New York
    assert told(date(2026, 6, 2), late) == ""
    assert "June 3" in told(date(2026, 6, 2), datetime(2026, 6, 2, 4, 0, tzinfo=UTC))


@pytest.mark.parametrize("changing", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_days_on_which_clocks_change(changing: date) -> None:
    eve = date.fromordinal(changing.toordinal() - 1)
    assert told(changing, local_to_utc(eve, time(23, 59))) == ""
    assert "earliest date" in told(changing, local_to_utc(changing, time(0, 0)))
    assert told(changing, local_to_utc(changing, time(9, 59)), same_day=True) == ""
    assert "before 10 AM" in told(changing, local_to_utc(changing, time(10, 0)), same_day=True)


def test_staffs_policy_decides() -> None:
    slow = replace(SEEDED, policy=replace(SEEDED.policy, lead_days=3, horizon_days=30, same_day_cutoff=time(9)))
    assert "Thursday, June 4" in told(date(2026, 6, 3), on=slow)
    assert told(date(2026, 6, 4), on=slow) == ""
    assert "July 1" in told(date(2026, 7, 2), on=slow)
    assert "before 9 AM" in told(date(2026, 6, 1), same_day=True, on=slow)


def test_a_closed_date_is_closed_whatever_else() -> None:
    closed = MappingProxyType({date(2026, 6, 2): "Inventory.", date(2026, 6, 1): ""})
    shut = replace(SEEDED, closed_dates=closed)
    assert told(date(2026, 6, 2), on=shut) == "We are closed on Tuesday, June 2: Inventory. Choose another date"
    assert "We are closed on Monday, June 1. Choose" in told(date(2026, 6, 1), same_day=True, on=shut)


@pytest.mark.parametrize(
    ("hour", "window", "words"),
    [
        (7, "hour_8", ""),
        (8, "hour_8", "8–9 AM has already begun"),
        (9, "morning", "has already begun"),
        (9, "hour_10", ""),
        (9, "any", ""),
        (10, "hour_11", "has to be ordered before 10 AM"),
    ],
)
def test_same_day_windows(hour: int, window: str, words: str) -> None:
    now = local_to_utc(date(2026, 6, 1), time(hour))
    found = told(date(2026, 6, 1), now, window=window, same_day=True)
    assert (words in found) if words else found == ""


def test_same_day_is_for_today_only() -> None:
    assert "today only, Monday, June 1" in told(date(2026, 6, 2), same_day=True)
