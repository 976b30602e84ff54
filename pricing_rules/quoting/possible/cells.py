"""Numbers that stand for all others: one for every stretch between the numbers that rules name."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from math import floor

Number = int | Decimal


def whole_cells(named: Iterable[Number], low: int, high: int) -> list[int]:
    """Whole numbers from `low` to `high`, ascending, such that none of the named ones tells apart two whole numbers
    without telling apart two of these. The lowest of each stretch is among them."""
    near = (floor(number) + step for number in named for step in (0, 1))
    return sorted({low, high, *(number for number in near if low <= number <= high)})


def number_cells(named: Iterable[Number], low: Number, high: Number) -> list[Decimal]:
    """The same of any numbers: those named, and one between each two neighbours: low, between, named, between, high."""
    marks = sorted({Decimal(low), Decimal(high), *(Decimal(number) for number in named if low <= number <= high)})
    cells = [marks[0]]
    for left, right in pairwise(marks):
        cells += [(left + right) / 2, right]
    return cells
