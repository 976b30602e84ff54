"""Placing a booking from a stored quote: what is written, what is refused, in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.customers.models import Customer
from bookings.errors import (
    BookingRefused,
    CoiRequired,
    IdempotencyConflict,
    InvalidBooking,
    QuoteExpired,
    SoldOut,
    Unavailable,
)
from bookings.models import Booking, BookingDraft, BookingState, CapacityClaim
from bookings.operations import drafts
from bookings.operations.place import place
from catalog.models import ClosedDate, PickupWindow, Question, Service
from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.notifications.models import Message
from foundation.outbox.worker import drain_now
from pricing_rules.operations.quote import store
from tests.booking_making import (
    CONTACT,
    DROPOFF,
    GUEST,
    NOW,
    PICKUP,
    SATURDAY,
    again,
    placed,
    quote,
    seed_business,
)


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()


def place_with(**changes: Any) -> Booking:
    given: dict[str, Any] = {
        "quote": changes.pop("quote", None) or quote(),
        "contact": CONTACT,
        "pickup": PICKUP,
        "dropoff": DROPOFF,
        "idempotency_key": "key",
        "actor": GUEST,
        "now": NOW,
    }
    return place(**{**given, **changes})


def test_a_placed_booking_is_pending_with_a_number_a_token_and_a_hold_of_30_minutes() -> None:
    booking = again(placed())
    claim = CapacityClaim.objects.get(booking=booking)

    assert booking.state == BookingState.PENDING
    assert booking.reference == f"TT-{booking.number:06d}"
    assert len(booking.token) == 32
    assert (booking.total_cents, booking.service_label, booking.pickup_date) == (198375, "Standard mini move", SATURDAY)
    assert (booking.window, booking.window_label) == ("morning", "8–11 AM")
    assert (booking.contact_email, booking.contact_phone) == ("claire@example.com", "+12125550142")
    assert (claim.kind, claim.items, claim.specialty, claim.whole_van) == ("hold", 30, 0, False)
    assert claim.expires_at == NOW + timedelta(minutes=30)
    assert [str(stop) for stop in booking.stops.all()] == [
        "214 West 83rd Street, Apt 3R, New York, NY 10024",
        "27 Hedges Lane, Sagaponack, NY 11962",
    ]


def test_placing_is_audited_with_who_when_and_from_where() -> None:
    booking = placed()
    entry = AuditEntry.objects.select_related("origin").get(verb="booking.placed", target_id=str(booking.pk))
    assert (entry.at, entry.via, entry.origin.ip, entry.origin.actor_label) == (NOW, "site", "192.0.2.7", "Guest")
    assert "claire" not in str(entry.data)


def test_the_customer_is_mailed_once_where_to_pay_and_until_when() -> None:
    booking = placed()
    placed(given=booking.quote)
    drain_now(NOW)
    (message,) = mail.outbox
    assert message.to == ["claire@example.com"]
    assert booking.reference in message.subject
    assert f"/book/pay/{booking.token}/" in message.body
    assert "10:30 AM" in message.body
    assert "$1,983.75" in message.body


def test_numbers_rise() -> None:
    first, second = placed(), placed()
    assert second.number > first.number
    assert first.token != second.token


def test_the_same_key_and_body_give_the_same_booking() -> None:
    given = quote()
    first = place_with(quote=given)
    second = place_with(quote=given.pk, now=NOW + timedelta(days=3))  # long after the quote and the hold are over
    assert first.pk == second.pk
    assert Booking.objects.count() == 1
    assert CapacityClaim.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"contact": replace(CONTACT, name="Somebody Else")},
        {"pickup": replace(PICKUP, line2="Apt 4R")},
        {"notes": "Mind the dog"},
    ],
)
def test_the_same_key_with_another_body_is_a_conflict(other: dict[str, Any]) -> None:
    given = quote()
    place_with(quote=given)
    with pytest.raises(IdempotencyConflict) as refused:
        place_with(quote=given, **other)
    assert refused.value.code == "idempotency_conflict"
    assert "sent before with other answers" in refused.value.message
    assert Booking.objects.count() == 1


def test_the_database_itself_keeps_a_key_once() -> None:
    first = placed(key="one")
    second = placed(key="two")
    second.idempotency_key = first.idempotency_key
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_quote_older_than_24_hours_is_refused() -> None:
    given = quote()
    with pytest.raises(QuoteExpired) as refused:
        place_with(quote=given, now=NOW + timedelta(hours=24))
    assert refused.value.code == "quote_expired"
    assert "more than 24 hours old" in refused.value.message
    assert place_with(quote=given, now=NOW + timedelta(hours=24, seconds=-1)).state == BookingState.PENDING


def test_a_quote_that_needs_approval_waits_without_hold_and_without_payment() -> None:
    given = quote(dropoff={"zip": "12207"})  # Albany: outside the area
    booking = place_with(quote=given, dropoff=replace(DROPOFF, zip="12207"))
    assert booking.state == BookingState.AWAITING_APPROVAL
    assert booking.needs_approval
    assert not CapacityClaim.objects.exists()
    drain_now(NOW)
    assert "Our team looks at your booking" in mail.outbox[0].body
    assert "/book/pay/" not in mail.outbox[0].body


def test_a_demanded_coi_that_was_not_requested_refuses_placing() -> None:
    given = quote(package="petite")
    demanded = type(given)(**{f.attname: getattr(given, f.attname) for f in given._meta.concrete_fields})
    demanded.pk = None
    demanded.answer = {**given.answer, "coi": {"required": True, "included": False, "reasons": ["High value"]}}
    demanded.save(force_insert=True)
    with pytest.raises(CoiRequired) as refused:
        place_with(quote=demanded)
    assert refused.value.code == "coi_required"
    assert "certificate of insurance" in refused.value.message


def test_an_unavailable_quote_is_refused_in_its_own_words() -> None:
    given = quote(pickup_date=NOW.date().isoformat())
    with pytest.raises(Unavailable) as refused:
        place_with(quote=given)
    assert refused.value.code == "unavailable"
    assert refused.value.message == "The earliest date we can collect is Tuesday, June 2."


def test_a_date_closed_since_the_quote_is_refused_but_the_price_stays() -> None:
    given = quote()
    ClosedDate.objects.create(date=SATURDAY, reason="Van inspection")
    with pytest.raises(Unavailable, match="We are closed on Saturday, June 27: Van inspection"):
        place_with(quote=given)


def test_six_standards_fill_three_vans_and_the_seventh_is_sold_out() -> None:
    for _ in range(6):
        placed()
    vans = list(CapacityClaim.objects.order_by("pk").values_list("van__name", flat=True))
    assert vans == ["Van 1", "Van 1", "Van 2", "Van 2", "Van 3", "Van 3"]  # the fullest that fits, then by name
    with pytest.raises(SoldOut) as refused:
        placed()
    assert refused.value.code == "sold_out"
    assert "just been taken" in refused.value.message
    assert Booking.objects.count() == 6


def test_a_lapsed_hold_gives_its_place_though_no_worker_ran() -> None:
    for _ in range(6):
        placed()
    later = NOW + timedelta(minutes=30)
    assert placed(later).state == BookingState.PENDING


def test_a_window_has_its_own_limit() -> None:
    PickupWindow.objects.filter(code="morning").update(daily_limit=1)
    window = PickupWindow.objects.get(code="morning")
    window.save()
    placed()
    with pytest.raises(SoldOut, match="8–11 AM"):
        placed()
    assert placed(window="hour_7").state == BookingState.PENDING


def test_organizing_alone_takes_no_van_and_still_has_a_time_to_pay() -> None:
    given = quote_organizing()
    booking = place_with(quote=given, dropoff=None)
    claim = CapacityClaim.objects.get(booking=booking)
    assert (claim.van_id, claim.items, claim.expires_at) == (None, 0, NOW + timedelta(minutes=30))


def quote_organizing() -> Any:
    request = {
        "service": "organizing_only",
        "package": "petite",
        "packing": True,
        "pickup": {"zip": "10024"},
        "pickup_date": SATURDAY.isoformat(),
    }
    return store(request, actor=GUEST, now=NOW)


WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"contact": replace(CONTACT, name="  ")}, "contact.name", "required", "Enter your full name"),
    ({"contact": replace(CONTACT, name="x" * 10_000)}, "contact.name", "limit", "Shorten the name to 120"),
    ({"contact": replace(CONTACT, email="")}, "contact.email", "required", "Enter your email address"),
    ({"contact": replace(CONTACT, email="claire")}, "contact.email", "type", "must include an @ sign"),
    ({"contact": replace(CONTACT, email="a b@example.com")}, "contact.email", "type", "name@example.com"),
    ({"contact": replace(CONTACT, phone="")}, "contact.phone", "required", "so the crew can reach you"),
    ({"contact": replace(CONTACT, phone="12345")}, "contact.phone", "type", "must have 10 digits"),
    ({"pickup": replace(PICKUP, line1="")}, "pickup.line1", "required", "street address to collect from"),
    ({"dropoff": replace(DROPOFF, line1=" ")}, "dropoff.line1", "required", "street address to deliver to"),
    ({"pickup": replace(PICKUP, line1="P.O. Box 12")}, "pickup.line1", "not_served", "cannot reach a PO box"),
    ({"pickup": replace(PICKUP, line1="x" * 121)}, "pickup.line1", "limit", "Shorten the street address to 120"),
    ({"pickup": replace(PICKUP, zip="")}, "pickup.zip", "required", "Enter the ZIP code"),
    ({"pickup": replace(PICKUP, zip="1002")}, "pickup.zip", "type", "must be 5 digits"),
    ({"pickup": replace(PICKUP, zip="10025")}, "pickup.zip", "combination", "made for ZIP code 10024"),
    ({"pickup": replace(PICKUP, state="NJ")}, "pickup.state", "combination", "is in NY, not NJ"),
    (
        {"pickup": replace(PICKUP, contact_phone="call me")},
        "pickup.contact_phone",
        "type",
        "must have 10 digits",
    ),
    ({"pickup": replace(PICKUP, instructions="x" * 501)}, "pickup.instructions", "limit", "to 500 characters"),
    ({"notes": "x" * 2001}, "notes", "limit", "Shorten this to 2000"),
]


@pytest.mark.parametrize(("changes", "field", "code", "words"), WRONG)
def test_each_wrong_field_is_named_with_words_that_say_what_to_do(
    changes: dict[str, Any], field: str, code: str, words: str
) -> None:
    with pytest.raises(InvalidBooking) as refused:
        place_with(**changes)
    (problem,) = refused.value.errors
    assert (problem.field, problem.code) == (field, code)
    assert words in problem.message
    assert not Booking.objects.exists()


def test_pickup_and_dropoff_must_differ_however_they_are_written() -> None:
    given = quote(dropoff={"zip": "10024"})
    same = replace(PICKUP, line1="214 W 83rd St.", line2="#3R", zip="10024-1234")
    with pytest.raises(InvalidBooking, match="Both addresses are the same"):
        place_with(quote=given, dropoff=same)
    assert place_with(quote=given, dropoff=replace(same, line2="#4R")).state == BookingState.PENDING


def test_emoji_html_and_control_characters_are_kept_or_dropped_but_never_break() -> None:
    booking = place_with(
        contact=replace(CONTACT, name="Zoë 🚚 <b>O'Hara</b>\x00"), notes="<script>alert(1)</script>\x00\nSecond line"
    )
    assert again(booking).contact_name == "Zoë 🚚 <b>O'Hara</b>"
    assert again(booking).notes == "<script>alert(1)</script>\nSecond line"
    assert "<b>" not in Message.objects.get().html


def test_half_a_character_sent_as_json_is_dropped() -> None:
    booking = place_with(contact=replace(CONTACT, name="Claire \ud83d Whitcomb"), notes="\udc00Mind the dog")
    assert (again(booking).contact_name, again(booking).notes) == ("Claire Whitcomb", "Mind the dog")


def test_zip_plus_4_is_accepted_and_kept() -> None:
    booking = place_with(pickup=replace(PICKUP, zip="10024-1234"))
    stop = booking.stops.get(kind="pickup")
    assert (stop.zip, stop.zip4, stop.city, stop.state) == ("10024", "1234", "New York", "NY")


def test_guests_with_one_email_share_a_record_that_no_guest_can_change() -> None:
    first = place_with(idempotency_key="a")
    second = place_with(
        idempotency_key="b", contact=replace(CONTACT, name="Mallory", email="CLAIRE@example.com", phone="+442079460958")
    )
    assert first.customer_id == second.customer_id
    assert Customer.objects.get().name == "Claire Whitcomb"
    assert again(second).contact_name == "Mallory"


def test_an_account_holders_booking_is_theirs_and_staff_are_never_the_customer() -> None:
    user = User.objects.create_customer("ada@example.com", "long-enough-password", full_name="Ada Berg")
    mine = place_with(idempotency_key="a", actor=Actor(user.pk, "Ada Berg", "site"))
    assert mine.customer.user_id == user.pk
    staff = User.objects.create_staff("ops@example.com", "long-enough-password", full_name="Olu Ops")
    theirs = place_with(idempotency_key="b", actor=Actor(staff.pk, "Olu Ops", "admin"), source="phone")
    assert theirs.customer.user_id is None
    assert theirs.claims.get().expires_at == NOW + timedelta(hours=24)


def test_placing_closes_the_draft_it_came_from() -> None:
    draft = drafts.start_draft(answers={"service": "mini_move"}, actor=GUEST, now=NOW)
    booking = place_with(draft=draft.pk)
    assert BookingDraft.objects.get().booking_id == booking.pk


def test_answers_are_kept_as_they_were_asked() -> None:
    booking = place_with(quote=quote(answers={"pickup_floor": 3}))
    (answer,) = again(booking).answers
    assert (answer["code"], answer["value"], answer["shown"]) == ("pickup_floor", 3, "3")
    assert answer["label"]


def test_every_refusal_has_a_code_and_words() -> None:
    for kind in BookingRefused.__subclasses__():
        assert kind.code
        assert kind is InvalidBooking or kind.message


def test_placing_costs_a_known_number_of_queries() -> None:
    given = quote()
    placed()  # the catalogue is read and the day's row exists
    with CaptureQueriesContext(connection) as seen:
        placed(given=given)
    assert len(seen) <= 45, "\n".join(query["sql"][:150] for query in seen)


def blade(**changes: Any) -> dict[str, Any]:
    request = {
        "service": "blade_luggage",
        "route": "jfk_manhattan",
        "bag_count": 4,
        "dropoff": {"zip": "10024"},
        "pickup_date": SATURDAY.isoformat(),
        "window": "any",
    }
    given = {
        "quote": store(request, actor=GUEST, now=NOW),
        "pickup": None,
        "dropoff": replace(PICKUP, zip="10024"),
        "flight_number": " BLD  214 ",
        "flight_at": NOW + timedelta(days=26),
    }
    return {**given, **changes}


def test_luggage_meets_a_flight_and_needs_no_street_at_the_airport() -> None:
    booking = again(place_with(**blade()))
    assert (booking.flight_number, booking.flight_at) == ("BLD 214", NOW + timedelta(days=26))
    assert [stop.kind for stop in booking.stops.all()] == ["dropoff"]
    assert booking.claims.get().items == 12


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"flight_number": ""}, "flight_number", "required"),
        ({"flight_number": "x" * 21}, "flight_number", "limit"),
        ({"flight_at": None}, "flight_at", "required"),
        ({"flight_at": datetime(2026, 6, 27, 9, 0)}, "flight_at", "type"),  # noqa: DTZ001 - that is the point
    ],
)
def test_a_flight_is_told_whole(changes: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidBooking) as refused:
        place_with(**blade(**changes))
    assert [(problem.field, problem.code) for problem in refused.value.errors] == [(field, code)]


def test_a_mini_move_meets_no_flight() -> None:
    with pytest.raises(InvalidBooking, match="Only BLADE luggage meets a flight"):
        place_with(flight_number="BLD 214")


def test_free_texts_to_questions_are_kept_clean() -> None:
    Question.objects.create(code="words", label="Anything else?", kind="text")
    booking = place_with(text_answers={"words": "Mind\x00 the dog "})
    assert [answer["value"] for answer in again(booking).answers] == ["Mind the dog"]


@pytest.mark.parametrize(
    ("texts", "field", "code"),
    [
        ({"unknown": "x"}, "answers.unknown", "unknown"),
        ({"pickup_floor": "3"}, "answers.pickup_floor", "combination"),
        ({"words": " "}, "answers.words", "required"),
    ],
)
def test_free_texts_that_answer_nothing_are_refused(texts: dict[str, str], field: str, code: str) -> None:
    question = Question.objects.create(code="words", label="Anything else?", kind="text", required=code == "required")
    question.services.set(Service.objects.all())
    made = quote(answers={"words": "Said when it was priced"} if code == "required" else {})
    with pytest.raises(InvalidBooking) as refused:
        place_with(quote=made, text_answers=texts)
    assert [(problem.field, problem.code) for problem in refused.value.errors] == [(field, code)]
