"""The staff admin as a whole: who lands where, what the sidebar offers, what the dashboard counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries
from unfold.admin import ModelAdmin

from backoffice import queries
from backoffice.site import BackofficeAdminSite
from bookings.models import Booking, BookingState
from foundation.accounts.models import User
from foundation.accounts.operations import seed_roles
from foundation.clock import new_york_day, utc_now
from foundation.outbox.models import Effect
from tests.booking_making import NOW, again, pay, placed, seed_business
from tests.staff_forms import client_of

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-42"
INDEX, LOGIN = "/admin/", "/admin/login/"


@pytest.fixture(autouse=True)
def roles(db: None) -> None:
    seed_roles(now=NOW)


def offered(role: str) -> dict[str, list[str]]:
    groups = client_of(role, now=NOW).get(INDEX).context["sidebar_navigation"]
    return {group["title"]: [item["title"] for item in group["items"]] for group in groups}


def test_the_admin_site_is_ours_and_every_page_is_styled() -> None:
    assert isinstance(admin.site, BackofficeAdminSite)
    assert [model for model, page in admin.site._registry.items() if not isinstance(page, ModelAdmin)] == []


def test_one_sign_in_serves_the_admin_and_wagtail(client: Client) -> None:
    assert client.get("/cms/login/?next=/cms/").headers["Location"] == f"{LOGIN}?next=/cms/"
    assert client.get("/cms/").headers["Location"].startswith(LOGIN)
    User.objects.create_superuser("chief@example.com", PASSWORD, full_name="Chief")
    signed_in = client.post(
        f"{LOGIN}?next=/cms/", {"username": "chief@example.com", "password": PASSWORD, "next": "/cms/"}
    )
    assert signed_in.headers["Location"] == "/cms/"


def test_editors_who_only_write_the_website_land_there() -> None:
    assert client_of("Marketing", now=NOW).get(INDEX).headers["Location"] == "/cms/"


@pytest.mark.parametrize("role", ["Administrator", "Manager", "Operations", "Customer service", "Finance", "Viewer"])
def test_everybody_else_lands_on_the_dashboard(role: str) -> None:
    response = client_of(role, now=NOW).get(INDEX)
    assert response.status_code == 200
    assert "Pickups today" in response.content.decode()


def test_somebody_without_a_role_is_told_what_to_do(client: Client) -> None:
    nobody = User.objects.create_staff("new@example.com", PASSWORD, full_name="New Person")
    client.force_login(nobody, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(INDEX)
    assert page.status_code == 200
    assert "Ask an administrator" in page.content.decode()
    assert "Pickups today" not in page.content.decode()


def test_a_customer_cannot_sign_in_here_and_is_told_no_more_than_a_stranger(client: Client) -> None:
    User.objects.create_customer("customer@example.com", PASSWORD, full_name="Cora")
    words = []
    for email in ("customer@example.com", "stranger@example.com"):
        page = client.post(LOGIN, {"username": email, "password": PASSWORD})
        assert page.status_code == 200 and "_auth_user_id" not in client.session
        words.append(page.context["form"].non_field_errors())
    assert words[0] == words[1]
    assert "do not belong to a staff login" in str(words[0])


def test_the_locked_out_page_says_how_long_and_what_to_do(client: Client) -> None:
    for _ in range(5):
        page = client.post(LOGIN, {"username": "a@example.com", "password": "wrong"})
    assert page.status_code == 429
    assert "30 minutes" in page.content.decode() and "administrator can unlock" in page.content.decode()


def test_the_sidebar_offers_what_the_role_may_open() -> None:
    operations, finance, manager = offered("Operations"), offered("Finance"), offered("Manager")
    assert operations["Operations"][:2] == ["Dashboard", "Bookings"]
    assert "Staff logins" not in operations.get("Staff and system", [])
    assert {"Payments", "Refunds", "Ledger"} <= set(finance["Money"])
    assert "Surcharge rules" in manager["Pricing"]
    assert "Website" not in operations


def test_every_link_of_the_sidebar_opens() -> None:
    seed_business()
    client = client_of("Administrator", now=NOW)
    groups = client.get(INDEX).context["sidebar_navigation"]
    links = [item["link"] for group in groups for item in group["items"]]
    assert len(links) == len(set(links)) > 20
    for link in links:
        assert client.get(link, follow=True).status_code == 200, link


def test_the_dashboard_counts_today_by_state_and_links_to_the_list() -> None:
    seed_business()
    booking = placed()
    pay(booking)
    on(booking, 0)
    client = client_of("Operations", now=NOW)
    figures = {figure.label: figure for figure in client.get(INDEX).context["today"]}
    assert figures["Confirmed"].count == 1 and figures["Completed"].count == 0
    listed = client.get(figures["Confirmed"].address)
    assert [row.pk for row in listed.context["cl"].result_list] == [booking.pk]


def test_the_days_to_come_count_what_is_sold() -> None:
    seed_business()
    sold, unpaid = placed(key="a"), placed(key="b")
    pay(sold)
    on(sold, 3)
    on(unpaid, 3)
    today = new_york_day(utc_now())
    with assertNumQueries(1):
        days = queries.coming_days(today, 7)
    assert list(days.values()) == [0, 0, 0, 1, 0, 0, 0]


def test_what_waits_is_counted_and_shown_to_those_it_concerns() -> None:
    seed_business()
    booking = placed()
    now = booking.created_at + timedelta(minutes=1)
    Effect.objects.create(key="x", handler="h", state="unclear", created_at=now, due_at=now)
    with assertNumQueries(7):
        found = queries.trouble(now)
    assert (found.unpaid, found.lapsing, found.effects, found.approvals) == (1, 1, 1, 0)
    assert Booking.objects.get().state == BookingState.PENDING
    assert waiting("Operations") >= {"Awaiting payment", "Outside calls to look at"}
    assert "Outside calls to look at" not in waiting("Viewer")


def test_each_waiting_thing_opens_its_list() -> None:
    seed_business()
    placed()
    now = utc_now()
    Effect.objects.create(key="x", handler="h", state="failed", created_at=now, due_at=now)
    client = client_of("Administrator", now=NOW)
    for figure in client.get(INDEX).context["waiting"]:
        page = client.get(figure.address)
        assert page.status_code == 200, figure.label
        assert page.context["cl"].result_count == figure.count, figure.label


def waiting(role: str) -> set[str]:
    return {figure.label for figure in client_of(role, now=NOW).get(INDEX).context["waiting"]}


def on(booking: Booking, days: int) -> None:
    booking = again(booking)
    booking.pickup_date = new_york_day(utc_now()) + timedelta(days=days)
    booking.save()


def test_jumping_to_a_booking_from_anywhere() -> None:
    seed_business()
    booking = placed()
    search = reverse("admin:search")
    shown = client_of("Operations", now=NOW).get(search, {"s": f"tt-{booking.number}", "extended": "1"})
    assert booking.reference in shown.content.decode()
    hidden = client_of("Marketing", now=NOW).get(search, {"s": f"tt-{booking.number}", "extended": "1"})
    assert booking.reference not in hidden.content.decode()
