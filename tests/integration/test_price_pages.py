"""Prices in the staff admin: entered below their item or in the price list, withdrawn while to come, never altered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.operations import enter_price, seed_catalogue
from catalog.queries import catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.clock import new_york_day, utc_now
from tests.staff_forms import client_of, errors_of, form_data, page_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
SYSTEM = Actor.system("command")
NEW = "new_price"  # the rows to enter the next price; "prices" are those that stand


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=NOW)


def tomorrow() -> date:
    return new_york_day(utc_now()) + timedelta(days=1)


def add_price(response: Any, amount: str, day: date, **more: Any) -> dict[str, Any]:
    return form_data(
        response,
        **{
            f"{NEW}-TOTAL_FORMS": 1,
            f"{NEW}-INITIAL_FORMS": 0,
            f"{NEW}-0-amount_cents": amount,
            f"{NEW}-0-effective_from": day.isoformat(),
            **more,
        },
    )


def test_next_months_price_is_entered_below_its_item(manager: Client) -> None:
    crib = models.SpecialtyItem.objects.get(code="specialty.crib")
    page = manager.get(page_of(crib))
    response = manager.post(page_of(crib), add_price(page, "$425.50", tomorrow()), follow=True)
    assert response.status_code == 200
    price = models.ItemPrice.objects.get(item=crib, effective_from=tomorrow())
    assert (price.amount_cents, price.number, price.entered_by.full_name) == (42550, 26, "Manager")
    assert AuditEntry.objects.filter(verb="price.entered").count() == 1
    again = manager.get(page_of(crib)).content.decode()
    assert "In force" in again
    assert "Coming" in again
    assert "$425.50" in again
    assert "$350.00" in again
    assert "$425.50 from" in manager.get(reverse("admin:catalog_specialtyitem_changelist")).content.decode()


NO_PRICES = (
    ("$400", -1, "cannot begin in the past: choose today"),
    ("0", 1, "Enter a price above $0."),
    ("-5", 1, "at least $0"),
    ("four hundred", 1, "Enter an amount in dollars, like 1,725 or 49.50."),
    ("1.005", 1, "Enter an amount in dollars"),
    ("", 1, "This field is required"),
    ("2000000", 1, "at most $1,000,000"),
)


def test_a_price_that_cannot_be_is_refused_beside_its_field(manager: Client) -> None:
    crib = models.SpecialtyItem.objects.get(code="specialty.crib")
    page = manager.get(page_of(crib))
    for amount, days, words in NO_PRICES:
        day = new_york_day(utc_now()) + timedelta(days=days)
        response = manager.post(page_of(crib), add_price(page, amount, day))
        assert response.status_code == 200
        assert words in errors_of(response)
    assert models.ItemPrice.objects.count() == 25


def test_two_prices_for_one_day_are_refused(manager: Client) -> None:
    crib = models.SpecialtyItem.objects.get(code="specialty.crib")
    enter_price(item_code=crib.code, amount_cents=100, effective_from=tomorrow(), actor=SYSTEM, now=utc_now())
    response = manager.post(page_of(crib), add_price(manager.get(page_of(crib)), "$400", tomorrow()))
    assert "already: withdraw that one first" in errors_of(response)
    later = tomorrow() + timedelta(days=5)
    second = {f"{NEW}-TOTAL_FORMS": 2, f"{NEW}-1-amount_cents": "$500", f"{NEW}-1-effective_from": later.isoformat()}
    response = manager.post(page_of(crib), add_price(manager.get(page_of(crib)), "$400", later, **second))
    assert "Two prices cannot begin on the same day" in errors_of(response)
    assert models.ItemPrice.objects.count() == 26


def test_a_price_in_force_cannot_be_altered_by_a_crafted_post(manager: Client) -> None:
    crib = models.SpecialtyItem.objects.get(code="specialty.crib")
    price = crib.prices.get()
    for prefix in ("prices", NEW):
        crafted = {
            f"{prefix}-TOTAL_FORMS": 1,
            f"{prefix}-INITIAL_FORMS": 1,
            f"{prefix}-0-id": price.pk,
            f"{prefix}-0-amount_cents": "$1",
            f"{prefix}-0-effective_from": "2025-01-01",
            f"{prefix}-0-DELETE": "on",
        }
        response = manager.post(page_of(crib), form_data(manager.get(page_of(crib)), **crafted))
        assert response.status_code in (200, 302)
    assert manager.post(page_of(price), {"amount_cents": "$1", "effective_from": "2025-01-01"}).status_code == 403
    assert manager.post(reverse("admin:catalog_itemprice_delete", args=[price.pk]), {"post": "yes"}).status_code == 403
    row = models.ItemPrice.objects.get(pk=price.pk)
    assert (row.amount_cents, row.withdrawn_in) == (35000, None)


def test_a_coming_price_is_withdrawn_by_a_confirmed_press(manager: Client) -> None:
    price = enter_price(item_code="coi", amount_cents=100, effective_from=tomorrow(), actor=SYSTEM, now=utc_now())
    page = manager.get(page_of(price))
    address = reverse("admin:catalog_itemprice_withdraw", args=[price.pk])
    assert address in page.content.decode()
    manager.get(address)
    assert models.ItemPrice.objects.get(pk=price.pk).withdrawn_in is None
    manager.post(address, {"_form_submitted": "True"})
    assert models.ItemPrice.objects.get(pk=price.pk).withdrawn_in == 27
    assert address not in manager.get(page_of(price)).content.decode()
    in_force = models.ItemPrice.objects.get(item__code="coi", effective_from=date(2025, 1, 1))
    refused = manager.post(reverse("admin:catalog_itemprice_withdraw", args=[in_force.pk]), {"_form_submitted": "True"})
    assert refused.status_code == 403


def test_prices_can_be_entered_in_the_price_list(manager: Client) -> None:
    item = models.SellableItem.objects.get(code="blade.bags")
    add = reverse("admin:catalog_itemprice_add")
    refused = manager.post(add, {"item": item.pk, "amount_cents": "$80", "effective_from": "2026-01-01"})
    assert "cannot begin in the past" in errors_of(refused)
    manager.post(add, {"item": item.pk, "amount_cents": "$80", "effective_from": tomorrow().isoformat()})
    assert models.ItemPrice.objects.filter(item=item, amount_cents=8000).count() == 1


def test_the_price_list_is_filtered_by_state(manager: Client) -> None:
    enter_price(item_code="coi", amount_cents=100, effective_from=tomorrow(), actor=SYSTEM, now=utc_now())
    for state, rows in (("in force", 24), ("past", 1), ("coming", 1), ("withdrawn", 0)):
        response = manager.get(reverse("admin:catalog_itemprice_changelist"), {"state": state})
        assert response.context["cl"].result_count == rows, state


def test_a_new_specialty_item_and_its_price_are_on_sale_at_once(manager: Client) -> None:
    add = reverse("admin:catalog_specialtyitem_add")
    changes = {
        "short_code": "golf_bag",
        "label": "Golf bag",
        "unit": "bag",
        "category": "other",
        f"{NEW}-0-amount_cents": "120",
        f"{NEW}-0-effective_from": new_york_day(utc_now()).isoformat(),
        f"{NEW}-TOTAL_FORMS": 1,
    }
    response = manager.post(add, form_data(manager.get(add), **changes))
    assert response.status_code == 302, errors_of(response)
    now = catalogue(at=utc_now())
    assert now.specialty_items["golf_bag"].item_code == "specialty.golf_bag"
    assert now.price("specialty.golf_bag") == 12000
    again = manager.post(add, form_data(manager.get(add), **changes))
    assert "Another item has this code already" in errors_of(again)
    wrong = manager.post(add, form_data(manager.get(add), **{**changes, "short_code": "Golf bag!"}))
    assert "small letters, digits and underscores" in errors_of(wrong)
