"""The days to come as elements, with all that the date decides; and how far ahead a pickup can be booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.snapshot import Catalogue
from pricing_rules.engine.analyse.space import Block, Listed, Masks, Ordered, bits, elements
from pricing_rules.quoting.facts import calendar_facts
from pricing_rules.quoting.possible.blocks import Choice

YEARS = 12  # in twelve years every date but February 29 falls on every weekday


def calendar(catalogue: Catalogue, today: date, named: Sequence[date] = ()) -> Choice:
    """The days from `today` on, twelve years and at least a year beyond the last date that rules name."""
    last = max([today + timedelta(days=catalogue.policy.horizon_days + 366 * YEARS), *named])
    last = min(last, date.max - timedelta(days=400)) + timedelta(days=366)
    days = [date.fromordinal(number) for number in range(today.toordinal(), last.toordinal() + 1)]
    found: dict[str, dict[object, list[int]]] = {
        fact: {} for fact in ("weekday", "is_weekend", "month", "holiday", "is_holiday", "seasons")
    }
    for element, day in enumerate(days, start=1):
        of_day = calendar_facts(day, catalogue)
        for fact, those in found.items():
            those.setdefault(of_day[fact], []).append(element)
    size = len(days) + 1
    facts = {
        fact: Listed({value: bits(those, size) for value, those in values.items()}) for fact, values in found.items()
    }
    return Choice(Block("day", size, {"pickup_date": Ordered(days), **facts}), [None, *days])


@dataclass(frozen=True)
class AheadOfDay:
    """A pickup is booked today at the earliest: it is at most as many days ahead as it lies in the future."""

    day: int
    ahead: int
    distances: Choice  # days ahead, the least of every stretch among them

    def __call__(self, masks: Masks) -> bool:
        if masks[self.day] & 1:
            return True
        least = next(iter(elements(masks[self.ahead] & ~1)), 0)
        # Element 1 is today, so element n lies n - 1 days in the future.
        return bool(least) and masks[self.day].bit_length() - 2 >= self.distances.means[least]
