"""Events as the API lists them, for thirty days."""

from __future__ import annotations

from fnmatch import fnmatchcase

from stripe import params as p

from standins.stripe.calls import Call, route
from standins.stripe.errors import Refusal
from standins.stripe.lists import created_within, paged
from standins.stripe.store import Object

KEPT = 30 * 24 * 60 * 60


def retrieve(call: Call) -> Object:
    """One event."""
    return call.store.get("event", call.ids[0], status=404)


def page(call: Call) -> Object:
    """Events, newest first, by type (`charge.*` too), time and whether they were delivered."""
    given = call.params
    if "type" in given and "types" in given:
        raise Refusal("You may only provide one of these parameters: type, types.")
    wanted = given.get("types") or ([given["type"]] if "type" in given else ["*"])
    rows = [
        event
        for event in call.store.newest("event")
        if event["created"] > call.now - KEPT
        and any(fnmatchcase(event["type"], pattern) for pattern in wanted)
        and created_within(event["created"], given.get("created"))
        and given.get("delivery_success") in (None, event["pending_webhooks"] == 0)
    ]
    return paged(call, rows)


ROUTES = (
    route(
        "GET",
        "/v1/events",
        p.EventListParams,
        page,
        "created delivery_success ending_before limit starting_after type types",
    ),
    route("GET", "/v1/events/{id}", p.EventRetrieveParams, retrieve),
)
