"""The catalogue in the staff admin: who may do what, and refusals in words. Prices: test_price_pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import models
from catalog.operations import enter_price, seed_catalogue
from catalog.queries import catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.clock import new_york_day, utc_now
from tests.staff_forms import add_row, client_of, errors_of, form_data, page_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
SYSTEM = Actor.system("command")
PAGES = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "catalog")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)


def list_of(name: str) -> str:
    return reverse(f"admin:catalog_{name}_changelist")


def tomorrow() -> date:
    return new_york_day(utc_now()) + timedelta(days=1)


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=NOW)


def model_of(name: str) -> Any:
    return next(model for model in admin.site._registry if model._meta.label_lower == f"catalog.{name}")


def test_every_list_form_and_history_opens_for_a_manager(manager: Client) -> None:
    for name in PAGES:
        assert manager.get(list_of(name), follow=True).status_code == 200, name
        assert manager.get(list_of(name), {"q": "a"}, follow=True).status_code == 200, name
        row = model_of(name).objects.first()
        if row is not None:
            assert manager.get(page_of(row)).status_code == 200, name
            assert manager.get(reverse(f"admin:catalog_{name}_history", args=[row.pk])).status_code == 200, name
        may_add = name not in ("service", "sellableitem", "bookingpolicy")
        assert manager.get(reverse(f"admin:catalog_{name}_add")).status_code == (200 if may_add else 403), name


def test_a_viewer_sees_and_changes_nothing() -> None:
    viewer = client_of("Viewer", now=NOW)
    for name in PAGES:
        assert viewer.get(list_of(name), follow=True).status_code == 200, name
        assert viewer.post(reverse(f"admin:catalog_{name}_add"), {"label": "x"}).status_code == 403, name
        row = model_of(name).objects.first()
        if row is not None:
            assert viewer.get(page_of(row)).status_code == 200, name
            assert viewer.post(page_of(row), {"label": "x"}).status_code == 403, name


@pytest.mark.parametrize("role", ["Marketing", "Driver"])
def test_others_see_none_of_it(role: str) -> None:
    client = client_of(role, now=NOW)
    for name in PAGES:
        assert client.get(list_of(name)).status_code in (302, 403), name


def test_lists_cost_the_same_whatever_their_length(manager: Client) -> None:
    def queries() -> dict[str, int]:
        counts = {}
        for name in ("itemprice", "specialtyitem", "package", "zone", "season", "town"):
            with CaptureQueriesContext(connection) as captured:
                assert manager.get(list_of(name)).status_code == 200
            counts[name] = len(captured)
        return counts

    queries()
    before = queries()
    for number in range(12):
        code = f"extra_{number}"
        models.SpecialtyItem.objects.create(code=f"specialty.{code}", label="Extra")
        models.Package.objects.create(code=f"mini_move.{code}", label="Extra")
        models.Zone.objects.create(code=code, label="Extra")
        models.Season.objects.create(code=code, label="Extra")
        models.Town.objects.create(code=code, label="Extra", position=900 + number)
        enter_price(
            item_code=f"specialty.{code}", amount_cents=100, effective_from=tomorrow(), actor=SYSTEM, now=utc_now()
        )
    assert queries() == before


def test_switching_an_item_off_is_seen_at_once_and_kept_in_history(manager: Client) -> None:
    crib = models.SpecialtyItem.objects.get(code="specialty.crib")
    data = form_data(manager.get(page_of(crib)))
    del data["active"]
    manager.post(page_of(crib), data)
    assert not catalogue(at=utc_now()).specialty_items["crib"].active
    newest = crib.history.first()
    assert (newest.active, newest.history_user.full_name) == (False, "Manager")
    entry = AuditEntry.objects.get(verb="specialtyitem.changed")
    assert entry.data["fields"]


NO_ENTRIES = (
    ("zip", "1193", "1193 is not a ZIP code"),
    ("zip", "00000", "00000 is not a ZIP code"),
    ("prefix", "11930", "first one to four digits"),
    ("prefix", "1a", "first one to four digits"),
    ("state", "ZZ", "ZZ is not a state"),
    ("state", "Connecticut", "is not a state: enter its two letters"),
    ("zip", "11930", "duplicate data for kind and value"),
)


def test_a_zone_entry_that_means_nothing_is_refused(manager: Client) -> None:
    zone = models.Zone.objects.get(code="hamptons")
    page = manager.get(page_of(zone))
    for kind, value, words in NO_ENTRIES:
        data = add_row(page, "members", {"kind": kind, "value": value})
        assert words in errors_of(manager.post(page_of(zone), data))


def test_a_zones_new_entry_counts_at_once(manager: Client) -> None:
    zone = models.Zone.objects.get(code="hamptons")
    manager.post(page_of(zone), add_row(manager.get(page_of(zone)), "members", {"kind": "zip", "value": "11901"}))
    assert "11901" in catalogue(at=utc_now()).zones["hamptons"].zips


def test_a_zone_that_a_route_needs_cannot_be_deleted(manager: Client) -> None:
    zone = models.Zone.objects.get(code="jfk")
    manager.post(reverse("admin:catalog_zone_delete", args=[zone.pk]), {"post": "yes"})
    assert models.Zone.objects.filter(code="jfk").exists()


def test_a_route_ends_in_its_airports_zone(manager: Client) -> None:
    route = models.Route.objects.get(code="blade.manhattan_jfk")
    data = form_data(manager.get(page_of(route)), airport_zip="10024")
    assert "10024 does not lie in JFK airport" in errors_of(manager.post(page_of(route), data))


def test_windows_stay_in_business_hours_and_the_default_stays_on(manager: Client) -> None:
    early = models.PickupWindow.objects.get(code="hour_7")
    data = form_data(manager.get(page_of(early)), starts="06:00")
    assert "Pickups are between 7 AM and 12 PM" in errors_of(manager.post(page_of(early), data))
    data = form_data(manager.get(page_of(early)), ends="")
    assert "Give both hours" in errors_of(manager.post(page_of(early), data))
    default = models.PickupWindow.objects.get(is_default=True)
    data = form_data(manager.get(page_of(default)))
    del data["active"]
    assert "must stay active" in errors_of(manager.post(page_of(default), data))


def test_another_window_becomes_the_default(manager: Client) -> None:
    window = models.PickupWindow.objects.get(code="hour_9")
    manager.post(reverse("admin:catalog_pickupwindow_make_default", args=[window.pk]), {"_form_submitted": "True"})
    chosen = catalogue(at=utc_now()).default_window
    assert chosen is not None and chosen.code == "hour_9"


def test_the_policy_is_one_page(manager: Client) -> None:
    policy = models.BookingPolicy.objects.get()
    assert manager.get(list_of("bookingpolicy")).headers["Location"] == page_of(policy)
    assert manager.get(reverse("admin:catalog_bookingpolicy_add")).status_code == 403
    page = manager.get(page_of(policy))
    refused = manager.post(page_of(policy), form_data(page, served_states="NY, XX"))
    assert "XX: not a state" in errors_of(refused)
    refused = manager.post(page_of(policy), form_data(page, lead_days="400"))
    assert "horizon must not be shorter" in errors_of(refused)
    manager.post(page_of(policy), form_data(page, served_states="ny,ct, nj,ri", same_day_cutoff="11:30"))
    assert catalogue(at=utc_now()).policy.served_states == ("NY", "CT", "NJ", "RI")


def test_a_choice_needs_answers_to_choose_from(manager: Client) -> None:
    add = reverse("admin:catalog_question_add")
    service = models.Service.objects.get(code="mini_move")
    values = {"code": "parking", "label": "Where can we park?", "kind": "choice", "services": [service.pk]}
    data = form_data(manager.get(add), **values)
    assert "at least two answers" in errors_of(manager.post(add, data))
    rows = {"choices-TOTAL_FORMS": 2}
    for number, code in enumerate(("street", "garage")):
        rows |= {f"choices-{number}-code": code, f"choices-{number}-label": code, f"choices-{number}-position": number}
    response = manager.post(add, {**data, **rows})
    assert response.status_code == 302, errors_of(response)
    question = catalogue(at=utc_now()).questions["parking"]
    assert question.choices == (("street", "street"), ("garage", "garage"))
    assert question.services == {"mini_move"}


def test_a_building_is_known_once(manager: Client) -> None:
    add = reverse("admin:catalog_building_add")
    values = {"line1": "834 Fifth Avenue", "city": "New York", "state": "ny", "zip": "10065", "coi_demanded": "on"}
    manager.post(add, {**values, "coverage_minimum_cents": "$2,000,000"})
    building = models.Building.objects.get()
    assert (building.state, building.coverage_minimum_cents) == ("NY", 200_000_000)
    again = manager.post(add, {**values, "line1": "834 5th Ave, Apt 9"})
    assert "at this address is in the list already" in errors_of(again)
    assert "lies in NY" in errors_of(manager.post(add, {**values, "line1": "1 Main St", "state": "NJ"}))


def test_codes_cannot_be_changed_later(manager: Client) -> None:
    zone = models.Zone.objects.get(code="brooklyn")
    manager.post(page_of(zone), form_data(manager.get(page_of(zone)), code="bronx", label="Brooklyn and more"))
    zone = models.Zone.objects.get(pk=zone.pk)
    assert (zone.code, zone.label) == ("brooklyn", "Brooklyn and more")
