"""Prices are entered, may be withdrawn before they come into force, and are immutable afterwards (2-catalogue.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.errors import PriceRefused
from catalog.models import ItemPrice, SellableItem
from catalog.operations import enter_price, replace_price, seed_catalogue, withdraw_price
from catalog.queries import price_list
from foundation.audit.actor import Actor
from foundation.audit.queries import timeline

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
STAFF = Actor(user_id=None, label="Mona Manager", via="admin")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_catalogue(now=NOW)


def enter(amount_cents: int, day: date, code: str = "specialty.crib", now: datetime = NOW) -> ItemPrice:
    return enter_price(item_code=code, amount_cents=amount_cents, effective_from=day, actor=STAFF, now=now)


def test_next_months_price_can_be_entered_today() -> None:
    price = enter(40000, date(2026, 7, 1))
    assert (price.number, price.entered_on) == (26, TODAY)
    assert price_list(on=date(2026, 6, 30)).price("specialty.crib") == 35000
    assert price_list(on=date(2026, 7, 1)).price("specialty.crib") == 40000
    assert price_list(on=date(2026, 7, 1), number=25).price("specialty.crib") == 35000


def test_a_price_may_begin_today_and_raises_the_list() -> None:
    enter(36000, TODAY)
    now = price_list(on=TODAY)
    assert (now.number, now.price("specialty.crib")) == (26, 36000)


def test_a_leap_day() -> None:
    enter(36000, date(2028, 2, 29))
    prices = [price_list(on=day).price("specialty.crib") for day in (date(2028, 2, 28), date(2028, 2, 29))]
    assert prices == [35000, 36000]


@pytest.mark.parametrize(
    ("amount_cents", "day", "code", "words"),
    [
        (36000, date(2026, 5, 31), "past_date", "cannot begin in the past: choose today, June 1, 2026, or a later day"),
        (0, date(2026, 7, 1), "not_positive", "above $0"),
        (-100, date(2026, 7, 1), "not_positive", "above $0"),
        (100_000_001, date(2026, 7, 1), "too_much", "at most $1,000,000"),
    ],
)
def test_what_cannot_be_entered_is_refused_in_words(amount_cents: int, day: date, code: str, words: str) -> None:
    with pytest.raises(PriceRefused) as refused:
        enter(amount_cents, day)
    assert refused.value.code == code
    assert words in refused.value.message
    assert price_list(on=TODAY).number == 25


def test_today_is_new_yorks_day() -> None:
    just_before_midnight = datetime(2026, 6, 2, 3, 59, tzinfo=UTC)  # June 1, 23:59 in New York
    enter(36000, TODAY, now=just_before_midnight)
    with pytest.raises(PriceRefused, match="June 2"):
        enter(37000, TODAY, code="coi", now=datetime(2026, 6, 2, 4, 0, tzinfo=UTC))


def test_two_prices_on_one_day_are_refused() -> None:
    enter(36000, date(2026, 7, 1))
    with pytest.raises(PriceRefused, match=r"Crib has a price from July 1, 2026 already: withdraw that one first"):
        enter(37000, date(2026, 7, 1))
    enter(37000, TODAY)
    with pytest.raises(PriceRefused, match=r"from June 1, 2026 already: choose another day"):
        enter(38000, TODAY)


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(PriceRefused, match=r"Nothing on sale has the code specialty\.piano"):
        enter(100, TODAY, code="specialty.piano")


def test_a_coming_price_can_be_withdrawn_and_another_entered() -> None:
    price = enter(40000, date(2026, 7, 1))
    withdraw_price(price_id=price.pk, actor=STAFF, now=NOW)
    after = price_list(on=date(2026, 7, 1))
    assert (after.number, after.price("specialty.crib")) == (27, 35000)
    assert price_list(on=date(2026, 7, 1), number=26).price("specialty.crib") == 40000
    enter(41000, date(2026, 7, 1))
    assert price_list(on=date(2026, 7, 1)).price("specialty.crib") == 41000
    with pytest.raises(PriceRefused, match="withdrawn already"):
        withdraw_price(price_id=price.pk, actor=STAFF, now=NOW)


def test_a_coming_price_is_replaced_under_one_number() -> None:
    price = enter(40000, date(2026, 7, 1))
    replace_price(price_id=price.pk, amount_cents=42000, effective_from=date(2026, 7, 1), actor=STAFF, now=NOW)
    after = price_list(on=date(2026, 7, 1))
    assert (after.number, after.price("specialty.crib")) == (27, 42000)
    assert price_list(on=date(2026, 7, 1), number=26).price("specialty.crib") == 40000


def test_a_price_once_in_force_stays() -> None:
    price = enter(40000, TODAY)
    for act in (
        lambda: withdraw_price(price_id=price.pk, actor=STAFF, now=NOW),
        lambda: replace_price(price_id=price.pk, amount_cents=1, effective_from=TODAY, actor=STAFF, now=NOW),
    ):
        with pytest.raises(PriceRefused, match="in force since June 1, 2026 and cannot be changed any more"):
            act()
    assert price_list(on=TODAY).price("specialty.crib") == 40000


def test_who_entered_and_withdrew_is_on_record() -> None:
    price = enter(40000, date(2026, 7, 1))
    withdraw_price(price_id=price.pk, actor=STAFF, now=NOW)
    newest, oldest = timeline([SellableItem.objects.get(code="specialty.crib")])
    assert [entry.verb for entry in (oldest, newest)] == ["price.entered", "price.withdrawn"]
    assert oldest.actor_label == "Mona Manager"
    assert oldest.data == {
        "item": "specialty.crib", "amount_cents": 40000, "effective_from": "2026-07-01", "price_list": 26,
    }  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_itemprice SET amount_cents = 1",
        "UPDATE catalog_itemprice SET effective_from = '2030-01-01'",
        "UPDATE catalog_itemprice SET number = 900 WHERE number = 1",
        "DELETE FROM catalog_itemprice",
        "UPDATE catalog_itemprice SET withdrawn_in = 99, withdrawn_on = '2026-06-01'",  # in force by then
        "UPDATE catalog_itemprice SET withdrawn_in = 99",
    ],
)
def test_the_database_itself_refuses(statement: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"amount_cents": 0}, "price_positive"),
        ({"number": 1}, "price_number_once"),
        ({"effective_from": date(2025, 1, 1)}, "price_item_and_day_once"),
        ({"entered_on": TODAY, "effective_from": date(2026, 5, 31)}, "price_not_in_the_past"),
        ({"withdrawn_in": 3, "withdrawn_on": TODAY}, "price_withdrawn_only_before_in_force"),
    ],
)
def test_broken_rows_are_refused_by_name(values: dict[str, Any], constraint: str) -> None:
    item = SellableItem.objects.get(code="coi")
    row = {"item": item, "amount_cents": 100, "effective_from": date(2027, 1, 1), "number": 900, "entered_at": NOW}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ItemPrice.objects.create(**{**row, **values})
    message = str(refused.value)
    columns = {
        "price_number_once": "catalog_itemprice.number",
        "price_item_and_day_once": "catalog_itemprice.item_id, catalog_itemprice.effective_from",
    }
    assert constraint in message or columns.get(constraint, constraint) in message
