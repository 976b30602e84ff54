"""One question, saved in the admin: asked on the site, listed by the API, priced by a rule, kept with the booking,
shown to staff and exported, each at once and without a deploy."""

from __future__ import annotations

import json
import secrets
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bookings.models import Booking
from catalog.models import Question, Service
from foundation.accounts.models import User
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from foundation.spreadsheets.reading import read_table
from pricing_rules.operations.drafting import save_rule
from pricing_rules.operations.publish import publish_now
from tests.api_calls import Caller
from tests.booking_making import seed_business
from tests.staff_forms import client_of, form_data, page_of
from tests.web_walking import DROPOFF, PICKUP, Walker, free_day

pytestmark = pytest.mark.django_db

LABEL = "How many flights of stairs?"
STAIRS = {
    "slug": "stairs",
    "name": "Stairs",
    "conditions": {"all": [{"name": "answer_flights", "operator": "greater_than", "value": 0}]},
    "actions": [
        {
            "name": "add_per_unit",
            "params": {"unit": "answer_flights", "amount_cents": 2500, "above": 0, "label": "Stairs"},
        }
    ],
    "reason": "The pickup has stairs",
}


@pytest.fixture(autouse=True)
def business() -> None:
    cache.clear()
    seed_business()
    seed_roles(now=utc_now())


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=utc_now())


def saved(manager: Client, **changes: Any) -> Question:
    """The question, as a manager saves it in the admin."""
    add = reverse("admin:catalog_question_add")
    values = {"code": "flights", "label": LABEL, "kind": "number", "end": "pickup", "shown_to_driver": "on"}
    services = list(Service.objects.filter(code="mini_move").values_list("pk", flat=True))
    answer = manager.post(add, form_data(manager.get(add), **values, services=services, **changes))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Question.objects.get(code="flights")


def priced_per_flight() -> None:
    """A manager adds $25 for each flight and publishes; no deploy."""
    user = User.objects.get(email="manager@example.com")
    actor = Actor(user.pk, str(user), "admin")
    now = utc_now()
    save_rule(rule_json=STAIRS, slug=None, version=None, actor=actor, now=now)
    publish_now(actor=actor, now=now, note="Stairs")


def listed_by_api() -> dict[str, Any]:
    return {question["code"]: question for question in Caller().get("catalogue/")["questions"]}


def to_addresses() -> Walker:
    walker = Walker().begin()
    walker.answer("details", package="standard", item_count="18")
    walker.look("addresses")
    return walker


def test_from_the_admin_to_the_booking(manager: Client) -> None:
    assert LABEL not in to_addresses().html and "flights" not in listed_by_api()
    saved(manager)
    priced_per_flight()

    told = listed_by_api()["flights"]
    assert (told["label"], told["kind"], told["services"]) == (LABEL, "number", ["mini_move"])

    walker = to_addresses()
    assert LABEL in walker.html
    walker.answer("addresses", **PICKUP, **DROPOFF, **{"pickup-answer-flights": "3"})
    day = free_day(1)
    walker.answer("date", date=day.isoformat(), window="morning")
    assert walker.step == "contact", walker.problems
    email = f"{secrets.token_hex(4)}@example.com"
    walker.answer("contact", name="Claire Whitcomb", email=email, phone="(917) 555-0136", notes="")
    assert walker.total == "$1,800.00" and LABEL in walker.html and "Stairs" in walker.html
    walker.place()

    booking = Booking.objects.get(contact_email=email)
    (kept,) = [one for one in booking.answers if one["code"] == "flights"]
    assert (kept["label"], kept["value"], kept["shown_to_driver"]) == (LABEL, 3, True)
    assert booking.quote.facts["answer_flights"] == 3 and booking.total_cents == 180000

    page = manager.get(page_of(booking)).content.decode()
    assert f"{LABEL}: 3" in page
    sheet = read_table(manager.post("/admin/bookings/booking/export/", {"format": "csv"}).getvalue(), most_rows=10)
    (row,) = [dict(zip(sheet.headers, cells, strict=True)) for _, cells in sheet.rows]
    assert [str(value) for name, value in row.items() if name.endswith("(flights)")] == ["3"]


def test_api_and_command_take_the_answer_as_a_fact(manager: Client, capsys: pytest.CaptureFixture[str]) -> None:
    saved(manager)
    priced_per_flight()
    day = free_day(1).isoformat()
    caller = Caller()
    answer = caller.quote(answers={"flights": 2}, pickup_date=day)
    assert caller.status == 201, answer
    assert [line["amount_cents"] for line in answer["lines"] if line["label"] == "Stairs"] == [5000]
    wrong = caller.quote(answers={"flights": "two"}, pickup_date=day)
    assert caller.refused(422, wrong) == [("answers.flights", "type")]
    request = {"service": "mini_move", "package": "petite", "answers": {"flights": 2}, "pickup_date": day}
    ends = {"pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", TextIOWrapper(BytesIO(json.dumps({**request, **ends}).encode())))
        call_command("quote", "--facts")
    priced = json.loads(capsys.readouterr().out)
    assert priced["facts"]["answer_flights"] == 2, priced


def test_required_renamed_and_switched_off_work_at_once(manager: Client) -> None:
    question = saved(manager, required="on")
    walker = to_addresses()
    walker.answer("addresses", **PICKUP, **DROPOFF)
    assert walker.problems == [f"Answer “{LABEL}”"]

    page = page_of(question)
    manager.post(page, form_data(manager.get(page), label="Flights?", required=""))
    walker.look("addresses")
    assert "Flights?" in walker.html and LABEL not in walker.html
    assert listed_by_api()["flights"]["label"] == "Flights?"

    data = form_data(manager.get(page))
    data.pop("active")
    manager.post(page, data)
    walker.look("addresses")
    assert "Flights?" not in walker.html and "flights" not in listed_by_api()
    refused = Caller()
    answer = refused.quote(answers={"flights": 2}, pickup_date=free_day(1).isoformat())
    assert ("answers.flights", "inactive") in refused.refused(422, answer)
