"""Rows into the frozen catalogue, in a constant number of queries (one a table)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType

from catalog import models
from catalog.fleet import Fleet, VanChange, VanInfo
from catalog.offers import (
    AddOnInfo,
    ItemInfo,
    PackageInfo,
    QuestionInfo,
    RouteInfo,
    ServiceInfo,
    SpecialtyItemInfo,
)
from catalog.policy import PolicyInfo
from catalog.prices import PriceList, PriceRow, price_list
from catalog.snapshot import Catalogue, HolidayOverrideInfo
from catalog.territory import SeasonInfo, TownInfo, WindowInfo, ZoneInfo, zone_from_members

NO_PRICES = PriceList(number=0, day=date.min, cents=MappingProxyType({}))


class CatalogueMissing(RuntimeError):
    """The database holds no catalogue yet."""

    def __init__(self) -> None:
        super().__init__("The catalogue is empty: run `manage.py seed` once.")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The whole catalogue as the rows stand, with every price there is and none chosen yet."""

    catalogue: Catalogue
    price_rows: tuple[PriceRow, ...]

    def on(self, day: date, number: int | None) -> Catalogue:
        """The catalogue of New York day `day` under price list `number`, the newest when None."""
        return replace(self.catalogue, day=day, prices=price_list(self.price_rows, on=day, number=number))


def load_price_rows() -> tuple[PriceRow, ...]:
    """Every price ever entered, in the order of price lists. One query."""
    rows = models.ItemPrice.objects.order_by("number").values_list(
        "number", "item__code", "amount_cents", "effective_from", "withdrawn_in"
    )
    return tuple(PriceRow(*row) for row in rows)


def load_shelf() -> Shelf:
    """Everything, from the database. Raises CatalogueMissing before the first seeding."""
    catalogue = Catalogue(
        day=NO_PRICES.day,
        prices=NO_PRICES,
        items=MappingProxyType(
            {row.code: ItemInfo(row.code, row.label, row.unit, row.active) for row in models.SellableItem.objects.all()}
        ),
        services=MappingProxyType(
            {
                row.code: ServiceInfo(code=row.code, label=row.label, summary=row.summary, active=row.active)
                for row in models.Service.objects.all()
            }
        ),
        packages=MappingProxyType({row.short_code: _package(row) for row in models.Package.objects.all()}),
        add_ons=MappingProxyType({row.code: _add_on(row) for row in models.AddOn.objects.select_related("size")}),
        specialty_items=MappingProxyType(
            {row.short_code: _specialty_item(row) for row in models.SpecialtyItem.objects.all()}
        ),
        routes=MappingProxyType(
            {row.short_code: _route(row) for row in models.Route.objects.select_related("city_zone", "airport_zone")}
        ),
        windows=MappingProxyType({row.code: _window(row) for row in models.PickupWindow.objects.all()}),
        zones=MappingProxyType(_zones()),
        towns=_towns(),
        seasons=MappingProxyType(_seasons()),
        holiday_overrides=MappingProxyType(
            {
                row.date: HolidayOverrideInfo(day=row.date, name=row.name, is_holiday=row.is_holiday)
                for row in models.HolidayOverride.objects.all()
            }
        ),
        closed_dates=MappingProxyType(dict(models.ClosedDate.objects.values_list("date", "reason"))),
        questions=MappingProxyType(_questions()),
        policy=_policy(),
        fleet=_fleet(),
    )
    return Shelf(catalogue=catalogue, price_rows=load_price_rows())


def _package(row: models.Package) -> PackageInfo:
    return PackageInfo(
        code=row.short_code,
        item_code=row.code,
        label=row.label,
        summary=row.summary,
        active=row.active,
        is_popular=row.is_popular,
        max_items=row.max_items,
        item_weight_lb=row.item_weight_lb,
        van_items=row.van_items,
        coi_included=row.coi_included,
        extras=tuple(line.strip() for line in row.extras.splitlines() if line.strip()),
    )


def _add_on(row: models.AddOn) -> AddOnInfo:
    return AddOnInfo(
        code=row.code,
        label=row.label,
        summary=row.summary,
        kind=row.kind,
        package=row.size.short_code if row.size else None,
        active=row.active,
        hours=row.hours,
        organizers=row.organizers,
        supplies_cents=row.supplies_cents,
    )


def _specialty_item(row: models.SpecialtyItem) -> SpecialtyItemInfo:
    return SpecialtyItemInfo(
        code=row.short_code,
        item_code=row.code,
        label=row.label,
        summary=row.summary,
        active=row.active,
        category=row.category,
        max_weight_lb=row.max_weight_lb,
        max_length_in=row.max_length_in,
        max_width_in=row.max_width_in,
        max_height_in=row.max_height_in,
        handling_notes=row.handling_notes,
        van_items=row.van_items,
        specialty_places=row.specialty_places,
        picture=PurePosixPath(row.picture.name).name if row.picture else "",
    )


def _route(row: models.Route) -> RouteInfo:
    return RouteInfo(
        code=row.short_code,
        item_code=row.code,
        label=row.label,
        summary=row.summary,
        active=row.active,
        city_zone=row.city_zone.code,
        airport_zone=row.airport_zone.code,
        airport_end=row.airport_end,
        airport_zip=row.airport_zip,
        included_bags=row.included_bags,
        van_items_per_bag=row.van_items_per_bag,
    )


def _window(row: models.PickupWindow) -> WindowInfo:
    return WindowInfo(
        code=row.code,
        label=row.label,
        starts=row.starts,
        ends=row.ends,
        is_default=row.is_default,
        active=row.active,
        daily_limit=row.daily_limit,
    )


def _zones() -> dict[str, ZoneInfo]:
    members: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for zone_id, kind, value in models.ZoneMember.objects.values_list("zone_id", "kind", "value"):
        members[zone_id].append((kind, value))
    return {
        row.code: zone_from_members(code=row.code, label=row.label, active=row.active, members=members[row.pk])
        for row in models.Zone.objects.all()
    }


def _towns() -> tuple[TownInfo, ...]:
    zips: dict[int, list[str]] = defaultdict(list)
    for town_id, zip_code in models.TownZip.objects.values_list("town_id", "zip"):
        zips[town_id].append(zip_code)
    # Places along the road are counted afresh, so that gaps in the staff's numbers mean nothing.
    return tuple(
        TownInfo(code=row.code, label=row.label, position=place, zips=frozenset(zips[row.pk]))
        for place, row in enumerate(models.Town.objects.order_by("position", "code"), start=1)
    )


def _seasons() -> dict[str, SeasonInfo]:
    dates: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for season_id, first, last in models.SeasonDates.objects.values_list("season_id", "first_day", "last_day"):
        dates[season_id].append((first, last))
    return {
        row.code: SeasonInfo(code=row.code, label=row.label, active=row.active, dates=tuple(sorted(dates[row.pk])))
        for row in models.Season.objects.all()
    }


def _questions() -> dict[str, QuestionInfo]:
    rows = models.Question.objects.prefetch_related("services", "choices")
    return {
        row.code: QuestionInfo(
            code=row.code,
            label=row.label,
            help=row.help,
            kind=row.kind,
            services=frozenset(service.code for service in row.services.all()),
            end=row.end,
            required=row.required,
            shown_to_driver=row.shown_to_driver,
            active=row.active,
            choices=tuple((choice.code, choice.label) for choice in row.choices.all()),
        )
        for row in rows
    }


def _policy() -> PolicyInfo:
    row = models.BookingPolicy.objects.first()
    if row is None:
        raise CatalogueMissing
    return PolicyInfo(
        lead_days=row.lead_days,
        horizon_days=row.horizon_days,
        first_pickup=row.first_pickup,
        last_pickup=row.last_pickup,
        same_day_cutoff=row.same_day_cutoff,
        same_day_items=row.same_day_items,
        item_weight_lb=row.item_weight_lb,
        served_states=tuple(state.strip() for state in row.served_states.split(",") if state.strip()),
        max_specialty=row.max_specialty,
        hold_minutes=row.hold_minutes,
        link_hold_minutes=row.link_hold_minutes,
        extension_minutes=row.extension_minutes,
        max_extensions=row.max_extensions,
        change_hold_minutes=row.change_hold_minutes,
        quote_hours=row.quote_hours,
        reschedule_hours=row.reschedule_hours,
        few_left=row.few_left,
        cancellation_tiers=tuple(models.CancellationTier.objects.values_list("hours_before", "percent")),
    )


RUNS = {models.VanOverride.Runs.OFF: False, models.VanOverride.Runs.EXTRA: True}


def _fleet() -> Fleet:
    overrides = models.VanOverride.objects.values_list(
        "day__date", "van_id", "runs", "item_capacity", "specialty_capacity"
    )
    return Fleet(
        vans=tuple(
            VanInfo(*row)
            for row in models.Van.objects.order_by("name").values_list(
                "pk", "name", "item_capacity", "specialty_capacity", "in_service_from", "in_service_until"
            )
        ),
        changes=MappingProxyType(
            {(day, van): VanChange(RUNS.get(runs), items, places) for day, van, runs, items, places in overrides}
        ),
        specialty_closed=frozenset(
            models.FleetDay.objects.filter(specialty_closed=True).values_list("date", flat=True)
        ),
    )
