"""The booking list: found by whatever the caller says, narrowed by work and filters, at a constant cost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Booking, BookingStop
from bookings.operations.place import place
from bookings.payments.models import Payment
from foundation.accounts.operations import seed_roles
from foundation.clock import new_york_day, utc_now
from foundation.references import new_token
from tests.booking_making import CONTACT, DROPOFF, GUEST, NOW, PICKUP, again, pay, placed, quote, seed_business
from tests.staff_forms import client_of

pytestmark = pytest.mark.django_db

LIST = "admin:bookings_booking_changelist"


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()
    seed_roles(now=NOW)


@pytest.fixture
def client() -> Client:
    return client_of("Operations", now=NOW)


def found(client: Client, **query: str) -> list[int]:
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200, response
    return [booking.number for booking in response.context["cl"].result_list]


def many(model: Booking, count: int) -> None:
    """`count` more bookings like `model`, made without their operations: only the list reads them."""
    first = model.number + 1
    copies = []
    for n in range(count):
        values = {field.attname: getattr(model, field.attname) for field in Booking._meta.concrete_fields}
        values |= {
            "uuid": uuid.uuid4(),
            "number": first + n,
            "token": new_token(),
            "idempotency_key": f"copy-{first + n}",
        }
        copies.append(Booking(**values))
    Booking.objects.bulk_create(copies, batch_size=500)
    stop = model.stops.first()
    BookingStop.objects.bulk_create(
        [
            BookingStop(booking=copy, kind="pickup", line1=stop.line1, city=stop.city, state="NY", zip="10024")
            for copy in copies
        ],
        batch_size=500,
    )


def test_the_list_costs_as_much_with_ten_thousand_bookings_as_with_ten(client: Client) -> None:
    model = placed()
    many(model, 9)
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as ten:
        assert len(found(client)) == 10
    many(Booking.objects.latest("number"), 9_990)
    with CaptureQueriesContext(connection) as ten_thousand:
        assert len(found(client)) == 20
    assert len(ten_thousand) == len(ten) <= 20


def test_counting_stops_at_ten_thousand(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.staffadmin.pagination.MOST_COUNTED", 30)
    many(placed(), 40)
    page = client.get(reverse(LIST)).content.decode()
    assert "more than 30 bookings" in page


@pytest.mark.parametrize(
    "term",
    [
        "TT-{number:06d}",
        "tt{number}",
        "{number}",
        "Claire",
        "whitcomb claire",
        "claire@example.com",
        "CLAIRE@EXAMPLE",
        "(212) 555-0142",
        "212-555",
        "+1 212 555 0142",
        "West 83rd",
        "hedges sagaponack",
        "10024",
        "11962",
    ],
)
def test_it_is_found_by_what_people_say(client: Client, term: str) -> None:
    booking = placed()
    assert found(client, q=term.format(number=booking.number)) == [booking.number]


@pytest.mark.parametrize(
    "term", ["TT-999999", "Nobody", "nobody@example.com", "(999) 111-2222", "90210", "%", "'; --", "🛋"]
)
def test_what_fits_none_finds_none(client: Client, term: str) -> None:
    placed()
    assert found(client, q=term) == []


def test_a_very_long_search_is_cut_and_answered(client: Client) -> None:
    placed()
    assert found(client, q="x" * 10_000) == []


def moved(booking: Booking, days: int) -> Booking:
    booking = again(booking)
    booking.pickup_date = new_york_day(utc_now()) + timedelta(days=days)
    booking.save()
    return booking


def moved_elsewhere(key: str, zip: str) -> Booking:
    """A petite move to another ZIP."""
    there = type(DROPOFF)(line1="1 State Street", zip=zip)
    given = quote(package="petite", dropoff={"zip": zip})
    return place(quote=given, contact=CONTACT, pickup=PICKUP, dropoff=there, idempotency_key=key, actor=GUEST, now=NOW)


def test_the_tabs_hold_bookings_by_the_work_they_are(client: Client) -> None:
    paid = {}
    for name, days in (("late", -2), ("today", 0), ("tomorrow", 1), ("far", 40)):
        booking = placed(key=name, package="petite", coi_requested=True)
        pay(booking)
        paid[name] = moved(booking, days).number
    waiting = moved(placed(key="waiting", package="petite", coi_requested=True), 0).number
    approval = moved_elsewhere("approval", "12207").number
    assert found(client, work="today") == [paid["today"]]
    assert found(client, work="tomorrow") == [paid["tomorrow"]]
    assert paid["today"] in found(client, work="week") and paid["far"] not in found(client, work="week")
    assert found(client, work="unpaid") == [waiting]
    assert found(client, work="needs_action") == [approval, paid["late"]]
    assert len(found(client)) == 6


def test_the_filters(client: Client) -> None:
    bought, unpaid = placed(key="a"), moved_elsewhere("b", "11211")
    pay(bought)
    Payment.objects.filter(booking=unpaid).delete()
    for query, numbers in (
        ({"paid": "yes"}, [bought.number]),
        ({"paid": "no"}, [unpaid.number]),
        ({"state__exact": "pending"}, [unpaid.number]),
        ({"zone": "hamptons"}, [bought.number]),
        ({"zone": "brooklyn"}, [unpaid.number]),
        ({"zone": "manhattan"}, [unpaid.number, bought.number]),
        ({"service": "mini_move"}, [unpaid.number, bought.number]),
        ({"coi": "yes"}, [bought.number]),
        ({"coi": "no"}, [unpaid.number]),
        ({"source__exact": "phone"}, []),
        ({"pickup_date_from": "2026-06-27", "pickup_date_to": "2026-06-27"}, [unpaid.number, bought.number]),
        ({"pickup_date_from": "2026-06-28"}, []),
    ):
        assert found(client, **query) == numbers, query


def test_those_who_may_not_see_bookings_are_refused() -> None:
    assert client_of("Marketing", now=NOW).get(reverse(LIST)).status_code == 403
