"""The Try panel and its page: what is typed, real bookings, refusals at their field, keeping a case, rights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.money import dollars
from pricing_rules.admin.trying import Panel
from pricing_rules.models import PriceCase, Quote, Rule
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
ADDRESS = "/admin/pricing_rules/rule/try/"
TYPED = {
    "try-service": "mini_move",
    "try-package": "standard",
    "try-pickup": "10024",
    "try-dropoff": "Sagaponack",
    "try-pickup_date": "2027-06-26",
    "try-window": "morning",
}


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


@pytest.fixture
def manager(seeded: None) -> Client:
    return client_of("Manager", now=NOW)


def panel(client: Client, button: str = "price", **changes: str) -> Panel:
    """What the panel shows after a button was pressed."""
    answer = client.post(ADDRESS, {**TYPED, "_try": button, **changes})
    assert answer.status_code == 200
    shown: Panel = answer.context["trying"]
    return shown


def test_the_page_opens_with_an_example_that_has_both_prices(manager: Client) -> None:
    answer = manager.get(reverse("admin:pricing_rules_rule_try"))
    shown: Panel = answer.context["trying"]
    assert shown.tried is not None
    assert (shown.draft_total, shown.difference) == ("$1,983.75", "the same as by the live rules")
    text = answer.content.decode()
    assert "Draft total" in text
    assert "Live rules total" in text
    assert "<html" in text


def test_a_typed_request_is_priced_by_the_draft_and_by_the_live_rules(manager: Client) -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    shown = panel(manager)
    assert (shown.draft_total, shown.live_total) == ("$1,725.00", "$1,983.75")
    assert shown.difference == "$258.75 less than by the live rules"
    assert shown.status == "Draft total $1,725.00, live rules total $1,983.75"
    assert not Quote.objects.exists()
    assert not PriceCase.objects.exists()


def test_a_refusal_stands_at_its_field_and_there_is_no_price(manager: Client) -> None:
    shown = panel(manager, **{"try-pickup": "90210"})
    assert shown.tried is None
    assert "We do not serve" in next(field.problem for field in shown.fields.main if field.name == "try-pickup")
    text = manager.post(ADDRESS, {**TYPED, "try-pickup": "90210"}).content.decode()
    assert "We do not serve" in text
    assert 'aria-invalid="true"' in text


def test_a_real_quote_fills_the_fields(manager: Client) -> None:
    quote = store(
        {
            "service": "mini_move", "package": "petite", "packing": True, "pickup": {"zip": "11954"},
            "dropoff": {"zip": "10024"}, "pickup_date": "2026-06-27", "specialty_items": {"crib": 2},
        },
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    shown = panel(manager, "load", **{"try-source": f"https://x/admin/pricing_rules/quote/{quote.pk}/change/"})
    assert shown.tried is not None
    assert shown.draft_total == dollars(quote.total_cents)
    filled = {field.name: field.value for field in (*shown.fields.main, *shown.fields.flags, *shown.fields.further)}
    assert filled["try-package"] == "petite"
    assert filled["try-packing"] == "on"
    assert filled["try-specialty-crib"] == "2"
    assert {field.name: field.value for field in shown.fields.person}["try-quoted_at"] == "2026-06-01T10:00:00"
    linked = manager.get(ADDRESS, {"try": str(quote.pk)}).context["trying"]
    assert linked.draft_total == shown.draft_total
    nothing = panel(manager, "load", **{"try-source": "TT-424242"})
    assert "There is no booking or quote “TT-424242”" in nothing.source_problem
    assert nothing.tried is not None


BUILDER = {
    "try-with-rule": "1", "name": "Regatta", "slug": "", "active": "on", "priority": "0",
    "row": "r1", "r1-in": "root", "r1-fact": "weekday", "r1-op": "equal_to",
    "r1-drawn": "weekday equal_to", "r1-value": "saturday",
    "does": "r2", "r2-name": "add_amount", "r2-amount_cents": "75", "r2-label": "Regatta",
}  # fmt: skip


def test_the_rule_in_the_builders_form_is_tried_unsaved(manager: Client) -> None:
    shown = panel(manager, **BUILDER)
    assert shown.with_rule
    assert (shown.draft_total, shown.own_amount, shown.rule_problems) == ("$2,058.75", "+$75.00", ())
    assert shown.tried is not None
    assert shown.tried.ticks[0].parts[0].here == "June 26 is a Saturday"
    assert not Rule.objects.filter(name="Regatta").exists()
    text = manager.post(ADDRESS, {**TYPED, **BUILDER, "_try": "price"}).content.decode()
    for words in ("June 26 is a Saturday", "<b>Regatta</b> applies", "Comes", "$75.00 more than by the live rules"):
        assert words in text


def test_a_rule_that_is_not_finished_says_what_is_missing_and_the_saved_draft_is_priced(manager: Client) -> None:
    shown = panel(manager, **{**BUILDER, "r2-amount_cents": "a lot"})
    assert shown.rule_problems == ("Action 1: Enter an amount in dollars, like 1,725 or 49.50, not “a lot”.",)
    assert (shown.draft_total, shown.tried is not None and shown.tried.standing) == ("$1,983.75", None)
    page = manager.post(ADDRESS, {**TYPED, **BUILDER, "r2-amount_cents": "a lot"}).content.decode()
    assert "cannot be used yet" in page


def test_without_script_the_builder_comes_back_with_the_result_and_nothing_typed_lost(manager: Client) -> None:
    page = manager.get("/admin/pricing_rules/rule/add/")
    assert "Give the rule a condition" in page.content.decode()
    tried = manager.post("/admin/pricing_rules/rule/add/", {**TYPED, **BUILDER, "note": "Mine", "_try": "price"})
    text = tried.content.decode()
    for words in ('value="Regatta"', "Mine", "<b>Regatta</b> applies", "$2,058.75", 'value="Sagaponack"'):
        assert words in text
    kept = manager.post("/admin/pricing_rules/rule/add/", {**TYPED, **BUILDER, "_try": "keep-draft"})
    assert 'value="Regatta"' in kept.content.decode()
    assert PriceCase.objects.get().expected_total_cents == 205_875
    assert not Rule.objects.filter(name="Regatta").exists()


def test_one_press_keeps_what_was_tried_as_a_case(manager: Client) -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    live = panel(manager, "keep-live")
    draft = panel(manager, "keep-draft")
    assert live.kept is not None
    assert draft.kept is not None
    assert [case.expected_total_cents for case in PriceCase.objects.order_by("pk")] == [198_375, 172_500]
    assert draft.kept.name == f"{live.kept.name} (2)"
    assert draft.kept.created_by.email == "manager@example.com"
    assert draft.kept.history.first().history_user == draft.kept.created_by


def test_the_script_gets_the_panel_alone(manager: Client) -> None:
    answer = manager.post(ADDRESS, {**TYPED, "_try": "price"}, headers={"X-Try": "fragment"})
    text = answer.content.decode()
    assert "data-try-panel" in text
    assert "<html" not in text
    assert "style=" not in text


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer"])
def test_who_sees_rules_may_try_and_not_keep(seeded: None, role: str) -> None:
    client = client_of(role, now=NOW)
    assert panel(client).may_keep is False
    assert client.post(ADDRESS, {**TYPED, "_try": "keep-live"}).status_code == 403
    assert not PriceCase.objects.exists()


def test_who_may_only_read_a_rule_sees_it_tried_as_it_is_saved(seeded: None) -> None:
    client, rule = client_of("Viewer", now=NOW), Rule.objects.get(slug="weekend-mini-move")
    page = client.get(f"/admin/pricing_rules/rule/{rule.pk}/change/")
    assert page.context["trying"].saved_rule == "weekend-mini-move"
    shown = panel(client, **{"try-saved-rule": "weekend-mini-move"})
    assert shown.tried is not None
    assert shown.tried.ticks[0].met
    assert panel(client, **{"try-saved-rule": "gone\0"}).tried is not None


@pytest.mark.parametrize("role", ["Marketing", "Driver"])
def test_others_may_not_try(seeded: None, role: str) -> None:
    client = client_of(role, now=NOW)
    assert client.get(ADDRESS).status_code in (302, 403)
    assert client.post(ADDRESS, {**TYPED, "_try": "price"}).status_code in (302, 403)
