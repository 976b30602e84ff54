"""`POST /api/v1/bookings/` and its look-up: placed once, paid through Stripe, refused with the contract's codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking
from bookings.operations.transitions import cancel
from bookings.payments import gateway
from bookings.payments.models import Payment
from catalog.models import ClosedDate, FleetDay, Van, VanOverride
from foundation.audit.actor import Actor
from tests.api_calls import CONTACT, DROPOFF, PICKUP, Caller
from tests.booking_making import NOW, PAID_CENTS, SATURDAY, pay, quote, seed_business
from tests.stripe_standin import Site, stripe_site

SOON = NOW + timedelta(minutes=5)


class Clock:
    """The one clock of the calls, set by hand."""

    now = NOW


@pytest.fixture(scope="module")
def stripe() -> Iterator[Site]:
    with stripe_site() as site:
        yield site


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    seed_business()
    clock = Clock()
    monkeypatch.setattr("api.bookings.utc_now", lambda: clock.now)
    monkeypatch.setattr("api.quotes.utc_now", lambda: clock.now)
    return clock


@pytest.fixture
def paying(clock: Clock, stripe: Site, settings: Any) -> Iterator[Site]:
    stripe.control("reset", {})
    settings.STRIPE_API_BASE = stripe.standin.url
    gateway._client.cache_clear()
    yield stripe
    gateway._client.cache_clear()


def body(quote_id: Any, **changes: Any) -> dict[str, Any]:
    return {"quote": str(quote_id), "contact": CONTACT, "pickup": PICKUP, "dropoff": DROPOFF, **changes}


def book(caller: Caller, given: dict[str, Any], key: str = "key-1") -> Any:
    return caller.post("bookings/", given, Idempotency_Key=key)


def test_quote_book_pay_look_up(paying: Site, clock: Clock) -> None:
    caller = Caller()
    priced = caller.quote()
    given = body(priced["id"], items_description="Two trunks", notes="Ring twice")
    placed = book(caller, given)
    assert caller.status == 201, placed
    booking = Booking.objects.get()
    assert list(placed) == ["number", "state", "total_cents", "tracking_url", "payment", "token"]
    assert placed["number"] == booking.reference
    assert (placed["state"], placed["total_cents"], placed["token"]) == ("pending", PAID_CENTS, booking.token)
    assert placed["tracking_url"] == f"http://testserver/track/{booking.token}/"
    assert placed["payment"]["client_secret"].startswith("pi_")
    assert placed["payment"]["publishable_key"] == "pk_test_standin"
    assert (booking.source, booking.contact_name, booking.notes) == ("api", "Claire Whitcomb", "Ring twice")
    assert booking.stops.get(kind="pickup").line2 == "Apt 3R"

    clock.now = SOON
    again = book(caller, given)
    assert (caller.status, again) == (200, placed)
    assert Booking.objects.count() == Payment.objects.count() == 1

    waiting = caller.get(f"bookings/{booking.token}/")
    assert (caller.status, waiting["state"], waiting["payment"]["state"]) == (200, "pending", "pending")
    assert waiting["held_until"] == "2026-06-01T14:30:00Z"

    pay(booking, now=SOON)
    paid = caller.get(f"bookings/{booking.token}/")
    assert (paid["state"], paid["state_label"], paid["held_until"]) == ("confirmed", "Confirmed", None)
    assert paid["payment"] == {"state": "succeeded", "amount_cents": PAID_CENTS, "paid_at": "2026-06-01T14:05:00Z"}
    assert {event["name"] for event in paid["timeline"]} == {"pending", "confirmed", "paid"}
    assert (paid["pickup_date"], paid["window"]) == ("2026-06-27", "morning")
    replayed = book(caller, given)
    assert (caller.status, replayed["state"], replayed["payment"]) == (200, "confirmed", None)


def test_stripe_down_is_201_without_payment_and_the_key_again_makes_it(
    paying: Site, clock: Clock, settings: Any
) -> None:
    caller, given = Caller(), body(quote().pk)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    placed = book(caller, given)
    assert (caller.status, placed["state"], placed["payment"]) == (201, "pending", None)
    settings.STRIPE_API_BASE = paying.standin.url
    gateway._client.cache_clear()
    clock.now = SOON
    again = book(caller, given)
    assert (caller.status, again["number"]) == (200, placed["number"])
    assert again["payment"]["client_secret"]


def test_the_same_key_with_another_body_is_a_conflict(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    book(caller, given)
    for change in ({"notes": "x"}, {"flight_number": "B6 1"}, {"quote": str(quote().pk)}, {"answers": {"a": "b"}}):
        shown = book(caller, {**given, **change})
        assert caller.refused(409, shown) == [("", "idempotency_conflict")]
        assert "Idempotency-Key" in shown["errors"][0]["message"]
    assert Booking.objects.count() == 1


def test_an_expired_hold_is_told_on_replay(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    book(caller, given)
    clock.now = NOW + timedelta(minutes=31)
    again = book(caller, given)
    assert (caller.status, again["state"], again["payment"]) == (200, "expired", None)


def test_a_date_taken_meanwhile_is_sold_out(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    day = FleetDay.objects.create(date=SATURDAY)
    for van in Van.objects.all():
        VanOverride.objects.create(day=day, van=van, runs="off")
    assert caller.refused(409, book(caller, given)) == [("", "sold_out")]
    assert not Booking.objects.exists()


def test_a_quote_of_yesterday_has_expired(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    clock.now = NOW + timedelta(hours=24)
    assert caller.refused(409, book(caller, given)) == [("", "quote_expired")]


def test_a_day_closed_since_is_unavailable(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    ClosedDate.objects.create(date=SATURDAY, reason="Storm")
    assert caller.refused(409, book(caller, given)) == [("", "unavailable")]


def test_a_demanded_certificate_has_to_be_asked_for(clock: Clock) -> None:
    caller, given = Caller(), quote(package="petite")
    given.pk = uuid4()
    given.answer = {**given.answer, "coi": {"required": True, "included": False, "reasons": ["High value"]}}
    given.save(force_insert=True)
    assert caller.refused(409, book(caller, body(given.pk))) == [("", "coi_required")]


@pytest.mark.parametrize("service", ["mini_storage", "b2b"])
def test_storage_and_b2b_wait_for_staff(clock: Clock, service: str) -> None:
    caller = Caller()
    day = {"pickup_date": "2026-06-24"} if service == "mini_storage" else {}
    priced = caller.post("quotes/", {"service": service, **day})
    placed = book(caller, {"quote": priced["id"], "contact": CONTACT})
    assert (caller.status, placed["state"], placed["payment"]) == (201, "awaiting_approval", None)
    shown = caller.get(f"bookings/{placed['token']}/")
    assert (shown["payment"], shown["held_until"]) == (None, None)
    assert [event["name"] for event in shown["timeline"]] == ["awaiting_approval"]


def test_luggage_meets_its_flight(clock: Clock) -> None:
    caller = Caller()
    blade = {"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 2, "pickup": {"zip": "10024"}}
    priced = caller.post("quotes/", {**blade, "pickup_date": "2026-06-24"})
    given = {"quote": priced["id"], "contact": CONTACT, "pickup": PICKUP}
    faults = caller.refused(422, book(caller, given))
    assert faults == [("flight_number", "required"), ("flight_at", "required")]
    placed = book(caller, {**given, "flight_number": "B6 623", "flight_at": "2026-06-24T14:30:00-04:00"})
    assert caller.status == 201, placed
    kept = Booking.objects.get()
    assert (kept.flight_number, kept.flight_at) == ("B6 623", datetime(2026, 6, 24, 18, 30, tzinfo=UTC))


def test_a_cancelled_booking_says_so(clock: Clock) -> None:
    caller = Caller()
    placed = book(caller, body(quote().pk))
    booking = Booking.objects.get()
    cancel(booking_id=booking.pk, reason="No need", actor=Actor.system(), now=SOON)
    shown = caller.get(f"bookings/{placed['token']}/")
    assert (shown["state"], shown["timeline"][-1]["name"]) == ("cancelled", "cancelled")


def test_a_token_of_nobody_says_so(db: None) -> None:
    assert "no booking" in Caller().get("bookings/nobody/")["errors"][0]["message"]


@pytest.mark.parametrize("token", ["nobody", "%00", "x" * 300, "TT-000001", "..%2f"])
def test_any_other_token_is_404(db: None, token: str) -> None:
    caller = Caller()
    assert caller.refused(404, caller.get(f"bookings/{token}/")) == [("", "not_found")]


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"quote": "1"}, ("quote", "type")),
    ({"quote": 7}, ("quote", "type")),
    ({"quote": "00000000-0000-4000-8000-000000000000"}, ("quote", "unknown")),
    ({"colour": "red"}, ("colour", "unknown")),
    ({"contact": None}, ("contact", "type")),
    ({"contact": {}}, ("contact.first_name", "required")),
    ({"contact": {**CONTACT, "name": "C"}}, ("contact.name", "unknown")),
    ({"contact": {**CONTACT, "first_name": " ", "last_name": ""}}, ("contact.first_name", "required")),
    ({"contact": {**CONTACT, "first_name": "x" * 200}}, ("contact.first_name", "limit")),
    ({"contact": {**CONTACT, "email": "claire"}}, ("contact.email", "type")),
    ({"contact": {**CONTACT, "phone": 2125550142}}, ("contact.phone", "type")),
    ({"contact": {**CONTACT, "phone": "12"}}, ("contact.phone", "type")),
    ({"pickup": None}, ("pickup.line1", "required")),
    ({"pickup": {"zip": "10024"}}, ("pickup.line1", "required")),
    ({"pickup": {**PICKUP, "line1": "PO Box 12"}}, ("pickup.line1", "not_served")),
    ({"pickup": {**PICKUP, "zip": "10025"}}, ("pickup.zip", "combination")),
    ({"pickup": {**PICKUP, "state": "NJ"}}, ("pickup.state", "combination")),
    ({"pickup": {**PICKUP, "floor": "3"}}, ("pickup.floor", "unknown")),
    ({"pickup": [PICKUP]}, ("pickup", "type")),
    ({"dropoff": {**DROPOFF, "instructions": "x" * 501}}, ("dropoff.instructions", "limit")),
    ({"items_description": "x" * 2001}, ("items_description", "limit")),
    ({"flight_at": "tomorrow"}, ("flight_at", "type")),
    ({"flight_at": "2026-06-24T14:30:00"}, ("flight_at", "type")),
    ({"flight_at": 1750000000}, ("flight_at", "type")),
    ({"flight_number": "B6 623"}, ("flight_number", "combination")),
    ({"answers": {"why": 7}}, ("answers.why", "type")),
]


def test_each_wrong_value_is_told_with_its_path(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    for change, fault in WRONG:
        found = caller.refused(422, book(caller, {**given, **change}))
        assert fault in found, (change, found)
    assert not Booking.objects.exists()


def test_the_key_is_required_and_a_plain_word(clock: Clock) -> None:
    caller, given = Caller(), body(quote().pk)
    assert caller.refused(422, caller.post("bookings/", given)) == [("Idempotency-Key", "required")]
    for key, code in (("", "required"), ("two words", "type"), ("x" * 101, "limit")):
        assert caller.refused(422, book(caller, given, key)) == [("Idempotency-Key", code)]
    book(caller, given, "x" * 100)
    assert caller.status == 201


@pytest.mark.parametrize("given", [[], "x", 7, None])
def test_a_body_that_is_no_object_is_a_type_fault(clock: Clock, given: Any) -> None:
    caller = Caller()
    assert caller.refused(422, book(caller, given)) == [("", "type")]


def test_a_quote_and_a_booking_cost_so_many_statements(clock: Clock) -> None:
    caller = Caller()
    caller.quote()
    with CaptureQueriesContext(connection) as quoting:
        priced = caller.quote()
    with CaptureQueriesContext(connection) as booking:
        placed = book(caller, body(priced["id"]))
    with CaptureQueriesContext(connection) as looking:
        caller.get(f"bookings/{placed['token']}/")
    print(len(quoting), len(booking), len(looking))
    assert len(quoting) <= 12
    assert len(booking) <= 50
    assert len(looking) <= 8
