"""Money: cents in, cents out, a half always goes away from zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import dollars, dollars_short, half_up, parse_dollars, percent_of, signed_dollars

CENTS = st.integers(min_value=-(10**12), max_value=10**12)
PERCENTS = st.decimals(min_value=0, max_value=1000, places=3)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.4", 0), ("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.4", 0), ("-0.5", -1), ("-2.5", -3), ("7", 7)],
)
def test_a_half_goes_away_from_zero(amount: str, rounded: int) -> None:
    assert half_up(Decimal(amount)) == rounded


@pytest.mark.parametrize(
    ("cents", "percent", "part"),
    [
        (172500, "15", 25875),  # the weekend surcharge of the specification's example
        (172500, "0", 0),
        (333, "50", 167),  # 166.5
        (-333, "50", -167),
        (1, "49.999", 0),
        (1, "50", 1),
        (99500, "7.25", 7214),  # 7213.75
        (10**12, "33.333", 333330000000),
    ],
)
def test_a_percentage_is_rounded_once(cents: int, percent: str, part: int) -> None:
    assert percent_of(cents, Decimal(percent)) == part


@given(CENTS, PERCENTS)
def test_a_percentage_is_within_half_a_cent_and_symmetric(cents: int, percent: Decimal) -> None:
    part = percent_of(cents, percent)
    assert abs(Decimal(part) - Decimal(cents) * percent / 100) <= Decimal("0.5")
    assert percent_of(-cents, percent) == -part


@pytest.mark.parametrize(
    ("cents", "full", "short", "signed"),
    [
        (198375, "$1,983.75", "$1,983.75", "+$1,983.75"),
        (172500, "$1,725.00", "$1,725", "+$1,725.00"),
        (25875, "$258.75", "$258.75", "+$258.75"),
        (-5000, "−$50.00", "−$50", "−$50.00"),
        (5, "$0.05", "$0.05", "+$0.05"),
        (-5, "−$0.05", "−$0.05", "−$0.05"),
        (0, "$0.00", "$0", "$0.00"),
        (123456789000, "$1,234,567,890.00", "$1,234,567,890", "+$1,234,567,890.00"),
    ],
)
def test_how_amounts_are_written(cents: int, full: str, short: str, signed: str) -> None:
    assert (dollars(cents), dollars_short(cents), signed_dollars(cents)) == (full, short, signed)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,983.75", 198375),
        ("1983.75", 198375),
        (" 50 ", 5000),
        ("0.5", 50),
        ("-$50", -5000),
        ("−$50.05", -5005),
        ("+$258.75", 25875),
        ("1,234,567", 123456700),
    ],
)
def test_what_people_type_is_read(text: str, cents: int) -> None:
    assert parse_dollars(text) == cents


@pytest.mark.parametrize(
    "text", ["", "$", "abc", "1.234", "1,23", "12,34.00", "1.", ".5", "1e3", "--5", "$-5", "٣", "NaN", "1 000"]
)
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"Enter an amount in dollars, like 1,725 or 49\.50"):
        parse_dollars(text)


@given(CENTS)
def test_what_is_written_can_be_read_back(cents: int) -> None:
    assert parse_dollars(dollars(cents)) == cents
    assert parse_dollars(dollars_short(cents)) == cents
    assert parse_dollars(signed_dollars(cents)) == cents
