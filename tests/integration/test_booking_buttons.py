"""The buttons of a booking's page: shown to those who may press them now, and checked again when they are pressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.models import Booking, BookingState
from bookings.operations.place import place
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.clock import new_york_day, utc_now
from tests.booking_making import CONTACT, DROPOFF, GUEST, NOW, PICKUP, again, pay, placed, quote, seed_business
from tests.staff_forms import client_of, page_of

pytestmark = pytest.mark.django_db

SUBMIT = {"_form_submitted": "True", "reason": "The customer asked", "refund": "policy"}
JOB = {"start", "complete", "cancel"}
RIGHTS: dict[str, set[str]] = {
    "Administrator": {*JOB, "approve"},
    "Manager": {*JOB, "approve"},
    "Operations": JOB,
    "Customer service": JOB,
    "Finance": set(),
    "Viewer": set(),
    "Marketing": set(),
    "Driver": set(),
}
# The state each is pressed in, and the one it leads to
FROM_TO = {
    "approve": (BookingState.AWAITING_APPROVAL, BookingState.PENDING),
    "start": (BookingState.CONFIRMED, BookingState.IN_PROGRESS),
    "complete": (BookingState.IN_PROGRESS, BookingState.COMPLETED),
    "cancel": (BookingState.CONFIRMED, BookingState.CANCELLED),
}


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()
    seed_roles(now=NOW)


def waiting_for_approval() -> Booking:
    """Delivered to Albany, which lies outside the near area; for a day to come whenever this runs."""
    there = type(DROPOFF)(line1="1 State Street", zip="12207")
    given = quote(dropoff={"zip": there.zip})
    booking = place(
        quote=given, contact=CONTACT, pickup=PICKUP, dropoff=there, idempotency_key="a", actor=GUEST, now=NOW
    )
    booking = again(booking)
    booking.pickup_date = new_york_day(utc_now()) + timedelta(days=30)
    booking.save()
    return again(booking)


def booking_in(state: BookingState) -> Booking:
    if state == BookingState.AWAITING_APPROVAL:
        return waiting_for_approval()
    booking = placed()
    pay(booking)
    booking = again(booking)
    if state == BookingState.IN_PROGRESS:
        booking.start()
        booking.save()
    return again(booking)


def address(booking: Booking, transition: str) -> str:
    return reverse(f"admin:bookings_booking_{transition}_booking", args=[booking.pk])


def press(client: Client, booking: Booking, transition: str, **data: str) -> HttpResponse:
    return client.post(address(booking, transition), {**SUBMIT, **data})


@pytest.mark.parametrize("role", RIGHTS)
def test_without_the_right_dialog_and_post_answer_403(role: str) -> None:
    client, booking = client_of(role, now=NOW), booking_in(BookingState.CONFIRMED)
    for transition in FROM_TO.keys() - RIGHTS[role]:
        assert client.get(address(booking, transition)).status_code == 403, transition
        assert press(client, booking, transition).status_code == 403, transition
    assert again(booking).state == BookingState.CONFIRMED


@pytest.mark.parametrize("role", [role for role, rights in RIGHTS.items() if rights])
@pytest.mark.parametrize("transition", FROM_TO)
def test_with_the_right_the_button_does_it_and_goes_back_to_the_page(role: str, transition: str) -> None:
    if transition not in RIGHTS[role]:
        pytest.skip("tested above: refused")
    before, after = FROM_TO[transition]
    booking = booking_in(before)
    client = client_of(role, now=NOW)
    assert 'type="submit"' in client.get(address(booking, transition)).content.decode()
    response = press(client, booking, transition)
    assert response.headers["HX-Redirect"] == page_of(booking)
    assert again(booking).state == after
    entry = AuditEntry.objects.filter(target_id=str(booking.pk), actor__isnull=False).latest("pk")
    assert (entry.actor.full_name, entry.via, entry.origin.ip) == (role, "admin", "127.0.0.1")


def test_only_what_this_person_may_do_now_stands_on_the_page() -> None:
    booking = booking_in(BookingState.CONFIRMED)
    shown = client_of("Operations", now=NOW).get(page_of(booking)).content.decode()
    assert "Start job" in shown and "Cancel booking" in shown
    assert "Complete</button>" not in shown and "Approve</button>" not in shown
    looked_at = client_of("Viewer", now=NOW).get(page_of(booking)).content.decode()
    assert "Start job" not in looked_at and "Cancel booking" not in looked_at


def test_the_dialog_says_what_will_happen() -> None:
    booking = booking_in(BookingState.CONFIRMED)
    dialog = client_of("Operations", now=NOW).get(address(booking, "cancel")).content.decode()
    assert "the customer is mailed" in dialog
    assert "by the cancellation policy" in dialog and "$" in dialog


def test_a_state_that_moved_on_meanwhile_is_refused_in_words() -> None:
    client, booking = client_of("Operations", now=NOW), booking_in(BookingState.CONFIRMED)
    assert press(client, booking, "start").status_code == 200
    dialog = client.get(address(booking, "start")).content.decode()
    assert "is in progress now" in dialog and 'type="submit"' not in dialog
    refused = press(client, booking, "start")
    assert refused.status_code == 200 and "HX-Redirect" not in refused.headers
    assert 'role="alert"' in refused.content.decode()
    assert again(booking).state == BookingState.IN_PROGRESS


def test_cancelling_wants_a_reason() -> None:
    client, booking = client_of("Operations", now=NOW), booking_in(BookingState.CONFIRMED)
    refused = press(client, booking, "cancel", reason=" ")
    assert "Enter why it is cancelled" in refused.content.decode()
    assert again(booking).state == BookingState.CONFIRMED


def test_staff_may_choose_to_return_nothing() -> None:
    client, booking = client_of("Operations", now=NOW), booking_in(BookingState.CONFIRMED)
    press(client, booking, "cancel", refund="none")
    assert again(booking).state == BookingState.CANCELLED
    assert not again(booking).payments.get().refunds.exists()


def test_a_press_without_the_csrf_token_is_refused() -> None:
    booking = booking_in(BookingState.CONFIRMED)
    client = client_of("Operations", now=NOW)
    client.handler.enforce_csrf_checks = True
    assert press(client, booking, "start").status_code == 403
    assert again(booking).state == BookingState.CONFIRMED


def test_a_booking_that_does_not_exist_is_not_found() -> None:
    client = client_of("Operations", now=NOW)
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert client.post(reverse("admin:bookings_booking_start_booking", args=[nowhere]), SUBMIT).status_code == 404
    assert client.get(reverse("admin:bookings_booking_change", args=["nonsense"])).status_code == 404
