"""Windows of stops, on ordinary days and on those when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from dispatch.planning.windows import stop_window

WINDOWS = [
    # day, window's start, from (UTC), until (UTC)
    (date(2027, 6, 26), time(8), datetime(2027, 6, 26, 12, tzinfo=UTC), datetime(2027, 6, 26, 16, tzinfo=UTC)),
    (date(2027, 1, 12), time(11), datetime(2027, 1, 12, 16, tzinfo=UTC), datetime(2027, 1, 12, 20, tzinfo=UTC)),
    (date(2027, 1, 12), None, datetime(2027, 1, 12, 12, tzinfo=UTC), datetime(2027, 1, 12, 16, tzinfo=UTC)),
    # clocks go forward at 02:00 on 14 March and back at 02:00 on 7 November: mornings already run on the new time
    (date(2027, 3, 14), time(7), datetime(2027, 3, 14, 11, tzinfo=UTC), datetime(2027, 3, 14, 15, tzinfo=UTC)),
    (date(2027, 11, 7), time(7), datetime(2027, 11, 7, 12, tzinfo=UTC), datetime(2027, 11, 7, 16, tzinfo=UTC)),
]


@pytest.mark.parametrize(("day", "starts", "begins", "ends"), WINDOWS)
def test_a_stop_has_four_hours_from_the_windows_start(
    day: date, starts: time | None, begins: datetime, ends: datetime
) -> None:
    assert stop_window(day, starts) == (begins, ends)
