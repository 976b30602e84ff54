"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from catalog.addresses import address_key
from catalog.fleet import VanDay
from catalog.loading import Shelf, load_price_rows, load_shelf
from catalog.models import Building, CatalogueVersion
from catalog.prices import PriceList
from catalog.prices import price_list as choose_prices
from catalog.snapshot import Catalogue
from catalog.territory import ZoneInfo
from foundation.clock import new_york_day

__all__ = ["VanDay", "building_at", "catalogue", "price_list", "stamp", "vans_on", "zone_named"]

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class _Held:
    stamp: str
    shelf: Shelf


_held: _Held | None = None


def catalogue(*, at: datetime, price_list: int | None = None) -> Catalogue:
    """The catalogue as it stands now, with the prices in force on the New York day of `at` (UTC) under price list
    `price_list` (the newest when left out).

    One query where nothing changed since this process last read it, a constant number otherwise; never stale: every
    change of a row changes the stamp in its own transaction (catalog.stamps). Raises CatalogueMissing before seeding.
    """
    return _shelf().on(new_york_day(at), price_list)


def price_list(*, on: date, number: int | None = None) -> PriceList:
    """The prices in force on New York day `on` under price list `number` (the newest when left out). One query."""
    return choose_prices(load_price_rows(), on=on, number=number)


def zone_named(code: str) -> ZoneInfo:
    """A zone as it stands. Raises KeyError where there is none."""
    return _shelf().catalogue.zones[code]


def stamp() -> str | None:
    """What changes whenever the catalogue does: the key for anything kept that was computed from it."""
    return CatalogueVersion.objects.values_list("stamp", flat=True).first()


def _shelf() -> Shelf:
    global _held
    before = stamp()
    held = _held
    if held is not None and held.stamp == before:
        return held.shelf
    for _ in range(ATTEMPTS):
        shelf = load_shelf()
        after = stamp()
        if before is not None and after == before:
            _held = _Held(before, shelf)
            return shelf
        before = after
    # Written to without a pause: as read last, and not kept.
    return shelf


def vans_on(first: date, last: date) -> Mapping[date, tuple[VanDay, ...]]:
    """The vans that run on each New York day from `first` to `last`, both included, by name, with the day's changes
    applied: a van off, an extra van, other capacities, no specialty items. One query where nothing changed."""
    fleet = _shelf().catalogue.fleet
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return MappingProxyType({day: fleet.on(day) for day in days})


def building_at(line1: str, zip_code: str) -> Building | None:
    """The building at a street address, matched by street and ZIP whatever way they are written. One query."""
    return Building.objects.filter(key=address_key(line1, zip_code)).first()
