"""Entering and withdrawing prices. Every change takes the next price list number, under one lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from catalog.errors import PriceRefused
from catalog.models import CatalogueVersion, ItemPrice, SellableItem
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.clock import new_york_day

MOST_CENTS = 100_000_00 * 10  # a million dollars: more is a slip of the keyboard


def check_new_price(*, item: SellableItem, amount_cents: int, effective_from: date, today: date) -> None:
    """Raises PriceRefused where such a price cannot be entered on New York day `today`: not a positive amount, a day
    gone by, or a day that has a price already (2-catalogue.md)."""
    refused = refused_price(amount_cents=amount_cents, effective_from=effective_from, today=today)
    if refused is not None:
        raise refused
    standing = ItemPrice.objects.filter(item_id=item.pk, effective_from=effective_from, withdrawn_in=None)
    if standing.exists():
        raise same_day(item.label, effective_from, today)


def refused_price(*, amount_cents: int, effective_from: date, today: date) -> PriceRefused | None:
    """Why no item can have such a price from that day on, whatever stands already; None where it can."""
    if amount_cents <= 0:
        return PriceRefused("not_positive", "Enter a price above $0.", "amount_cents")
    if amount_cents > MOST_CENTS:
        return PriceRefused("too_much", "Enter a price of at most $1,000,000.", "amount_cents")
    if effective_from < today:
        return PriceRefused(
            "past_date",
            f"A price cannot begin in the past: choose today, {_day(today)}, or a later day.",
            "effective_from",
        )
    return None


def same_day(label: str, effective_from: date, today: date) -> PriceRefused:
    """The refusal of a second price for one day."""
    remedy = "choose another day" if effective_from <= today else "withdraw that one first, or choose another day"
    return PriceRefused(
        "same_day", f"{label} has a price from {_day(effective_from)} already: {remedy}.", "effective_from"
    )


@transaction.atomic
def enter_price(*, item_code: str, amount_cents: int, effective_from: date, actor: Actor, now: datetime) -> ItemPrice:
    """Enter what an item costs, in cents, from New York day `effective_from` on; `now` is UTC.

    Raises PriceRefused (codes `unknown`, `not_positive`, `too_much`, `past_date`, `same_day`)."""
    number = _next_number()
    item = _item(item_code)
    today = new_york_day(now)
    check_new_price(item=item, amount_cents=amount_cents, effective_from=effective_from, today=today)
    return _enter(item, amount_cents, effective_from, number, actor=actor, now=now)


@transaction.atomic
def enter_prices(rows: Sequence[tuple[str, int, date]], *, actor: Actor, now: datetime) -> int:
    """Enter many prices at once, as (item's code, cents, New York day): all, or none where one is refused as
    `enter_price` would. Each takes a price list number of its own, in the order given; one audit entry tells how many.
    A constant number of queries for a thousand rows."""
    number = _next_number()
    today = new_york_day(now)
    items = {item.code: item for item in SellableItem.objects.all()}
    standing = set(ItemPrice.objects.filter(withdrawn_in=None).values_list("item__code", "effective_from"))
    prices: list[ItemPrice] = []
    for place, (code, amount_cents, effective_from) in enumerate(rows):
        if code not in items:
            raise _unknown(code)
        refused = refused_price(amount_cents=amount_cents, effective_from=effective_from, today=today)
        if refused is None and (code, effective_from) in standing:
            refused = same_day(items[code].label, effective_from, today)
        if refused is not None:
            raise refused
        standing.add((code, effective_from))
        price = ItemPrice(item=items[code], amount_cents=amount_cents, effective_from=effective_from)
        price.number, price.entered_at, price.entered_on = number + place, now, today
        price.entered_by_id = actor.user_id
        prices.append(price)
    ItemPrice.objects.bulk_create(prices, batch_size=1000)
    if prices:
        figures = {"rows": len(prices), "price_lists": [number, number + len(prices) - 1]}
        record(verb="price.entered_many", actor=actor, target=("catalog.itemprice", "*"), now=now, data=figures)
    return len(prices)


@transaction.atomic
def withdraw_price(*, price_id: int, actor: Actor, now: datetime) -> ItemPrice:
    """Take a price that is still to come off the list. Raises PriceRefused (`unknown`, `in_force`, `withdrawn`)."""
    number = _next_number()
    return _withdraw(price_id, number, actor=actor, now=now)


@transaction.atomic
def replace_price(*, price_id: int, amount_cents: int, effective_from: date, actor: Actor, now: datetime) -> ItemPrice:
    """Put another price, or another day, in place of one that is still to come. Raises PriceRefused as the two above
    do."""
    number = _next_number()
    old = _withdraw(price_id, number, actor=actor, now=now)
    today = new_york_day(now)
    check_new_price(item=old.item, amount_cents=amount_cents, effective_from=effective_from, today=today)
    return _enter(old.item, amount_cents, effective_from, number, actor=actor, now=now)


def enter_opening_price(*, item_code: str, amount_cents: int, effective_from: date, now: datetime) -> ItemPrice:
    """A price of a new installation, which may begin in the past. For seeding only."""
    number = _next_number()
    return ItemPrice.objects.create(
        item=_item(item_code), amount_cents=amount_cents, effective_from=effective_from, number=number, entered_at=now
    )


def _next_number() -> int:
    """The number of the next price list. The lock makes numbers rise in the order in which changes become visible:
    without it a quote could name a list that later turns out to hold one row more."""
    CatalogueVersion.objects.select_for_update().get(pk=1)
    newest = ItemPrice.objects.aggregate(entered=Max("number"), withdrawn=Max("withdrawn_in"))
    return max(newest["entered"] or 0, newest["withdrawn"] or 0) + 1


def _item(code: str) -> SellableItem:
    try:
        return SellableItem.objects.get(code=code)
    except SellableItem.DoesNotExist:
        raise _unknown(code) from None


def _unknown(code: str) -> PriceRefused:
    return PriceRefused("unknown", f"Nothing on sale has the code {code}.", "item")


def _enter(
    item: SellableItem, amount_cents: int, effective_from: date, number: int, *, actor: Actor, now: datetime
) -> ItemPrice:
    price = ItemPrice.objects.create(
        item=item,
        amount_cents=amount_cents,
        effective_from=effective_from,
        number=number,
        entered_at=now,
        entered_on=new_york_day(now),
        entered_by_id=actor.user_id,
    )
    record(verb="price.entered", actor=actor, target=item, now=now, data=_figures(price, number))
    return price


def _withdraw(price_id: int, number: int, *, actor: Actor, now: datetime) -> ItemPrice:
    today = new_york_day(now)
    price = ItemPrice.objects.select_related("item").filter(pk=price_id).first()
    if price is None:
        raise PriceRefused("unknown", "This price does not exist.")
    if price.withdrawn_in is not None:
        raise PriceRefused("withdrawn", "This price was withdrawn already.")
    if price.effective_from <= today:
        raise PriceRefused(
            "in_force",
            f"This price has been in force since {_day(price.effective_from)} and cannot be changed any more. "
            "Enter a new one with a later day instead.",
        )
    price.withdrawn_in = number
    price.withdrawn_on = today
    price.save(update_fields=["withdrawn_in", "withdrawn_on"])
    record(verb="price.withdrawn", actor=actor, target=price.item, now=now, data=_figures(price, number))
    return price


def _figures(price: ItemPrice, number: int) -> dict[str, object]:
    return {
        "item": price.item.code,
        "amount_cents": price.amount_cents,
        "effective_from": price.effective_from.isoformat(),
        "price_list": number,
    }


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
