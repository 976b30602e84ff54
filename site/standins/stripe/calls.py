"""One call in progress: what a handler is given, and how it tells what happened."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import stripe

from standins.stripe.store import Object, Store, public

API_VERSION: str = stripe.api_version
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """An id in Stripe's form, `pi_3f…`."""
    return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(length))}"


@dataclass
class Call:
    """`ids` are the ids in the path, `params` the checked parameters, `browser` true for a publishable key."""

    store: Store
    now: int
    base_url: str
    params: dict[str, Any] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    browser: bool = False
    request_id: str | None = None
    idempotency_key: str | None = None
    client_secret: str | None = None  # given by a browser in place of a secret key
    settle_seconds: float = 3.0  # how long asynchronous things take (a refund's end, a dispute)
    events: list[str] = field(default_factory=list)

    def emit(self, kind: str, item: Object, previous: Object | None = None) -> None:
        """Records an event with a snapshot of the object; it is delivered after the call is committed."""
        data: Object = {"object": public(item)}
        if previous is not None:
            data["previous_attributes"] = public(previous)
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": self.request_id, "idempotency_key": self.idempotency_key},
            "type": kind,
        }
        self.events.append(self.store.put(event)["id"])

    def due(self, verb: str, target: str) -> None:
        """Leaves work for `settle_seconds` later; kept in the store, so that it outlives a restart."""
        at = time.time() + self.settle_seconds
        self.store.put({"id": new_id("job"), "object": "_job", "at": at, "verb": verb, "target": target})


Handler = Callable[[Call], Object]


@dataclass(frozen=True)
class Route:
    """One call of the API: its typed parameters and which of them this stand-in acts on."""

    method: str
    path: str
    shape: type
    run: Handler
    takes: frozenset[str]
    browser: bool = False  # also open to a publishable key


def route(method: str, path: str, shape: type, run: Handler, takes: str = "", *, browser: bool = False) -> Route:
    """A route; `takes` lists the covered parameters, separated by blanks (`expand` always is)."""
    return Route(method, path, shape, run, frozenset(takes.split()) | {"expand"}, browser)


def only(item: Object, names: str) -> Object:
    """The object reduced to some of its keys, which `names` lists separated by blanks."""
    return {name: item[name] for name in names.split() if name in item}
