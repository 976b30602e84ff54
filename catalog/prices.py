"""The price list: which of an item's prices is in force (0-architecture.md, "How a quote flows"). PURE.

A price list is a number. Every price change raises it: a new price takes the next number, and so does withdrawing a
price that is not in force yet. Rows are never altered, so any list that was ever used can be read again, to the same
cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


class NoPrice(LookupError):
    """The item has no price in force on that day. `code` is the item's, `day` the New York day asked for."""

    def __init__(self, code: str, day: date) -> None:
        super().__init__(f"{code} has no price in force on {day.isoformat()}")
        self.code = code
        self.day = day


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of one sellable item, in cents. `number` is the price list that first held it; `withdrawn_in` the
    list that took it out again before it came into force, None where it stands."""

    number: int
    code: str
    amount_cents: int
    effective_from: date
    withdrawn_in: int | None = None

    def stands_in(self, number: int) -> bool:
        """Whether price list `number` holds this row."""
        return self.number <= number and (self.withdrawn_in is None or self.withdrawn_in > number)


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices in force on one New York day under one price list. `cents` maps item codes to integer cents."""

    number: int
    day: date
    cents: Mapping[str, int]

    def price(self, code: str) -> int:
        """Cents of one item; raises NoPrice where none is in force."""
        try:
            return self.cents[code]
        except KeyError:
            raise NoPrice(code, self.day) from None


def latest_number(rows: Iterable[PriceRow]) -> int:
    """The newest price list these rows make: 0 without rows."""
    return max((max(row.number, row.withdrawn_in or 0) for row in rows), default=0)


def price_list(rows: Iterable[PriceRow], *, on: date, number: int | None = None) -> PriceList:
    """The prices in force on New York day `on` under price list `number` (the newest when left out): of each item's
    rows in that list with `effective_from` not after the day, the one with the latest `effective_from`."""
    rows = tuple(rows)
    wanted = latest_number(rows) if number is None else number
    best: dict[str, PriceRow] = {}
    for row in rows:
        if row.effective_from > on or not row.stands_in(wanted):
            continue
        rival = best.get(row.code)
        # Two rows of one day cannot stand together (a database constraint); the number only keeps this total.
        if rival is None or (rival.effective_from, rival.number) < (row.effective_from, row.number):
            best[row.code] = row
    cents = {code: best[code].amount_cents for code in sorted(best)}
    return PriceList(number=wanted, day=on, cents=MappingProxyType(cents))
