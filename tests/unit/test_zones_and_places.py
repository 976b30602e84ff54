"""Places, zones and towns of a fresh installation: 2-catalogue.md, "Zones"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from catalog.places import Place, find, miles
from catalog.seeds import seed_snapshot
from catalog.territory import zone_from_members

CATALOGUE = seed_snapshot(date(2026, 6, 26))
HAMPTONS = [
    "11930", "11932", "11937", "11942", "11946", "11954", "11959", "11960", "11962", "11963", "11968", "11969", "11972",
    "11975", "11976", "11977", "11978",
]  # fmt: skip


def place(zip_code: str) -> Place:
    found = find(zip_code)
    assert found is not None, zip_code
    return found


@pytest.mark.parametrize(
    ("zip_code", "zones"),
    [
        ("10024", {"manhattan", "near_area"}),
        ("10101", {"manhattan", "near_area"}),
        ("10282", {"manhattan", "near_area"}),
        ("10301", {"near_area"}),  # Staten Island
        ("10451", {"near_area"}),  # the Bronx
        ("11201", {"brooklyn", "near_area"}),
        ("11430", {"jfk", "near_area"}),
        ("07114", {"ewr", "new_jersey", "near_area"}),
        ("07030", {"new_jersey", "near_area"}),
        ("08540", {"new_jersey"}),  # Princeton: outside the near area
        ("06830", {"connecticut", "near_area"}),
        ("06901", {"connecticut", "near_area"}),
        ("06510", {"connecticut"}),  # New Haven
        ("11962", {"hamptons", "near_area"}),
        ("11930", {"hamptons", "east_end_far", "near_area"}),
        ("11954", {"hamptons", "east_end_far", "near_area"}),
        ("11901", {"near_area"}),  # Riverhead
        ("10901", set()),  # Suffern, 109: not among the prefixes
        ("10801", {"near_area"}),  # New Rochelle, 108
        ("12207", set()),  # Albany
        ("02108", set()),  # Boston
    ],
)
def test_a_zip_lies_in_its_zones(zip_code: str, zones: set[str]) -> None:
    assert CATALOGUE.zones_of(place(zip_code)) == zones


def test_the_hamptons_are_exactly_the_specifications_zips() -> None:
    assert CATALOGUE.zones["hamptons"].zips == frozenset(HAMPTONS)
    assert list(CATALOGUE.zones) == [
        "manhattan", "brooklyn", "hamptons", "east_end_far", "connecticut", "new_jersey", "jfk", "ewr", "near_area",
    ]  # fmt: skip


def test_near_area_is_068_to_076_100_to_108_110_to_119() -> None:
    wanted = [*range(68, 77), *range(100, 109), *range(110, 120)]
    assert CATALOGUE.zones["near_area"].prefixes == tuple(f"{number:03d}" for number in wanted)


def test_every_hamptons_zip_has_a_town_and_towns_lie_from_west_to_east() -> None:
    assert sorted(zip_code for town in CATALOGUE.towns for zip_code in town.zips) == HAMPTONS
    longitudes = [min(place(zip_code).longitude for zip_code in town.zips) for town in CATALOGUE.towns]
    assert longitudes == sorted(longitudes)
    assert [town.position for town in CATALOGUE.towns] == list(range(1, 17))
    town = CATALOGUE.town_of(place("11962"))
    assert town is not None and town.code == "sagaponack"
    assert CATALOGUE.town_of(place("10024")) is None


@pytest.mark.parametrize(
    ("zip_code", "served"),
    [("10024", True), ("06510", True), ("08540", True), ("02108", False), ("19103", False), ("09001", False)],
)
def test_only_new_york_connecticut_and_new_jersey_are_served(zip_code: str, served: bool) -> None:
    assert CATALOGUE.is_served(place(zip_code)) is served


def test_military_and_unlisted_zips() -> None:
    assert place("09001").is_military
    assert find("00000") is None
    assert find("1002") is None
    assert find("10024-1234") is None


def test_zones_by_city_and_state() -> None:
    zone = zone_from_members(
        code="z", label="Z", active=True, members=[("city", "  new   HAVEN"), ("city", "Newark, NJ"), ("state", "ri")]
    )
    assert zone.matches(place("06510"))
    assert zone.matches(place("07114"))
    assert zone.matches(place("02903"))  # Providence, RI
    assert not zone.matches(place("19711"))  # Newark, Delaware
    assert not zone.matches(place("10024"))
    other_name = zone_from_members(code="z", label="Z", active=True, members=[("city", "JFK Airport")])
    assert other_name.matches(place("11430"))


def test_an_empty_zone_holds_nothing() -> None:
    assert not zone_from_members(code="z", label="Z", active=True, members=[]).matches(place("10024"))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [("10024", "11962", "89", "90.5"), ("10024", "10024", "0", "0"), ("11930", "11954", "8", "10")],
)
def test_miles_between_centroids(one: str, other: str, low: str, high: str) -> None:
    distance = miles(place(one), place(other))
    assert Decimal(low) <= distance <= Decimal(high)
    assert distance == miles(place(other), place(one))
    assert distance.as_tuple().exponent == -2
