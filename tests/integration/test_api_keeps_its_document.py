"""The OpenAPI document is kept: schemathesis, a bounded number of cases of every call, right ones and wrong ones.

`schemathesis.toml` in the root says what its checks allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from foundation.clock import new_york_day, utc_now
from tests.api_calls import Caller
from tests.booking_making import quote, seed_business

CASES = 25
CATALOGUE, AVAILABILITY, QUOTE = "GET /api/v1/catalogue/", "GET /api/v1/availability/", "POST /api/v1/quotes/"
BOOK, LOOK_UP = "POST /api/v1/bookings/", "GET /api/v1/bookings/{token}/"
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
RUNS = [
    (CATALOGUE, RIGHT),  # takes nothing, so nothing can be wrong with it
    (AVAILABILITY, RIGHT),
    (AVAILABILITY, WRONG),
    (QUOTE, RIGHT),
    (QUOTE, WRONG),
    (BOOK, RIGHT),
    (BOOK, WRONG),
    (LOOK_UP, RIGHT),  # any text is a right token
]


@pytest.fixture
def business(db: None) -> Iterator[None]:
    """Seeded; and the WSGI application leaves the test's own connection, with its transaction, alone.

    Django's test client would connect the signals again: only the application is called where it matters.
    """
    seed_business()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("call", "mode"), RUNS, ids=lambda value: str(getattr(value, "value", value)))
@pytest.mark.usefixtures("business")
def test_every_answer_is_what_the_document_says(call: str, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    method, path = call.split()
    operation = document[path][method]
    day = new_york_day(utc_now()) + timedelta(days=20)
    known = str(quote(utc_now(), pickup_date=day.isoformat()).pk)
    cases = iter(range(10_000))

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        # Every other right booking is of a quote that is there, so that the call gets further than its first question
        if (call, mode) == (BOOK, RIGHT) and next(cases) % 2:
            case.body = {**case.body, "quote": known}
        case.call_and_validate(headers={"Accept-Encoding": "identity"})  # its WSGI transport unpacks nothing

    run()


def test_the_document_and_its_page_ask_nobody_else(db: None) -> None:
    client = Client()
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    html = page.content.decode()
    assert "http" not in html.replace("https://schema.org", "")
    assert (
        page.headers["Content-Security-Policy"] == client.get("/api/v1/openapi.json").headers["Content-Security-Policy"]
    )
    for address in ("ninja/swagger-ui.css", "ninja/swagger-ui-bundle.js", "ninja/swagger-ui-init.js"):
        assert f"/static/{address}" in html
        assert client.get(f"/static/{address}").status_code == 200


@pytest.mark.usefixtures("business")
def test_the_examples_of_the_document_work() -> None:
    caller = Caller()
    document = caller.get("openapi.json")
    assert document["openapi"].startswith("3.1")
    bodies = {
        path: document["paths"][f"/api/v1/{path}"]["post"]["requestBody"]["content"]["application/json"]["examples"]
        for path in ("quotes/", "bookings/")
    }
    for name, example in bodies["quotes/"].items():
        answer = caller.post("quotes/", example["value"])
        assert caller.status == 201, (name, answer)
        assert answer["unavailable"]["is"] is False, (name, answer)
        if name == "mini_move":
            move = answer
    given_body = {**bodies["bookings/"]["move"]["value"], "quote": move["id"]}
    placed = caller.post("bookings/", given_body, Idempotency_Key="from-the-page")
    assert caller.status == 201, placed
    parameters = document["paths"]["/api/v1/availability/"]["get"]["parameters"]
    named = {one["name"]: one["example"] for one in parameters}
    query = {name: str(named[name]) for name in ("service", "month", "package", "pickup.zip", "dropoff.zip", "window")}
    shown = caller.get("availability/", {**query, "specialty_items.surfboard": "2"})
    assert caller.status == 200
    day = next(one for one in shown["dates"] if one["date"] == bodies["quotes/"]["mini_move"]["value"]["pickup_date"])
    assert day["from_cents"] == move["total_cents"]


def test_every_call_and_every_key_is_described(db: None) -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    for path in document["paths"].values():
        for call in path.values():
            assert call["summary"] and len(call["description"]) > 40
            assert {"429"} <= set(call["responses"])
            assert all(
                parameter["description"] and "example" in parameter
                for parameter in call["parameters"]
                if parameter["in"] != "path"
            )
    assert document["info"]["description"].count("| 4") == 6


def test_every_value_is_explained(client: Client) -> None:
    """Names that speak for themselves aside, each property has its sentence, or is a thing that has one."""
    schemas = json.loads(client.get("/api/v1/openapi.json").content)["components"]["schemas"]
    plain = {"label", "summary", "currency", "date", "month", "dates", "errors"}
    catalogue = set(schemas["CatalogueOut"]["properties"])  # lists of things, each explained at its own schema
    mute = [
        f"{name}.{key}"
        for name, schema in schemas.items()
        for key, value in schema.get("properties", {}).items()
        if "description" not in value and "$ref" not in value and key not in plain | catalogue
    ]
    assert not mute
    assert not [name for name, schema in schemas.items() if "$ref" not in schema and not schema.get("description")]
