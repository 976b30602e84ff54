"""Which vans run on a day, with the room they have: 2-catalogue.md, "Van capacity"."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import FleetDay, Van, VanOverride
from catalog.operations import seed_catalogue
from catalog.queries import VanDay, vans_on

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 4)


@pytest.fixture
def vans() -> list[Van]:
    seed_catalogue(now=datetime(2026, 6, 1, 16, tzinfo=UTC))
    Van.objects.all().delete()
    return [Van.objects.create(name=name) for name in ("Ann", "Bob", "Cy")]


def names(day: date = DAY) -> list[str]:
    return [van.name for van in vans_on(day, day)[day]]


def test_a_usual_day(vans: list[Van]) -> None:
    assert vans_on(DAY, DAY) == {DAY: tuple(VanDay(van.pk, van.name, 60, 5) for van in vans)}


def test_service_from_and_until_both_included(vans: list[Van]) -> None:
    Van.objects.filter(name="Bob").update(in_service_from=DAY, in_service_until=DAY)
    assert [names(day) for day in (date(2026, 7, 3), DAY, date(2026, 7, 5))] == [
        ["Ann", "Cy"],
        ["Ann", "Bob", "Cy"],
        ["Ann", "Cy"],
    ]


def test_what_differs_on_a_day(vans: list[Van]) -> None:
    ann, bob, _ = vans
    Van.objects.create(name="Rented", in_service_until=date(2026, 1, 1), item_capacity=20)
    day = FleetDay.objects.create(date=DAY)
    VanOverride.objects.create(day=day, van=ann, runs=VanOverride.Runs.OFF)
    VanOverride.objects.create(day=day, van=bob, item_capacity=10, specialty_capacity=0)
    VanOverride.objects.create(
        day=day, van=Van.objects.get(name="Rented"), runs=VanOverride.Runs.EXTRA, specialty_capacity=1
    )
    assert [(van.name, van.item_capacity, van.specialty_capacity) for van in vans_on(DAY, DAY)[DAY]] == [
        ("Bob", 10, 0),
        ("Cy", 60, 5),
        ("Rented", 20, 1),
    ]
    assert names(date(2026, 7, 5)) == ["Ann", "Bob", "Cy"]


def test_specialty_closed_for_the_whole_day(vans: list[Van]) -> None:
    day = FleetDay.objects.create(date=DAY, specialty_closed=True)
    VanOverride.objects.create(day=day, van=vans[0], specialty_capacity=4)
    assert {van.specialty_capacity for van in vans_on(DAY, DAY)[DAY]} == {0}
    assert {van.item_capacity for van in vans_on(DAY, DAY)[DAY]} == {60}


def test_a_year_costs_one_query_once_read_and_names_every_day(vans: list[Van]) -> None:
    for number in range(1, 29):
        day = FleetDay.objects.create(date=date(2028, 2, number))
        VanOverride.objects.create(day=day, van=vans[0], runs=VanOverride.Runs.OFF)
    vans_on(DAY, DAY)
    with CaptureQueriesContext(connection) as captured:
        year = vans_on(date(2028, 1, 1), date(2028, 12, 31))
    assert len(captured) == 1
    assert len(year) == 366
    assert len(year[date(2028, 2, 28)]) == 2
    assert len(year[date(2028, 2, 29)]) == 3
