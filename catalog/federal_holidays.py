"""United States federal public holidays, own date and where observed (2-catalogue.md, rule "Holiday"). PURE."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

import holidays


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """Names by date of one calendar year: `holidays.US()`, public category, no subdivision. A holiday on a weekend
    stands on its own date and on the day it is observed, which may lie in the year before (New Year's Day 2028)."""
    return MappingProxyType(dict(sorted(holidays.country_holidays("US", years=year).items())))


def federal_holiday(day: date) -> str | None:
    """The holiday's name, None on an ordinary day."""
    return federal_holidays(day.year).get(day)
