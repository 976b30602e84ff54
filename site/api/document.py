"""The OpenAPI document, with examples that work on the day they are read, and the page that shows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from foundation.clock import new_york_day, utc_now

AHEAD = timedelta(days=21)
TIMES = {
    200: "As asked for.",
    201: "Made.",
    400: "The body is no JSON.",
    404: "No such address, or no booking behind this token.",
    409: "Understood, and not possible now.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "Values to correct, each with its path.",
    429: "Too many calls in this minute.",
    503: "No price can be given at the moment.",
}
WAIT = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
QUOTE_ID = "3f0c2a9e-5d1b-4c6e-9a27-0b1f6f8f2d11"


class Page(Swagger):
    """Swagger UI from our own static files: no request leaves the house, and no inline script or style is needed."""

    template = "api/docs.html"


class DocumentedAPI(NinjaAPI):
    """A ninja API whose document is written for a developer who has nothing else."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, OpenAPI 3.1."""
        document = super().get_openapi_schema(**options)
        complete(document, day=new_york_day(utc_now()) + AHEAD)
        return document


def complete(document: dict[str, Any], *, day: date) -> None:
    """Write examples around `day` into the document, say what the statuses mean, and how long a 429 lasts."""
    for path in document["paths"].values():
        for call in path.values():
            for status, response in call["responses"].items():
                response["description"] = TIMES[int(status)]
                if int(status) == 429:
                    response["headers"] = WAIT
            for parameter in call["parameters"]:
                if parameter["name"] == "month":
                    parameter["example"] = f"{day:%Y-%m}"
                elif parameter["name"] == "Idempotency-Key":
                    parameter["example"] = "5a0a4f36-6a5b-4d5c-8c38-5d6a0d8d7f6e"
    quote_body = document["paths"]["/api/v1/quotes/"]["post"]["requestBody"]["content"]["application/json"]
    quote_body["examples"] = quotes(day)
    book_body = document["paths"]["/api/v1/bookings/"]["post"]["requestBody"]["content"]["application/json"]
    book_body["examples"] = bookings()


def quotes(day: date) -> dict[str, Any]:
    """One request of each service."""
    when = {"pickup_date": day.isoformat()}
    ways = {"pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}, **when, "window": "morning"}
    return {
        "mini_move": _example(
            "Mini move with two surfboards",
            {"service": "mini_move", "package": "standard", "specialty_items": {"surfboard": 2}, **ways},
        ),
        "organizing_only": _example(
            "Packing alone",
            {"service": "organizing_only", "package": "petite", "packing": True, "pickup": {"zip": "10024"}, **when},
        ),
        "standard_delivery": _example(
            "Four items", {"service": "standard_delivery", "item_count": 4, **ways, "answers": {"fragile": True}}
        ),
        "specialty_item": _example(
            "A Peloton", {"service": "specialty_item", "specialty_items": {"peloton": 1}, **ways}
        ),
        "blade_luggage": _example(
            "Three bags to JFK",
            {
                "service": "blade_luggage",
                "route": "manhattan_jfk",
                "bag_count": 3,
                "pickup": {"zip": "10024"},
                **when,
            },
        ),
        "mini_storage": _example("A month of storage", {"service": "mini_storage", **when}),
        "b2b": _example("An event, composed by our staff", {"service": "b2b"}),
    }


def bookings() -> dict[str, Any]:
    """Bodies of `POST bookings/`; the quote's id is to be replaced."""
    contact = {
        "first_name": "Claire",
        "last_name": "Whitcomb",
        "email": "claire@example.com",
        "phone": "(212) 555-0142",
    }
    pickup = {"line1": "214 West 83rd Street", "line2": "Apt 3R", "zip": "10024"}
    dropoff = {"line1": "27 Hedges Lane", "zip": "11962", "instructions": "Gate code at the desk"}
    return {
        "move": _example(
            "A move: both streets", {"quote": QUOTE_ID, "contact": contact, "pickup": pickup, "dropoff": dropoff}
        ),
        "storage": _example("Storage or b2b: no streets", {"quote": QUOTE_ID, "contact": contact}),
    }


def _example(summary: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"summary": summary, "value": value}
