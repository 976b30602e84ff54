"""Stripe's documented test cards in the stand-in."""

from __future__ import annotations

import pytest

from standins.stripe.balance import fee
from standins.stripe.cards import CARDS, LIVE, brand_of, by_number, by_token, checked, luhn
from standins.stripe.errors import Refusal


def test_every_card_number_has_a_good_check_digit_and_is_listed_once() -> None:
    assert all(luhn(card.number) for card in CARDS)
    assert len({card.number for card in CARDS}) == len(CARDS)
    assert all(brand_of(card.number) == card.brand for card in CARDS)


def test_every_ready_made_payment_method_names_one_card() -> None:
    tokens = [token for card in CARDS for token in card.tokens]
    assert len(tokens) == len(set(tokens))
    assert by_token("pm_card_visa") is by_number("4242424242424242")
    assert by_token("pm_card_unheard_of") is None


def test_a_real_number_is_never_known() -> None:
    assert by_number("4111111111111111") is LIVE
    assert LIVE.number == ""


@pytest.mark.parametrize(
    ("number", "month", "year", "cvc", "code"),
    [
        ("4242424242424241", 12, 2030, "123", "incorrect_number"),
        ("42424242", 12, 2030, "123", "incorrect_number"),
        ("4242424242424242", 13, 2030, "123", "invalid_expiry_month"),
        ("4242424242424242", 10, 2026, "123", "invalid_expiry_year"),
        ("4242424242424242", 12, 2099, "123", "invalid_expiry_year"),
        ("4242424242424242", 12, 2030, "12", "invalid_cvc"),
        ("378282246310005", 12, 2030, "123", "invalid_cvc"),
    ],
)
def test_bad_card_fields_are_card_errors(number: str, month: int, year: int, cvc: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(number, month, year, cvc, this_month=(2026, 11))
    assert (refused.value.code, refused.value.kind, refused.value.status) == (code, "card_error", 402)


def test_a_card_works_through_its_last_month() -> None:
    checked("4242424242424242", 11, 2026, "123", this_month=(2026, 11))


@pytest.mark.parametrize(
    ("amount", "charged"),
    [(100, 33), (10_000, 320), (198_375, 5_783), (172_500, 5_033), (50, 31), (500, 45), (1_500, 74)],
)
def test_the_fee_is_2_9_percent_and_30_cents_half_a_cent_up(amount: int, charged: int) -> None:
    assert fee(amount) == charged
