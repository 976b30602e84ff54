"""Reading prices for staff: what is in force, what is coming, what was."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from catalog.models import ItemPrice


def with_standing(prices: QuerySet[ItemPrice], today: date) -> QuerySet[ItemPrice]:
    """Adds `in_force_from`: the day from which the item's price of New York day `today` applies."""
    current = ItemPrice.objects.filter(item=OuterRef("item"), withdrawn_in=None, effective_from__lte=today).order_by(
        "-effective_from"
    )
    return prices.annotate(in_force_from=Subquery(current.values("effective_from")[:1]))


def standing(price: Any, today: date) -> str:
    """`withdrawn`, `coming`, `in force` or `past`, of a row read through `with_standing`."""
    if price.withdrawn_in is not None:
        return "withdrawn"
    if price.effective_from > today:
        return "coming"
    return "in force" if price.effective_from == price.in_force_from else "past"


def in_standing(prices: QuerySet[Any], wanted: str, today: date) -> QuerySet[Any]:
    """Only the rows in one standing, of a queryset that came from `with_standing`."""
    stands = Q(withdrawn_in=None)
    chosen = {
        "withdrawn": Q(withdrawn_in__isnull=False),
        "coming": stands & Q(effective_from__gt=today),
        "in force": stands & Q(effective_from=F("in_force_from")),
        "past": stands & Q(effective_from__lte=today) & ~Q(effective_from=F("in_force_from")),
    }
    return prices.filter(chosen[wanted])


def with_prices(items: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Adds `price_today`, `next_price` (cents) and `next_from` to sellable items of any kind, in the same query."""
    standing_rows = ItemPrice.objects.filter(item=OuterRef("pk"), withdrawn_in=None)
    current = standing_rows.filter(effective_from__lte=today).order_by("-effective_from")
    coming = standing_rows.filter(effective_from__gt=today).order_by("effective_from")
    return items.annotate(
        price_today=Subquery(current.values("amount_cents")[:1]),
        next_price=Subquery(coming.values("amount_cents")[:1]),
        next_from=Subquery(coming.values("effective_from")[:1]),
    )
