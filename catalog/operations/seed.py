"""Seeding a fresh installation from catalog/seed/*.yaml: idempotent, and never over what staff edited or deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from catalog import models
from catalog.operations.prices import enter_opening_price
from catalog.seeds import PREFIXES, clock, seed_file, zone_members
from foundation.money import parse_dollars
from foundation.seeding.operations import seed_rows

Row = Mapping[str, Any]
STEP = 10  # room between positions, so that a new row fits between two seeded ones


@transaction.atomic
def seed_catalogue(*, now: datetime) -> int:
    """Create whatever of 2-catalogue.md was never created before; gives how many rows. `now` is UTC.

    Parents come before what refers to them; a row whose parent staff deleted is not created."""
    offers = seed_file("items")
    positions = {code: STEP * place for place, code in enumerate(_item_codes(offers), start=1)}
    one_by_one: tuple[tuple[str, Iterable[Row], Callable[[Row, int], object], Callable[[Row], str]], ...] = (
        ("catalog.zone", seed_file("zones"), _zone, _code),
        ("catalog.service", seed_file("services"), _service, _code),
        ("catalog.package", offers["packages"], _of(positions, "packages", _package), _code),
        ("catalog.add_on", offers["add_ons"], _of(positions, "add_ons", _add_on), _code),
        ("catalog.specialty_item", offers["specialty_items"], _of(positions, "specialty_items", _specialty), _code),
        ("catalog.route", offers["routes"], _of(positions, "routes", _route), _code),
        ("catalog.unit_price", offers["unit_prices"], _of(positions, None, _unit_price), _code),
        ("catalog.price", seed_file("prices"), _price(now), _price_key),
        ("catalog.town", seed_file("towns"), _town, _code),
        ("catalog.season", seed_file("seasons"), _season, _code),
        ("catalog.window", seed_file("windows"), _window, _code),
        ("catalog.van", seed_file("vans"), _van, _code),
        ("catalog.question", seed_file("questions"), _question, _code),
        ("catalog.policy", [seed_file("policy")], _policy, lambda row: "policy"),
    )
    created = 0
    for kind, rows, create, key in one_by_one:
        created += _seed(kind, list(rows), create, key, now)
    return created


def _seed(
    kind: str, rows: list[Row], create: Callable[[Row, int], object], key: Callable[[Row], str], now: datetime
) -> int:
    places = {key(row): STEP * place for place, row in enumerate(rows, start=1)}
    return seed_rows(kind, rows, key=key, create=lambda row: create(row, places[key(row)]), at=now)


def _code(row: Row) -> str:
    return str(row["code"])


def _price_key(row: Row) -> str:
    return f"{row['item']} {row['from'].isoformat()}"


def _item_codes(offers: Mapping[str, list[Row]]) -> list[str]:
    named = [prefix + row["code"] for group, prefix in PREFIXES.items() for row in offers[group]]
    return named + [row["code"] for row in offers["unit_prices"]]


def _of(
    positions: Mapping[str, int], group: str | None, create: Callable[[Row, dict[str, Any]], object]
) -> Callable[[Row, int], object]:
    """What every sellable item has, before what its kind adds."""
    prefix = PREFIXES[group] if group else ""

    def make(row: Row, place: int) -> object:
        code = prefix + row["code"]
        common = {"code": code, "label": row["label"], "unit": row["unit"], "position": positions[code]}
        return create(row, {**common, "summary": row.get("summary", "")})

    return make


def _service(row: Row, place: int) -> object:
    return models.Service.objects.create(**row, position=place)


def _package(row: Row, common: dict[str, Any]) -> object:
    return models.Package.objects.create(
        **common,
        is_popular=row.get("popular", False),
        max_items=row["max_items"],
        item_weight_lb=row["item_weight_lb"],
        van_items=row["van_items"],
        coi_included=row["coi_included"],
        extras="\n".join(row["extras"]),
    )


def _add_on(row: Row, common: dict[str, Any]) -> object | None:
    size = None
    if "package" in row:
        size = models.Package.objects.filter(code=PREFIXES["packages"] + row["package"]).first()
        if size is None:
            return None
    return models.AddOn.objects.create(
        **common,
        kind=row["kind"],
        size=size,
        hours=row.get("hours"),
        organizers=row.get("organizers"),
        supplies_cents=parse_dollars(row["supplies"]) if "supplies" in row else 0,
    )


def _specialty(row: Row, common: dict[str, Any]) -> object:
    return models.SpecialtyItem.objects.create(**common, category=row["category"])


def _route(row: Row, common: dict[str, Any]) -> object | None:
    zones = {zone.code: zone for zone in models.Zone.objects.filter(code__in=[row["city_zone"], row["airport_zone"]])}
    if row["city_zone"] not in zones or row["airport_zone"] not in zones:
        return None
    return models.Route.objects.create(
        **common,
        city_zone=zones[row["city_zone"]],
        airport_zone=zones[row["airport_zone"]],
        airport_end=row["airport_end"],
        airport_zip=row["airport_zip"],
        included_bags=row["included_bags"],
    )


def _unit_price(row: Row, common: dict[str, Any]) -> object:
    return models.SellableItem.objects.create(**common)


def _price(now: datetime) -> Callable[[Row, int], object]:
    def make(row: Row, place: int) -> object | None:
        if not models.SellableItem.objects.filter(code=row["item"]).exists():
            return None
        return enter_opening_price(
            item_code=row["item"],
            amount_cents=parse_dollars(row["amount"]),
            effective_from=row["from"],
            now=now,
        )

    return make


def _zone(row: Row, place: int) -> object:
    zone = models.Zone.objects.create(code=row["code"], label=row["label"], position=place)
    for kind, value in zone_members(row):
        models.ZoneMember.objects.create(zone=zone, kind=kind, value=value)
    return zone


def _town(row: Row, place: int) -> object:
    town = models.Town.objects.create(code=row["code"], label=row["label"], position=place)
    for zip_code in row["zips"]:
        models.TownZip.objects.create(town=town, zip=zip_code)
    return town


def _season(row: Row, place: int) -> object:
    season = models.Season.objects.create(code=row["code"], label=row["label"])
    for first, last in row["dates"]:
        models.SeasonDates.objects.create(season=season, first_day=first, last_day=last)
    return season


def _window(row: Row, place: int) -> object:
    return models.PickupWindow.objects.create(
        code=row["code"],
        label=row["label"],
        starts=clock(row.get("starts")),
        ends=clock(row.get("ends")),
        is_default=row.get("default", False),
        position=place,
    )


def _van(row: Row, place: int) -> object:
    return models.Van.objects.create(**{name: value for name, value in row.items() if name != "code"})


def _question(row: Row, place: int) -> object:
    own = {name: value for name, value in row.items() if name != "services"}
    question = models.Question.objects.create(**own, position=place)
    question.services.set(models.Service.objects.filter(code__in=row["services"]))
    return question


def _policy(row: Row, place: int) -> object:
    own = {name: value for name, value in row.items() if name not in ("served_states", "cancellation_tiers")}
    times = {name: time.fromisoformat(own[name]) for name in ("first_pickup", "last_pickup", "same_day_cutoff")}
    states = ", ".join(row["served_states"])
    policy = models.BookingPolicy.objects.create(id=1, **{**own, **times, "served_states": states})
    for hours, percent in row["cancellation_tiers"]:
        models.CancellationTier.objects.create(policy=policy, hours_before=hours, percent=percent)
    return policy
