"""The booking's page: what it shows, to whom, at what cost; and that nothing can be posted to it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.admin.money import kept_cents, paid_label
from bookings.admin.page import load
from bookings.models import Booking
from bookings.operations.applying import apply_intent
from foundation.accounts.models import User
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.money import dollars
from foundation.staffadmin import slots
from tests.booking_making import NOW, PAID_CENTS, WEBHOOK, again, intent, pay, placed, refund, seed_business
from tests.staff_forms import client_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()
    seed_roles(now=NOW)


@pytest.fixture
def booking() -> Booking:
    made = placed(packing=True)
    pay(made)
    return again(made)


@pytest.fixture
def client() -> Client:
    return client_of("Operations", now=NOW)


def shown(client: Client, booking: Booking, query: str = "") -> str:
    return client.get(page_of(booking) + query).content.decode()


def test_it_shows_number_state_money_and_every_line_with_its_reason_and_source(
    client: Client, booking: Booking
) -> None:
    page = shown(client, booking)
    for words in (
        booking.reference,
        "Confirmed",
        "Paid",
        "Claire Whitcomb",
        "Saturday, June 27",
        "$1,725.00",
        "+$258.75",
        "Pickup is on a Saturday",
        "Rule weekend-mini-move, rule set 1",
        "packing.standard, price list",
        "214 West 83rd Street, Apt 3R",
        "Manhattan",
        "The Hamptons",
        "Visa 4242",
        f"ch_{booking.number}",
    ):
        assert words in page, words


def test_it_shows_what_became_of_every_rule(client: Client, booking: Booking) -> None:
    page = client.get(page_of(booking))
    trace = page.context["trace"]
    assert len(trace) == len(booking.quote.trace)
    assert trace[0].outcome == "Matched"
    for row in trace:
        assert row.why
        assert row.slug in page.content.decode()


def test_the_timeline_says_who_when_and_from_where(client: Client, booking: Booking) -> None:
    page = shown(client, booking)
    assert "Placed the booking" in page and "192.0.2.7" in page
    assert "Payment received" in page and "from Stripe" in page
    assert "Booking confirmed" in page


def test_the_timeline_can_be_narrowed_to_one_kind(client: Client, booking: Booking) -> None:
    kinds = {moment.kind for moment in client.get(page_of(booking) + "?show=money").context["story"]}
    assert kinds == {"money"}
    assert client.get(page_of(booking) + "?show=nonsense").context["story"] == []


def test_an_edit_stands_there_before_and_after(client: Client, booking: Booking) -> None:
    booking.items_description = "Eighteen boxes"
    booking.save()
    changes = [change for moment in client.get(page_of(booking)).context["story"] for change in moment.changes]
    assert [(change.field, change.before, change.after) for change in changes] == [
        ("Items description", "", "Eighteen boxes")
    ]


def test_a_look_is_recorded_once_an_hour_and_person(client: Client, booking: Booking) -> None:
    shown(client, booking)
    shown(client, booking)
    viewed = AuditEntry.objects.filter(verb="booking.viewed", target_id=str(booking.pk))
    assert [entry.actor.full_name for entry in viewed] == ["Operations"]
    client_of("Viewer", now=NOW).get(page_of(booking))
    assert viewed.all().count() == 2


def test_html_in_what_customers_type_is_shown_as_text(client: Client, booking: Booking) -> None:
    booking.notes = "<script>alert(1)</script> 🛋"
    booking.contact_name = "<b>Bo</b>"
    booking.save()
    page = shown(client, booking)
    assert "<script>alert(1)" not in page and "<b>Bo</b>" not in page
    assert "&lt;script&gt;alert(1)" in page and "🛋" in page


def test_nothing_can_be_posted_to_it_not_even_by_a_superuser(booking: Booking) -> None:
    chief = User.objects.create_superuser("chief@example.com", "a-long-password", full_name="Chief")
    client = Client()
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    data = {"state": "completed", "total_cents": "1", "contact_name": "Mallory", "_save": "Save"}
    version = booking.history.latest().pk
    for address, status in (
        (page_of(booking), 403),
        (reverse("admin:bookings_booking_simple_history", args=[booking.pk, version]), 403),
        (reverse("admin:bookings_booking_add"), 403),
        (reverse("admin:bookings_booking_delete", args=[booking.pk]), 403),
    ):
        assert client.post(address, {**data, "post": "yes"}).status_code == status, address
    client.post(
        reverse("admin:bookings_booking_changelist"), {"action": "delete_selected", "_selected_action": booking.pk}
    )
    kept = again(booking)
    assert (kept.state, kept.total_cents, kept.contact_name) == ("confirmed", booking.total_cents, "Claire Whitcomb")


def test_the_customers_page_leads_to_their_bookings_and_looking_is_recorded(client: Client, booking: Booking) -> None:
    customer = reverse("admin:customers_customer_change", args=[booking.customer_id])
    page = client.get(customer).content.decode()
    assert page_of(booking) in page and "$1,983.75" not in page and dollars(booking.total_cents) in page
    assert AuditEntry.objects.filter(verb="customer.viewed", target_id=str(booking.customer_id)).count() == 1
    assert client.post(customer, {"name": "Mallory"}).status_code == 403
    listed = client.get(reverse("admin:customers_customer_changelist"), {"q": "whitcomb"}).content.decode()
    assert "claire@example.com" in listed and dollars(booking.total_cents) in listed


def test_those_who_may_not_see_bookings_are_refused(booking: Booking) -> None:
    assert client_of("Marketing", now=NOW).get(page_of(booking)).status_code == 403
    assert Client().get(page_of(booking)).status_code == 302


def test_a_higher_room_shows_its_part_in_the_slot(
    client: Client, booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_slots", {})
    slots.fill("bookings.booking.aside", lambda request, obj: None)
    assert "Stops" not in shown(client, booking)


def test_its_queries_do_not_grow_with_what_happened(client: Client, booking: Booking) -> None:
    shown(client, booking)
    with CaptureQueriesContext(
        connection,
    ) as first:
        shown(client, booking)
    for n in range(5):
        booking.items_description = f"{n} boxes"
        booking.save()
    with CaptureQueriesContext(connection) as later:
        shown(client, booking)
    assert len(later) == len(first)
    assert len(first) <= 40


def test_money_that_a_bank_sent_back_counts_as_kept_again() -> None:
    made = placed()
    payment = pay(made)
    for status, words in (("succeeded", "Refunded"), ("failed", "Paid")):
        back = refund("re_1", PAID_CENTS, status)
        apply_intent(intent(payment, "succeeded", refunds=(back,)), actor=WEBHOOK, now=NOW)
        shown = load(made.pk)
        assert paid_label(shown, kept_cents(shown))[0] == words
