"""The clock: UTC stored, New York lived, through both daylight-saving changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import (
    NEW_YORK,
    clock_label,
    day_label,
    local_to_utc,
    moment_label,
    new_york,
    new_york_day,
    time_label,
    utc_now,
    window_label,
)

FORWARD = date(2026, 3, 8)  # 02:00 becomes 03:00
BACK = date(2026, 11, 1)  # 02:00 becomes 01:00


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 1, 15), time(8), utc(2026, 1, 15, 13)),
        (date(2026, 7, 4), time(8), utc(2026, 7, 4, 12)),
        (FORWARD, time(1, 59), utc(2026, 3, 8, 6, 59)),
        (FORWARD, time(2, 30), utc(2026, 3, 8, 7, 30)),  # skipped: shown as 03:30
        (FORWARD, time(3), utc(2026, 3, 8, 7)),
        (FORWARD, time(8), utc(2026, 3, 8, 12)),
        (BACK, time(0, 59), utc(2026, 11, 1, 4, 59)),
        (BACK, time(1, 30), utc(2026, 11, 1, 5, 30)),  # twice: the first
        (BACK, time(1, 30, fold=1), utc(2026, 11, 1, 5, 30)),
        (BACK, time(2), utc(2026, 11, 1, 7)),
        (BACK, time(8), utc(2026, 11, 1, 13)),
    ],
)
def test_local_time_names_one_instant(day: date, at: time, instant: datetime) -> None:
    assert local_to_utc(day, at) == instant
    assert local_to_utc(day, at).tzinfo is UTC


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (utc(2026, 7, 5, 3, 59), date(2026, 7, 4)),
        (utc(2026, 7, 5, 4), date(2026, 7, 5)),
        (utc(2026, 1, 16, 4, 59), date(2026, 1, 15)),
        (utc(2026, 1, 16, 5), date(2026, 1, 16)),
        (utc(2026, 3, 9, 3, 59), FORWARD),
        (utc(2026, 3, 9, 4), date(2026, 3, 9)),
        (utc(2026, 11, 2, 4, 59), BACK),
        (utc(2026, 11, 2, 5), date(2026, 11, 2)),
    ],
)
def test_the_business_day_turns_at_midnight_in_new_york(instant: datetime, day: date) -> None:
    assert new_york_day(instant) == day


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 6, 1), 24)])
def test_a_day_has_as_many_hours_as_its_clocks_show(day: date, hours: int) -> None:
    length = local_to_utc(day + timedelta(days=1), time(0)) - local_to_utc(day, time(0))
    assert length == timedelta(hours=hours)


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2036, 12, 31)), st.times().map(lambda at: at.replace(fold=0))
)
def test_local_time_comes_back_as_it_went_but_for_the_skipped_hour(day: date, at: time) -> None:
    shown = new_york(local_to_utc(day, at)).replace(tzinfo=None)
    meant = datetime.combine(day, at)
    assert shown in (meant, meant + timedelta(hours=1))
    if shown != meant:
        assert day.month == 3
        assert at.hour == 2


INSTANTS = st.integers(0, 2**31).map(lambda second: datetime.fromtimestamp(second, tz=UTC))


@given(INSTANTS)
def test_new_york_shows_the_same_instant(at: datetime) -> None:
    assert new_york(at) == at
    assert new_york(at).tzinfo is NEW_YORK


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="names no instant"):
        new_york_day(datetime(2026, 7, 4, 8))  # noqa: DTZ001 - the very thing that is refused


def test_now_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (time(0), "12 AM"),
        (time(7), "7 AM"),
        (time(8, 30), "8:30 AM"),
        (time(12), "12 PM"),
        (time(12, 5), "12:05 PM"),
        (time(23, 59), "11:59 PM"),
    ],
)
def test_times_of_day(at: time, label: str) -> None:
    assert time_label(at) == label


@pytest.mark.parametrize(
    ("starts", "ends", "label"),
    [
        (time(8), time(11), "8 to 11 AM"),
        (time(7), time(8), "7 to 8 AM"),
        (time(11), time(12), "11 AM to 12 PM"),
        (time(8, 30), time(11), "8:30 to 11 AM"),
        (time(13), time(17), "1 to 5 PM"),
    ],
)
def test_windows(starts: time, ends: time, label: str) -> None:
    assert window_label(starts, ends) == label


@pytest.mark.parametrize(
    ("at", "label"),
    [
        (utc(2026, 6, 26, 19, 42), "3:42 PM"),
        (utc(2026, 12, 26, 20, 42), "3:42 PM"),
        (utc(2026, 6, 26, 16), "12:00 PM"),
        (utc(2026, 6, 26, 4, 5), "12:05 AM"),
    ],
)
def test_instants_are_shown_on_new_york_clocks(at: datetime, label: str) -> None:
    assert clock_label(at) == label


@pytest.mark.parametrize(
    ("day", "label"), [(date(2027, 6, 26), "Saturday, June 26"), (date(2026, 3, 8), "Sunday, March 8")]
)
def test_days(day: date, label: str) -> None:
    assert day_label(day) == label


def test_a_moment_has_its_new_york_day() -> None:
    assert moment_label(datetime(2026, 6, 27, 2, 30, tzinfo=UTC)) == "Friday, June 26, 10:30 PM"
