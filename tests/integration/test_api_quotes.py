"""`POST /api/v1/quotes/`: the contract's answer, stored; what strangers may not say; no room; every service."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from catalog.models import FleetDay, SellableItem, Van, VanOverride
from foundation.accounts.models import User
from pricing_rules import loading
from pricing_rules.models import Quote
from tests.api_calls import Caller
from tests.booking_making import NOW, SATURDAY, STANDARD, seed_business


@pytest.fixture(autouse=True)
def business(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seed_business()
    monkeypatch.setattr("api.quotes.utc_now", lambda: NOW)


@pytest.fixture
def caller() -> Caller:
    return Caller()


def test_a_quote_is_the_contracts_answer_and_stored(caller: Caller) -> None:
    answer = caller.quote()
    assert caller.status == 201
    assert list(answer) == [
        *("id", "total_cents", "base_cents", "lines", "approval", "coi", "unavailable", "notes", "versions"),
        "expires_at",
    ]
    assert (answer["total_cents"], answer["base_cents"]) == (198375, 172500)
    assert answer["lines"][0] == {
        "kind": "base",
        "code": "mini_move.standard",
        "label": "Standard mini move",
        "reason": "Up to 30 items in a shared van",
        "quantity": 1,
        "unit_cents": 172500,
        "amount_cents": 172500,
    }
    assert list(answer["lines"][1]) == ["kind", "code", "label", "reason", "amount_cents"]
    assert answer["unavailable"] == {"is": False, "messages": []}
    assert answer["coi"] == {"required": False, "included": True, "reasons": []}
    assert datetime.fromisoformat(answer["expires_at"]) == NOW + timedelta(hours=24)
    stored = Quote.objects.get(pk=answer["id"])
    assert (stored.total_cents, stored.via, stored.created_by) == (198375, "api", None)
    assert stored.answer == {key: value for key, value in answer.items() if key not in ("id", "expires_at")}


@pytest.mark.parametrize(
    ("request_", "total"),
    [
        ({"service": "organizing_only", "package": "petite", "packing": True, "pickup": {"zip": "10024"}}, 140000),
        (
            {
                "service": "standard_delivery",
                "item_count": 4,
                "pickup": {"zip": "10024"},
                "dropoff": {"zip": "11201"},
            },
            38000,
        ),
        (
            {
                "service": "specialty_item",
                "specialty_items": {"surfboard": 2},
                "pickup": {"zip": "10024"},
                "dropoff": {"zip": "11962"},
            },
            70000,
        ),
        (
            {"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 3, "pickup": {"zip": "10024"}},
            22500,
        ),
        ({"service": "mini_storage"}, 15000),
        ({"service": "b2b"}, 0),
    ],
)
def test_every_service_is_quoted(caller: Caller, request_: dict[str, Any], total: int) -> None:
    day = {} if request_["service"] == "b2b" else {"pickup_date": "2026-06-24"}
    answer = caller.post("quotes/", {**request_, **day})
    assert caller.status == 201, answer
    assert answer["total_cents"] == total
    assert answer["approval"]["required"] is (request_["service"] in {"mini_storage", "b2b"})


def test_a_stranger_cannot_say_who_or_when(caller: Caller) -> None:
    told = caller.quote(customer={"is_vip": True}, quoted_at="2025-06-01T10:00:00-04:00", package="full")
    assert caller.status == 201
    stored = Quote.objects.get(pk=told["id"])
    assert stored.quoted_at == NOW
    assert stored.request["customer"] == {"is_guest": True, "is_vip": False, "completed_bookings": 0}


def test_staff_who_are_signed_in_are_believed() -> None:
    client = Client()
    staff = User.objects.create_staff(email="ops@example.com", password="a-long-password", full_name="Ops")
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    caller = Caller(client)
    told = caller.quote(quoted_at="2025-06-01T10:00:00-04:00", pickup_date="2025-06-24", package="full")
    assert caller.status == 201, told
    assert told["base_cents"] == 249000  # the Full move's price until 2025-09-28
    assert Quote.objects.get(pk=told["id"]).created_by == staff


def test_a_customers_cookie_makes_no_staff() -> None:
    client = Client()
    customer = User.objects.create_customer(email="c@example.com", password="a-long-password", full_name="C")
    client.force_login(customer, backend="django.contrib.auth.backends.ModelBackend")
    told = Caller(client).quote(customer={"is_vip": True})
    stored = Quote.objects.get(pk=told["id"])
    assert (stored.created_by, stored.request["customer"]["is_vip"]) == (None, False)


def test_no_room_is_a_price_and_says_so_and_is_never_stored(caller: Caller) -> None:
    day = FleetDay.objects.create(date=SATURDAY)
    for van in Van.objects.all():
        VanOverride.objects.create(day=day, van=van, runs="off")
    answer = caller.quote()
    assert (caller.status, answer["total_cents"]) == (201, 198375)
    assert answer["unavailable"] == {
        "is": True,
        "messages": ["None of our vans drives on that date. Choose another date"],
    }
    assert Quote.objects.get(pk=answer["id"]).answer["unavailable"] == {"is": False, "messages": []}


BROKEN: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"package": None}, ("package", "type")),
    ({"pickup": {"city": "New York"}}, ("pickup.zip", "required")),
    ({"colour": "red"}, ("colour", "unknown")),
    ({"pickup": {"zip": "00000"}}, ("pickup.zip", "unknown")),
    ({"item_count": "3"}, ("item_count", "type")),
    ({"package": "gigantic"}, ("package", "choice")),
    ({"item_count": 0}, ("item_count", "range")),
    ({"item_count": 10**400}, ("item_count", "range")),
    ({"bag_count": 2}, ("bag_count", "combination")),
    ({"pickup": {"zip": "02108"}}, ("pickup.zip", "not_served")),
    ({"item_count": 31}, ("item_count", "limit")),
    ({"specialty_items": {"peloton": 6}}, ("specialty_items", "limit")),
    ({"estimated_hours": True}, ("estimated_hours", "type")),
    ({"pickup_date": "2026-02-29"}, ("pickup_date", "type")),
]


def test_each_fault_is_told_with_its_path(caller: Caller) -> None:
    for change, fault in BROKEN:
        found = caller.refused(422, caller.quote(**change))
        assert fault in found, (change, found)
    assert not Quote.objects.exists()


def test_an_inactive_thing_is_told(caller: Caller) -> None:
    SellableItem.objects.filter(code="mini_move.standard").update(active=False)
    assert ("package", "inactive") in caller.refused(422, caller.quote())


def test_all_faults_come_at_once(caller: Caller) -> None:
    faults = caller.refused(422, caller.post("quotes/", {"service": "mini_move"}))
    assert faults == [(name, "required") for name in ("package", "pickup_date", "pickup", "dropoff")]


def test_anything_but_an_object_is_a_type_fault(caller: Caller) -> None:
    for body in ([], "text", 7, None, True, [STANDARD]):
        assert caller.refused(422, caller.post("quotes/", body)) == [("", "type")]


def test_no_rules_in_force_is_a_kind_503(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise loading.NoRuleSet("no set")

    monkeypatch.setattr("pricing_rules.loading.rule_set", gone)
    assert caller.refused(503, caller.quote()) == [("", "rule_failed")]
