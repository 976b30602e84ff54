"""Booking numbers people read aloud, and tokens nobody can guess."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.references import booking_number, new_token, read_booking_number


@pytest.mark.parametrize(("n", "number"), [(1, "TT-000001"), (123, "TT-000123"), (1234567, "TT-1234567")])
def test_numbers_have_six_digits_or_more(n: int, number: str) -> None:
    assert booking_number(n) == number


def test_the_prefix_is_configurable() -> None:
    assert booking_number(7, prefix="HT") == "HT-000007"
    assert read_booking_number("ht-7", prefix="HT") == 7
    assert read_booking_number("TT-7", prefix="HT") is None


@pytest.mark.parametrize("n", [0, -1])
def test_numbers_begin_at_one(n: int) -> None:
    with pytest.raises(ValueError, match="begin at 1"):
        booking_number(n)


@pytest.mark.parametrize("text", ["TT-000123", "tt-000123", "TT 123", " tt123 ", "000123", "123", "TT--123"])
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    assert read_booking_number(text) == 123


@pytest.mark.parametrize("text", ["", "TT", "TT-", "TT-0", "0", "-5", "12a", "TTT-1", "1.5", "1" * 40, "TT-１２３"])
def test_anything_else_is_no_number(text: str) -> None:
    assert read_booking_number(text) is None


@given(st.integers(min_value=1, max_value=10**12), st.sampled_from(["TT", "H.T", "A+"]))
def test_numbers_come_back(n: int, prefix: str) -> None:
    assert read_booking_number(booking_number(n, prefix), prefix) == n


def test_tokens_are_url_safe_long_and_never_twice() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", token) for token in tokens)
