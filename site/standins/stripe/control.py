"""Test controls under /_control/: disturb webhooks, arm faults, look inside, reset. JSON in, JSON out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any
from urllib.parse import parse_qs

from standins.stripe.api import Api, Request
from standins.stripe.faults import FAULTS, Fault
from standins.stripe.store import public
from standins.stripe.webhooks import MODES, Policy

Answer = tuple[int, Any]


class Wrong(Exception):
    """A control was used wrongly: 400 and a sentence."""


def handle(api: Api, request: Request) -> Answer:
    """Any request under /_control/."""
    action = CONTROLS.get((request.method, request.path.rstrip("/")))
    parts = request.path.strip("/").split("/")
    try:
        if action is not None:
            return 200, action(api, _given(request))
        if request.method == "POST" and len(parts) == 4 and parts[1] == "events" and parts[3] == "replay":
            return 200, _replay(api, parts[2], _given(request))
        if request.method == "GET" and len(parts) == 3 and parts[1] == "objects":
            with api.store.lock:
                found = api.store.find(parts[2])
                return (200, public(found)) if found else (404, {"error": f"No object {parts[2]}."})
    except Wrong as problem:
        return 400, {"error": str(problem)}
    known = ", ".join(sorted(f"{method} {path}" for method, path in CONTROLS))
    return 404, {"error": f"No such control. There are: {known}, POST /_control/events/<id>/replay."}


def _given(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return {name: values[-1] for name, values in parse_qs(request.query).items()}
    # The type is demanded because another site's page cannot send it without a preflight, which is refused here.
    if request.body and not request.headers.get("content-type", "").startswith("application/json"):
        raise Wrong("Send JSON, with Content-Type: application/json.")
    try:
        given = json.loads(request.body or b"{}")
    except ValueError as problem:
        raise Wrong(f"The body is not JSON: {problem}.") from None
    if not isinstance(given, dict):
        raise Wrong("The body must be a JSON object.")
    return given


def _known(given: dict[str, Any], kind: type) -> dict[str, Any]:
    names = {item.name for item in fields(kind)}
    strange = given.keys() - names
    if strange:
        raise Wrong(f"Unknown: {', '.join(sorted(strange))}. Known: {', '.join(sorted(names))}.")
    return given


def _webhooks(api: Api, given: dict[str, Any]) -> Any:
    policy = Policy(**_known(given, Policy))
    if policy.mode not in MODES:
        raise Wrong(f"mode must be one of {', '.join(MODES)}.")
    policy.types = tuple(policy.types)
    api.webhooks.policy = policy
    return asdict(policy)


def _release(api: Api, given: dict[str, Any]) -> Any:
    return {"released": api.webhooks.release(reverse=bool(given.get("reverse")))}


def _replay(api: Api, identifier: str, given: dict[str, Any]) -> Any:
    with api.store.lock:
        event = api.store.find(identifier)
    if event is None or event["object"] != "event":
        raise Wrong(f"No event {identifier}.")
    strange = given.keys() - {"times", "at", "secret", "signed", "delay_ms"}
    if strange:
        raise Wrong(f"Unknown: {', '.join(sorted(strange))}. Known: at, delay_ms, secret, signed, times.")
    for _ in range(int(given.get("times", 1))):
        api.webhooks.send(
            identifier,
            delay=int(given.get("delay_ms", 0)) / 1000,
            at=given.get("at"),
            secret=given.get("secret"),
            signed=bool(given.get("signed", True)),
        )
    return {"replayed": identifier}


def _idle(api: Api, given: dict[str, Any]) -> Any:
    return {"idle": api.timers.idle(float(given.get("seconds", 5)))}


def _arm(api: Api, given: dict[str, Any]) -> Any:
    if given.get("fault") not in FAULTS:
        raise Wrong(f"fault must be one of {', '.join(FAULTS)}.")
    fault = Fault(**_known(given, Fault))
    api.faults.add(fault)
    return asdict(fault)


def _faults(api: Api, given: dict[str, Any]) -> Any:
    return {"faults": [asdict(fault) for fault in api.faults.listed()]}


def _disarm(api: Api, given: dict[str, Any]) -> Any:
    api.faults.clear()
    return {"faults": []}


def _objects(api: Api, given: dict[str, Any]) -> Any:
    with api.store.lock:
        return {"data": [public(item) for item in api.store.newest(given.get("type", "payment_intent"))]}


def _deliveries(api: Api, given: dict[str, Any]) -> Any:
    return {"data": api.webhooks.recorded()}


def _calls(api: Api, given: dict[str, Any]) -> Any:
    return {"data": list(api.calls)}


def _reset(api: Api, given: dict[str, Any]) -> Any:
    api.reset()
    return {"reset": True}


CONTROLS: dict[tuple[str, str], Callable[[Api, dict[str, Any]], Any]] = {
    ("POST", "/_control/webhooks"): _webhooks,
    ("POST", "/_control/webhooks/release"): _release,
    ("GET", "/_control/idle"): _idle,
    ("GET", "/_control/deliveries"): _deliveries,
    ("POST", "/_control/faults"): _arm,
    ("GET", "/_control/faults"): _faults,
    ("POST", "/_control/faults/clear"): _disarm,
    ("GET", "/_control/objects"): _objects,
    ("GET", "/_control/calls"): _calls,
    ("POST", "/_control/reset"): _reset,
}
