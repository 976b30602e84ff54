"""Reading the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from catalog.addresses import address_key
from catalog.loading import Shelf, load_price_rows, load_shelf
from catalog.models import Building, CatalogueVersion, FleetDay, Van, VanOverride
from catalog.prices import PriceList
from catalog.prices import price_list as choose_prices
from catalog.snapshot import Catalogue
from catalog.territory import ZoneInfo
from foundation.clock import new_york_day

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class VanDay:
    """A van that runs on a day, with the room it has that day: items and specialty places."""

    van_id: int
    name: str
    item_capacity: int
    specialty_capacity: int


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
    applied: a van off, an extra van, other capacities, no specialty items. Three queries, whatever the stretch."""
    vans = list(Van.objects.order_by("name"))
    closed = set(
        FleetDay.objects.filter(date__range=(first, last), specialty_closed=True).values_list("date", flat=True)
    )
    overrides = {
        (override.day.date, override.van_id): override
        for override in VanOverride.objects.filter(day__date__range=(first, last)).select_related("day")
    }
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return MappingProxyType(
        {
            day: tuple(
                _van_day(van, overrides.get((day, van.pk)), specialty_closed=day in closed)
                for van in vans
                if _runs(van, day, overrides.get((day, van.pk)))
            )
            for day in days
        }
    )


def _runs(van: Van, day: date, override: VanOverride | None) -> bool:
    if override is not None and override.runs != VanOverride.Runs.USUAL:
        return override.runs == VanOverride.Runs.EXTRA
    begun = van.in_service_from is None or van.in_service_from <= day
    return begun and (van.in_service_until is None or day <= van.in_service_until)


def _van_day(van: Van, override: VanOverride | None, *, specialty_closed: bool) -> VanDay:
    items, specialty = van.item_capacity, van.specialty_capacity
    if override is not None and override.item_capacity is not None:
        items = override.item_capacity
    if override is not None and override.specialty_capacity is not None:
        specialty = override.specialty_capacity
    return VanDay(van.pk, van.name, items, 0 if specialty_closed else specialty)


def building_at(line1: str, zip_code: str) -> Building | None:
    """The building at a street address, matched by street and ZIP whatever way they are written. One query."""
    return Building.objects.filter(key=address_key(line1, zip_code)).first()
