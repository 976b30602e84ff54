"""What rules and routes need is not deleted from the catalogue: the page says who needs it, and the remedy."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from pricing_rules.models import Rule
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of, form_data, page_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=NOW)


def deleted(client: Client, row: Any) -> str:
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])
    return str(client.post(address, {"post": "yes"}, follow=True).content.decode())


def test_a_zone_that_rules_name_stays_and_the_rules_are_told(manager: Client) -> None:
    zone = models.Zone.objects.get(code="hamptons")
    told = deleted(manager, zone)
    assert "The Hamptons cannot be deleted" in told
    assert "the rule “Hamptons to Hamptons” of the draft" in told and "of rule set 1" in told
    assert "Switch it off instead" in told
    assert models.Zone.objects.filter(code="hamptons").exists()


def test_a_zone_that_a_route_needs_stays_and_the_route_is_told(manager: Client) -> None:
    told = deleted(manager, models.Zone.objects.get(code="jfk"))
    assert "needed by the route “" in told
    assert models.Zone.objects.filter(code="jfk").exists()


def test_what_nobody_names_goes(manager: Client) -> None:
    zone = models.Zone.objects.create(code="bronx", label="The Bronx")
    deleted(manager, zone)
    assert not models.Zone.objects.filter(code="bronx").exists()


def test_the_lists_own_delete_is_held_back_too(manager: Client) -> None:
    zone = models.Zone.objects.get(code="hamptons")
    form = {"action": "delete_selected", "_selected_action": [zone.pk], "post": "yes"}
    manager.post(reverse("admin:catalog_zone_changelist"), form)
    assert models.Zone.objects.filter(code="hamptons").exists()


def test_a_question_a_town_and_a_season_that_rules_ask_about_stay(manager: Client) -> None:
    town = models.Town.objects.all()[0]
    season = models.Season.objects.all()[0]
    question = models.Question.objects.get(code="pickup_floor")
    rule = Rule.objects.get(slug=Rule.objects.values_list("slug", flat=True)[0])
    leaves = [
        {"name": "dropoff_town", "operator": "east_of", "value": town.code},
        {"name": "seasons", "operator": "contains", "value": season.code},
        {"name": "answer_pickup_floor", "operator": "greater_than", "value": 2},
    ]
    for row, leaf in zip((town, season, question), leaves, strict=True):
        Rule.objects.filter(pk=rule.pk).update(conditions={"all": [{"none": [leaf]}]})
        assert f"the rule “{escape(rule.name)}” of the draft" in deleted(manager, row), leaf
        assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_switching_off_what_a_rule_names_is_said(manager: Client) -> None:
    zone = models.Zone.objects.get(code="hamptons")
    data = form_data(manager.get(page_of(zone)))
    del data["active"]
    told = manager.post(page_of(zone), data, follow=True).content.decode()
    assert "The Hamptons is off now" in told and "that condition is never met" in told


def test_a_zone_without_entries_is_allowed_and_said(manager: Client) -> None:
    add = reverse("admin:catalog_zone_add")
    told = manager.post(add, form_data(manager.get(add), code="bronx", label="The Bronx"), follow=True).content.decode()
    assert "The Bronx has no entries: no address lies in it" in told
    assert "None: no address lies in it" in manager.get(reverse("admin:catalog_zone_changelist")).content.decode()


def test_names_with_html_and_formulas_are_words_on_every_page(manager: Client) -> None:
    evil = "<script>alert(1)</script>=1+1"
    zone = models.Zone.objects.create(code="evil", label=evil, note=evil)
    item = models.SpecialtyItem.objects.create(code="specialty.evil", label=evil[:80], summary=evil)
    for row in (zone, item):
        name = row._meta.model_name
        for address in (page_of(row), reverse(f"admin:catalog_{name}_changelist")):
            assert "<script>alert(1)" not in manager.get(address).content.decode(), address
        assert "<script>alert(1)" not in manager.get(f"{page_of(row)[:-7]}history/").content.decode()
    assert "<script>alert(1)" not in deleted(manager, zone)
