"""Impact in the staff admin: asked for, watched, read, found again; and the publish page, which shows this draft's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from foundation.accounts.operations import seed_roles
from pricing_rules.models import ImpactRun, ImpactState, Rule
from pricing_rules.operations import impact
from tests.booking_making import NOW, SATURDAY, pay, placed, seed_business
from tests.integration.test_impact import add_rule
from tests.staff_forms import client_of

ASK = "admin:pricing_rules_impactrun_ask"
LIST = "admin:pricing_rules_impactrun_changelist"
OWN_DAYS = {
    "period": "own",
    "first": (SATURDAY - timedelta(days=30)).isoformat(),
    "last": (SATURDAY + timedelta(days=30)).isoformat(),
    "source": "bookings",
}


@pytest.fixture
def booking(db: None) -> Booking:
    seed_roles(now=NOW)
    seed_business()
    made = placed()
    pay(made)
    return made


@pytest.fixture
def manager(booking: Booking) -> Client:
    return client_of("Manager", now=NOW)


def text(response: Any) -> str:
    return response.content.decode()


def test_a_manager_asks_and_reads_the_answer_with_a_way_to_the_booking(manager: Client, booking: Booking) -> None:
    add_rule()
    answer = manager.post(reverse(ASK), OWN_DAYS, follow=True)
    page = text(answer)
    assert "1 of 1" in page and "+$50.00" in page
    assert "1 would pay $50.00 more together" in page
    assert reverse("admin:bookings_booking_change", args=[booking.pk]) in page and booking.reference in page
    assert "Bigger van" in page and "Larger vans carry more" in page
    assert 'role="img"' in page and "with the share that would change" in page
    assert "+$50.00" in text(manager.get(reverse(LIST)))


def test_the_way_without_bookings_says_so(manager: Client) -> None:
    page = text(manager.post(reverse(ASK), {**OWN_DAYS, "first": "2025-02-01", "last": "2025-02-02"}, follow=True))
    assert "There are no bookings with a pickup in this period" in page


def test_rules_whose_days_lie_elsewhere_are_named(manager: Client) -> None:
    add_rule(first_day="2028-07-01", last_day="2028-07-05")
    page = text(manager.post(reverse(ASK), OWN_DAYS, follow=True))
    assert "Not seen here:" in page and "Bigger vans" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"first": ""}, "Enter the first day."),
        ({"last": "soon"}, "Enter a valid date."),
        ({"first": "2026-09-01", "last": "2026-06-01"}, "The last day lies before the first."),
        ({"period": "dreams"}, "Select a valid choice"),
        ({"source": "dreams"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(manager: Client, changes: dict[str, str], told: str) -> None:
    answer = manager.post(reverse(ASK), {**OWN_DAYS, **changes})
    assert answer.status_code == 200 and told in text(answer)
    assert not ImpactRun.objects.exists()


def test_a_long_one_shows_how_far_it_is_with_a_link_for_browsers_without_script(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact, "AT_ONCE", 0)
    page = text(manager.post(reverse(ASK), OWN_DAYS, follow=True))
    assert "It waits for its turn." in page and "data-impact-runs" in page
    run = ImpactRun.objects.get()
    ImpactRun.objects.update(state=ImpactState.RUNNING, rows_done=40, rows_total=100)
    page = text(manager.get(reverse("admin:pricing_rules_impactrun_change", args=[run.pk])))
    assert "40 of 100 bookings read." in page and 'value="40"' in page and "Look again" in page
    ImpactRun.objects.update(state=ImpactState.FAILED, problem="The rule “Far” cannot be evaluated: no fact")
    page = text(manager.get(reverse("admin:pricing_rules_impactrun_change", args=[run.pk])))
    assert "There is no result" in page and "The rule “Far” cannot be evaluated" in page
    assert "data-impact-runs" not in page


def test_a_draft_that_changed_since_is_told(manager: Client) -> None:
    manager.post(reverse(ASK), OWN_DAYS)
    add_rule()
    page = text(manager.get(reverse("admin:pricing_rules_impactrun_change", args=[ImpactRun.objects.get().pk])))
    assert "The draft has changed since." in page


def test_the_publish_page_shows_the_impact_of_this_very_draft_and_offers_it_where_there_is_none(
    manager: Client,
) -> None:
    publish = reverse("admin:pricing_rules_rule_publish")
    add_rule()
    assert "Show the impact on last summer" in text(manager.get(publish))
    manager.post(reverse(ASK), OWN_DAYS)
    page = text(manager.get(publish))
    assert "1 of 1" in page and "Show the impact on last summer" not in page
    Rule.objects.filter(slug="bigger-vans").update(priority=5)
    assert "Show the impact on last summer" in text(manager.get(publish))


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer"])
def test_others_may_look_but_not_ask(booking: Booking, role: str) -> None:
    client = client_of(role, now=NOW)
    page = client.get(reverse(LIST))
    assert page.status_code in (200, 403)
    assert "Show the impact" not in text(page)
    assert client.post(reverse(ASK), OWN_DAYS).status_code == 403
    assert not ImpactRun.objects.exists()


def test_a_run_that_is_not_there_and_a_crafted_post(manager: Client) -> None:
    assert manager.get(reverse("admin:pricing_rules_impactrun_change", args=["999"])).status_code == 404
    manager.post(reverse(ASK), OWN_DAYS)
    run = ImpactRun.objects.get()
    address = reverse("admin:pricing_rules_impactrun_change", args=[run.pk])
    assert manager.post(address, {"state": "failed"}).status_code == 403
    assert manager.post(reverse("admin:pricing_rules_impactrun_delete", args=[run.pk])).status_code == 403
