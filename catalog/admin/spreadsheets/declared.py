"""The sheets of what is sold and asked: one declaration a table. Places and days are in `declared_places`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.admin.spreadsheets.below import Below
from catalog.admin.spreadsheets.columns import Column, Computed, Lookups, Plain, Reference, References, Short
from catalog.admin.spreadsheets.entries import Named
from catalog.admin.spreadsheets.kinds import Words
from catalog.admin.spreadsheets.sheet import MOST_SAVED_SINGLY, Check, Sheet, Values
from catalog.checks import airport_problems, choices_problem
from catalog.models import (
    AddOn,
    ItemPrice,
    Package,
    Question,
    QuestionChoice,
    Route,
    SellableItem,
    Service,
    SpecialtyItem,
    Zone,
)
from catalog.operations import enter_prices
from catalog.operations.prices import refused_price
from catalog.queries import catalogue
from catalog.seeds import PREFIXES
from foundation.audit.actor import Actor
from foundation.clock import new_york_day, utc_now

COMMON = ("label", "summary", "unit", "position", "active")


def plain(model: Any, *names: str, fixed: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns of fields, in order."""
    return tuple(Plain(model, name, fixed=name in fixed) for name in names)


def _sizes() -> Lookups:
    return {package.short_code: package.pk for package in Package.objects.all()}


def _zones() -> Lookups:
    return dict(Zone.objects.values_list("code", "pk"))


def _services() -> Lookups:
    return dict(Service.objects.values_list("code", "pk"))


SERVICES = Sheet(
    model=Service,
    key=("code",),
    columns=plain(Service, "code", "label", "summary", "position", "active", fixed=("code",)),
    no_new="There are seven services and no more: correct the code.",
)

PACKAGES = Sheet(
    model=Package,
    key=("code",),
    most_rows=MOST_SAVED_SINGLY,
    columns=(
        Short(PREFIXES["packages"]),
        *plain(Package, *COMMON, "is_popular", "max_items", "item_weight_lb", "van_items", "coi_included", "extras"),
    ),
)


def _add_on_check(values: Values) -> Iterator[tuple[str, str]]:
    organizing = values["kind"] in (AddOn.Kind.PACKING, AddOn.Kind.UNPACKING)
    if organizing and values["size"] is None:
        yield "size", "Packing and unpacking have a size: enter the code of a package."
    if not organizing and values["size"] is not None:
        yield "size", "Only packing and unpacking have a size: empty this cell."


class _Size(Reference):
    """Sets the code too, once kind and size are known."""

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        super().set(row, value, known)
        row.code = f"{row.kind}.{value}" if value else row.kind


ADD_ONS = Sheet(
    model=AddOn,
    key=("kind", "size"),
    most_rows=MOST_SAVED_SINGLY,
    columns=(
        Computed("code", lambda add_on: add_on.code),
        *plain(AddOn, "kind", fixed=("kind",)),
        _Size("size", "package", _sizes, lambda size: str(size.short_code), needed=False, fixed=True),
        *plain(AddOn, *COMMON, "hours", "organizers", "supplies_cents"),
    ),
    check=lambda: _add_on_check,
)

SPECIALTY_ITEMS = Sheet(
    model=SpecialtyItem,
    key=("code",),
    most_rows=MOST_SAVED_SINGLY,
    columns=(
        Short(PREFIXES["specialty_items"]),
        *plain(
            SpecialtyItem,
            *COMMON,
            "category",
            "max_weight_lb",
            "max_length_in",
            "max_width_in",
            "max_height_in",
            "handling_notes",
            "van_items",
            "specialty_places",
        ),
    ),
)


def _route_check() -> Check:
    zones = catalogue(at=utc_now()).zones
    return lambda values: airport_problems(values["airport_zip"], zones.get(values["airport_zone"]))


ROUTES = Sheet(
    model=Route,
    key=("code",),
    most_rows=MOST_SAVED_SINGLY,
    columns=(
        Short(PREFIXES["routes"]),
        *plain(Route, *COMMON),
        Reference("city_zone", "zone", _zones),
        Reference("airport_zone", "zone", _zones),
        *plain(Route, "airport_end", "airport_zip", "included_bags", "van_items_per_bag"),
    ),
    check=_route_check,
)

UNIT_PRICES = Sheet(
    model=SellableItem,
    key=("code",),
    columns=plain(SellableItem, "code", "label", "unit", fixed=("code",)),
    no_new="Nothing new is sold by the item, bag or month without our programmers: correct the code.",
    standing=lambda rows: rows.filter(package=None, addon=None, specialtyitem=None, route=None),
)


def _price_check() -> Check:
    today = new_york_day(utc_now())

    def check(values: Values) -> Iterator[tuple[str, str]]:
        refused = refused_price(amount_cents=values["price"], effective_from=values["effective_from"], today=today)
        if refused is not None:
            yield refused.field.removesuffix("_cents").replace("amount", "price"), refused.message

    return check


def _enter(rows: Sequence[tuple[Any, Values]], actor: Actor, now: datetime) -> None:
    prices = [(values["item"], values["price"], values["effective_from"]) for _, values in rows]
    enter_prices(prices, actor=actor, now=now)


class _Price(Plain):
    """The price in dollars, under the name that people use."""

    def __init__(self) -> None:
        super().__init__(ItemPrice, "amount_cents")
        self.name = "price"


def _standing_prices(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(withdrawn_in=None)


PRICES = Sheet(
    model=ItemPrice,
    key=("item", "effective_from"),
    columns=(
        Reference("item", "thing on sale", lambda: dict(SellableItem.objects.values_list("code", "pk")), fixed=True),
        Computed("label", lambda price: price.item.label),
        _Price(),
        Plain(ItemPrice, "effective_from", fixed=True),
        Plain(ItemPrice, "number", shown=True),
    ),
    no_change="This item has another price from this day on already, which cannot be altered: choose a later day, or "
    "withdraw that price first while it is still to come.",
    check=_price_check,
    standing=_standing_prices,
    enter=_enter,
)


def _question_check(values: Values) -> Iterator[tuple[str, str]]:
    words = choices_problem(values["kind"], len(values["choices"]))
    if words:
        yield "choices", words


QUESTIONS = Sheet(
    model=Question,
    key=("code",),
    columns=(
        *plain(Question, "code", "label", "help", "kind", fixed=("code", "kind")),
        References("services", "service", _services, needed=True),
        *plain(Question, "end", "required", "shown_to_driver", "position", "active"),
        Below(
            "choices",
            QuestionChoice,
            "choices",
            Named(Words(), Words(), "street: On the street"),
            ("code", "label"),
            help="Of a question of the kind choice: code and label of each answer, one a line.",
            mark="\n",
            ordered=True,
        ),
    ),
    check=lambda: _question_check,
)
