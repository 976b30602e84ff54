"""What a new installation is seeded with, read from catalog/seed/*.yaml (2-catalogue.md), and the catalogue it makes.
PURE.

The files are law for a fresh database only: operations.seed_catalogue turns them into rows once, afterwards the rows
are staff's. `seed_snapshot` builds the same catalogue without a database: golden quotes and the tests of pricing
start from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from catalog.fleet import Fleet, VanInfo
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
from catalog.prices import PriceRow, price_list
from catalog.snapshot import Catalogue
from catalog.territory import SeasonInfo, TownInfo, WindowInfo, ZoneInfo, zone_from_members
from foundation.money import parse_dollars

FOLDER = Path(__file__).parent / "seed"
PREFIXES = MappingProxyType(
    {"packages": "mini_move.", "add_ons": "", "specialty_items": "specialty.", "routes": "blade."}
)
MEMBER_KINDS = MappingProxyType({"zips": "zip", "prefixes": "prefix", "cities": "city", "states": "state"})


@cache
def seed_file(name: str) -> Any:
    """The content of catalog/seed/<name>.yaml as lists and dicts; never to be altered by the caller."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def seed_snapshot(on: date, number: int | None = None) -> Catalogue:
    """The catalogue of a fresh installation as on New York day `on`, under price list `number` (the newest when left
    out)."""
    offers = seed_file("items")
    return Catalogue(
        day=on,
        prices=price_list(price_rows(), on=on, number=number),
        items=MappingProxyType(_items(offers)),
        services=MappingProxyType({row["code"]: ServiceInfo(**row, active=True) for row in seed_file("services")}),
        packages=MappingProxyType({row["code"]: _package(row) for row in offers["packages"]}),
        add_ons=MappingProxyType({row["code"]: _add_on(row) for row in offers["add_ons"]}),
        specialty_items=MappingProxyType({row["code"]: _specialty_item(row) for row in offers["specialty_items"]}),
        routes=MappingProxyType({row["code"]: _route(row) for row in offers["routes"]}),
        windows=MappingProxyType({row["code"]: _window(row) for row in seed_file("windows")}),
        zones=MappingProxyType({row["code"]: _zone(row) for row in seed_file("zones")}),
        towns=tuple(_town(row, position) for position, row in enumerate(seed_file("towns"), start=1)),
        seasons=MappingProxyType({row["code"]: _season(row) for row in seed_file("seasons")}),
        holiday_overrides=MappingProxyType({}),
        closed_dates=MappingProxyType({}),
        questions=MappingProxyType({row["code"]: _question(row) for row in seed_file("questions")}),
        policy=_policy(seed_file("policy")),
        fleet=_fleet(seed_file("vans")),
    )


def _fleet(vans: Any) -> Fleet:
    fields = ("name", "item_capacity", "specialty_capacity", "in_service_from")
    return Fleet(
        vans=tuple(
            VanInfo(number, *(row[field] for field in fields), None) for number, row in enumerate(vans, start=1)
        ),
        changes=MappingProxyType({}),
        specialty_closed=frozenset(),
    )


def price_rows() -> tuple[PriceRow, ...]:
    """The opening prices, numbered by their place in the file."""
    return tuple(
        PriceRow(number, row["item"], parse_dollars(row["amount"]), row["from"])
        for number, row in enumerate(seed_file("prices"), start=1)
    )


def clock(text: str | None) -> time | None:
    """A local time of a seed file ("08:00"), None where there is none."""
    return time.fromisoformat(text) if text else None


def zone_members(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(kind, value) pairs of a zone in zones.yaml."""
    return [(kind, value) for key, kind in MEMBER_KINDS.items() for value in row.get(key, ())]


def _items(offers: Mapping[str, Any]) -> dict[str, ItemInfo]:
    named = [(prefix + row["code"], row) for group, prefix in PREFIXES.items() for row in offers[group]]
    named += [(row["code"], row) for row in offers["unit_prices"]]
    return {code: ItemInfo(code=code, label=row["label"], unit=row["unit"], active=True) for code, row in named}


def _package(row: Mapping[str, Any]) -> PackageInfo:
    return PackageInfo(
        code=row["code"],
        item_code=PREFIXES["packages"] + row["code"],
        label=row["label"],
        summary=row["summary"],
        active=True,
        is_popular=row.get("popular", False),
        max_items=row["max_items"],
        item_weight_lb=row["item_weight_lb"],
        van_items=row["van_items"],
        coi_included=row["coi_included"],
        extras=tuple(row["extras"]),
    )


def _add_on(row: Mapping[str, Any]) -> AddOnInfo:
    return AddOnInfo(
        code=row["code"],
        label=row["label"],
        summary=row["summary"],
        kind=row["kind"],
        package=row.get("package"),
        active=True,
        hours=row.get("hours"),
        organizers=row.get("organizers"),
        supplies_cents=parse_dollars(row["supplies"]) if "supplies" in row else 0,
    )


def _specialty_item(row: Mapping[str, Any]) -> SpecialtyItemInfo:
    return SpecialtyItemInfo(
        code=row["code"],
        item_code=PREFIXES["specialty_items"] + row["code"],
        label=row["label"],
        summary=row["summary"],
        active=True,
        category=row["category"],
    )


def _route(row: Mapping[str, Any]) -> RouteInfo:
    return RouteInfo(
        code=row["code"],
        item_code=PREFIXES["routes"] + row["code"],
        label=row["label"],
        summary=row["summary"],
        active=True,
        city_zone=row["city_zone"],
        airport_zone=row["airport_zone"],
        airport_end=row["airport_end"],
        airport_zip=row["airport_zip"],
        included_bags=row["included_bags"],
    )


def _zone(row: Mapping[str, Any]) -> ZoneInfo:
    return zone_from_members(code=row["code"], label=row["label"], active=True, members=zone_members(row))


def _town(row: Mapping[str, Any], position: int) -> TownInfo:
    return TownInfo(code=row["code"], label=row["label"], position=position, zips=frozenset(row["zips"]))


def _season(row: Mapping[str, Any]) -> SeasonInfo:
    dates = tuple(sorted((first, last) for first, last in row["dates"]))
    return SeasonInfo(code=row["code"], label=row["label"], active=True, dates=dates)


def _window(row: Mapping[str, Any]) -> WindowInfo:
    return WindowInfo(
        code=row["code"],
        label=row["label"],
        starts=clock(row.get("starts")),
        ends=clock(row.get("ends")),
        is_default=row.get("default", False),
        active=True,
    )


def _question(row: Mapping[str, Any]) -> QuestionInfo:
    return QuestionInfo(
        code=row["code"],
        label=row["label"],
        help=row.get("help", ""),
        kind=row["kind"],
        services=frozenset(row["services"]),
        end=row["end"],
        required=row.get("required", False),
        shown_to_driver=row["shown_to_driver"],
        active=True,
    )


def _policy(row: Mapping[str, Any]) -> PolicyInfo:
    times = {name: time.fromisoformat(row[name]) for name in ("first_pickup", "last_pickup", "same_day_cutoff")}
    lists = {
        "served_states": tuple(row["served_states"]),
        "cancellation_tiers": tuple((hours, percent) for hours, percent in row["cancellation_tiers"]),
    }
    return PolicyInfo(**{**row, **times, **lists})
