"""The moment of a publish is typed as New York's clocks show it: ordinary days and both nights when they change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from pricing_rules.operations.refusals import PublishRefused
from pricing_rules.operations.schedule import NoSuchMoment, moment_of, moment_words, refuse_past

FORWARD, BACK = date(2027, 3, 14), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "at", "which", "utc"),
    [
        (date(2026, 6, 1), time(9, 0), "", "2026-06-01T13:00"),
        (date(2026, 12, 7), time(9, 0), "", "2026-12-07T14:00"),
        (date(2026, 12, 31), time(23, 59), "", "2027-01-01T04:59"),
        (FORWARD, time(1, 59), "", "2027-03-14T06:59"),
        (FORWARD, time(3, 0), "", "2027-03-14T07:00"),
        (BACK, time(0, 59), "", "2026-11-01T04:59"),
        (BACK, time(1, 0), "first", "2026-11-01T05:00"),
        (BACK, time(1, 30), "first", "2026-11-01T05:30"),
        (BACK, time(1, 30), "second", "2026-11-01T06:30"),
        (BACK, time(2, 0), "", "2026-11-01T07:00"),
        (date(2026, 6, 1), time(9, 0), "second", "2026-06-01T13:00"),  # nothing comes twice that day
    ],
)
def test_new_yorks_time_is_stored_in_utc(day: date, at: time, which: str, utc: str) -> None:
    assert moment_of(day, at, which) == datetime.fromisoformat(f"{utc}+00:00")  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_the_hour_that_does_not_exist_is_refused_with_what_to_choose(at: time) -> None:
    words = r"go forward on Sunday, March 14, 2027: .* does not exist that night\. Choose 3 AM or a time before 2 AM"
    with pytest.raises(NoSuchMoment, match=words):
        moment_of(FORWARD, at)


@pytest.mark.parametrize("at", [time(1, 0), time(1, 59)])
def test_the_hour_that_comes_twice_must_say_which(at: time) -> None:
    with pytest.raises(NoSuchMoment, match=r"go back on Sunday, November 1, 2026: .* comes twice that night\. Say"):
        moment_of(BACK, at)


def test_a_moment_is_told_with_its_clock_only_where_it_comes_twice() -> None:
    assert moment_words(datetime(2026, 6, 1, 13, tzinfo=UTC)) == "Monday, June 1, 2026, 9:00 AM"
    assert moment_words(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == "Sunday, November 1, 2026, 1:30 AM EDT"
    assert moment_words(datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == "Sunday, November 1, 2026, 1:30 AM EST"


def test_a_moment_that_has_come_or_lies_years_ahead_is_refused() -> None:
    now = datetime(2026, 6, 1, 13, tzinfo=UTC)
    with pytest.raises(PublishRefused, match=r"has passed\. Choose a later time, or publish now"):
        refuse_past(now, now)
    with pytest.raises(PublishRefused, match="more than two years ahead"):
        refuse_past(datetime(2028, 12, 1, tzinfo=UTC), now)
    refuse_past(datetime(2026, 6, 1, 13, 1, tzinfo=UTC), now)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_refused_in_words(day: date) -> None:
    with pytest.raises(NoSuchMoment, match="within the next two years"):
        moment_of(day, time(23, 59))
