"""Which price is in force: 0-architecture.md, "How a quote flows", and 2-catalogue.md."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.prices import NoPrice, PriceRow, latest_number, price_list
from catalog.seeds import price_rows, seed_snapshot

ROWS = (
    PriceRow(1, "crib", 35000, date(2025, 1, 1)),
    PriceRow(2, "surf", 35000, date(2025, 1, 1)),
    PriceRow(3, "crib", 40000, date(2026, 3, 1)),
    PriceRow(4, "crib", 36000, date(2026, 2, 1)),  # entered later, begins earlier
    PriceRow(5, "surf", 99900, date(2026, 6, 1), withdrawn_in=6),
    PriceRow(6, "surf", 37500, date(2026, 6, 1)),
)


@pytest.mark.parametrize(
    ("on", "number", "crib", "surf"),
    [
        (date(2025, 1, 1), None, 35000, 35000),
        (date(2026, 1, 31), None, 35000, 35000),
        (date(2026, 2, 1), None, 36000, 35000),
        (date(2026, 2, 28), None, 36000, 35000),
        (date(2026, 3, 1), None, 40000, 35000),
        (date(2026, 5, 31), None, 40000, 35000),
        (date(2026, 6, 1), None, 40000, 37500),
        (date(2026, 6, 1), 6, 40000, 37500),
        (date(2026, 6, 1), 5, 40000, 99900),  # the list that still held the price withdrawn since
        (date(2026, 6, 1), 4, 40000, 35000),
        (date(2026, 6, 1), 3, 40000, 35000),
        (date(2026, 2, 1), 3, 35000, 35000),
        (date(2026, 3, 1), 2, 35000, 35000),
    ],
)
def test_the_price_with_the_latest_day_in_that_list_is_in_force(
    on: date, number: int | None, crib: int, surf: int
) -> None:
    prices = price_list(ROWS, on=on, number=number)
    assert (prices.price("crib"), prices.price("surf")) == (crib, surf)
    assert prices.number == (number or 6)


def test_the_order_of_rows_does_not_matter() -> None:
    forwards, backwards = (price_list(rows, on=date(2026, 6, 1)) for rows in (ROWS, tuple(reversed(ROWS))))
    assert forwards == backwards


def test_an_item_without_a_price_in_force_says_so() -> None:
    with pytest.raises(NoPrice, match="crib has no price in force on 2024-12-31"):
        price_list(ROWS, on=date(2024, 12, 31)).price("crib")
    with pytest.raises(NoPrice):
        price_list(ROWS, on=date(2026, 1, 1)).price("unheard_of")
    with pytest.raises(NoPrice):
        price_list(ROWS, on=date(2026, 1, 1), number=1).price("surf")


def test_the_newest_list_counts_withdrawals_too() -> None:
    assert latest_number(()) == 0
    assert latest_number(ROWS) == 6
    assert latest_number((*ROWS, PriceRow(7, "crib", 1, date(2027, 1, 1), withdrawn_in=8))) == 8


def test_a_price_may_begin_on_a_leap_day() -> None:
    rows = (PriceRow(1, "crib", 100, date(2025, 1, 1)), PriceRow(2, "crib", 200, date(2028, 2, 29)))
    assert [price_list(rows, on=day).price("crib") for day in (date(2028, 2, 28), date(2028, 2, 29))] == [100, 200]


@pytest.mark.parametrize(("on", "cents"), [(date(2025, 9, 28), 249000), (date(2025, 9, 29), 345000)])
def test_a_full_move_costs_more_from_september_29_2025(on: date, cents: int) -> None:
    assert seed_snapshot(on).price("mini_move.full") == cents


SEEDED = {
    "mini_move.petite": 99500,
    "mini_move.standard": 172500,
    "mini_move.full": 345000,
    "packing.petite": 140000,
    "packing.standard": 253500,
    "packing.full": 507000,
    "unpacking.petite": 113000,
    "unpacking.standard": 226500,
    "unpacking.full": 452500,
    "coi": 5000,
    "expedited": 35000,
    "specialty.peloton": 50000,
    "specialty.surfboard": 35000,
    "specialty.crib": 35000,
    "specialty.wardrobe_box": 27500,
    "standard_delivery.items": 9500,
    "standard_delivery.minimum": 28500,
    "standard_delivery.same_day": 36000,
    "blade.manhattan_jfk": 15000,
    "blade.jfk_manhattan": 15000,
    "blade.manhattan_ewr": 15000,
    "blade.ewr_manhattan": 15000,
    "blade.bags": 7500,
    "storage.month": 15000,
}


def test_every_seeded_price_is_the_specifications_and_there_is_no_other() -> None:
    catalogue = seed_snapshot(date(2026, 6, 26))
    assert dict(catalogue.prices.cents) == SEEDED
    assert set(catalogue.items) == set(SEEDED)
    assert {row.effective_from for row in price_rows()} == {date(2025, 1, 1), date(2025, 9, 29)}
    assert catalogue.prices.number == len(price_rows()) == 25
