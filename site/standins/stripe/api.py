"""One API request from key to answer: authentication, idempotency, typed parameters, handler, events, faults."""

from __future__ import annotations

import hashlib
import json
import threading
import time
import traceback
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from standins.stripe import expand, routes, shapes
from standins.stripe.authentication import authenticate
from standins.stripe.calls import API_VERSION, Call, Route, new_id
from standins.stripe.errors import Refusal, rate_limited, server_error
from standins.stripe.faults import Faults
from standins.stripe.forms import decode
from standins.stripe.idempotency import Answered, IdempotencyKeys
from standins.stripe.options import Options
from standins.stripe.store import Object, Store, public
from standins.stripe.timers import Timers
from standins.stripe.webhooks import Webhooks


@dataclass(frozen=True)
class Request:
    """What came over the wire; header names are in lower case."""

    method: str
    path: str
    query: str
    body: bytes
    headers: dict[str, str]
    base_url: str


@dataclass
class Answer:
    """What goes back. `hang_ms` set: nothing goes back, the connection is dropped after so long."""

    status: int
    body: Object
    headers: dict[str, str] = field(default_factory=dict)
    hang_ms: int | None = None


class Api:
    """The stand-in's API over one store."""

    def __init__(self, options: Options, store: Store) -> None:
        self.options, self.store = options, store
        self.timers = Timers()
        self.webhooks = Webhooks(store, self.timers, url=options.webhook_url, secret=options.webhook_secret)
        self.faults = Faults()
        self.keys = IdempotencyKeys(store)
        self.calls: deque[dict[str, Any]] = deque(maxlen=2000)
        self.stopping = threading.Event()
        with store.lock:
            for job in store.newest("_job"):
                self._schedule(job)
            self.webhooks.resume(int(time.time()))

    def answer(self, request: Request) -> Answer:
        """Any request under /v1/. Never raises."""
        request_id = new_id("req", 14)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        if key:
            headers["Idempotency-Key"] = key
        fault = None
        try:
            browser = authenticate(self.options, request.headers)
            fault = self.faults.take(request.method, request.path, browser=browser)
            name = fault.fault if fault else ""
            if fault and name == "timeout_before":
                result = Answer(0, {}, hang_ms=fault.ms)
            elif name == "error_500":
                raise server_error()
            elif name == "error_429":
                raise rate_limited()
            else:
                wait = fault.ms / 1000 if fault and name == "slow" else 0.0
                result = self._once(request, request_id, key, browser=browser, wait=wait)
                if fault and name == "timeout_after":
                    result = Answer(0, {}, hang_ms=fault.ms)
                elif name == "error_500_after":
                    raise server_error()
        except Refusal as refusal:
            result = Answer(refusal.status, public(refusal.body()))
        except Exception:  # a mistake of the stand-in's own is shown here and answered as Stripe's own mistakes are
            traceback.print_exc()
            result = Answer(500, server_error().body())
        result.headers = {**headers, **result.headers}
        self.calls.append(
            {
                "id": request_id,
                "method": request.method,
                "path": request.path,
                "status": result.status,
                "idempotency_key": key,
                "replayed": "Idempotent-Replayed" in result.headers,
                "fault": fault.fault if fault else None,
                "at": time.time(),
            }
        )
        return result

    def _once(self, request: Request, request_id: str, key: str | None, *, browser: bool, wait: float) -> Answer:
        version = request.headers.get("stripe-version")
        if version not in (None, API_VERSION):
            raise Refusal(
                f"Invalid Stripe API version: {version}. The stand-in speaks {API_VERSION} only, the SDK's own version."
            )
        route, ids = routes.find(request.method, request.path)
        if browser and not route.browser:
            raise Refusal(
                "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a "
                "list of your API keys at https://dashboard.stripe.com/account/apikeys.",
                status=403,
                code="secret_key_required",
            )
        raw = decode(_form(request))
        now = int(time.time())
        sent = hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()
        call = Call(
            self.store,
            now,
            request.base_url,
            ids=ids,
            browser=browser,
            request_id=request_id,
            idempotency_key=key,
            settle_seconds=self.options.settle_seconds,
        )
        if key is None:
            return self._run(call, route, raw, wait)
        kept = self.keys.claim(key, request.path, sent, now)
        if kept is not None:
            again = {"Idempotent-Replayed": "true", "Original-Request": kept["request_id"]}
            return Answer(kept["status"], kept["body"], again)
        try:
            return self._run(call, route, raw, wait, keep=(request.path, sent))
        finally:
            self.keys.release(key)

    def _run(self, call: Call, route: Route, raw: Object, wait: float, keep: tuple[str, str] | None = None) -> Answer:
        """Executes. `keep` (path, digest) keeps the answer under the call's key, in the same commit as its effects;
        refused parameters are not kept."""
        if call.browser:
            call.client_secret = raw.get("client_secret")
            if "client_secret" not in shapes.fields(route.shape):
                raw = {name: value for name, value in raw.items() if name != "client_secret"}
        call.params = shapes.check(route.shape, raw)
        for name in call.params.keys() - route.takes:
            raise Refusal(
                f"Stripe knows the parameter {name}, but this stand-in does not cover it in {route.method} "
                f"{route.path}.",
                code="parameter_not_covered_by_standin",
                param=name,
            )
        if wait:
            self.stopping.wait(wait)
        with self.store.lock:
            self.store.begin()
            try:
                body = expand.expand(self.store, public(route.run(call)), call.params.get("expand", []))
                if body.get("object") == "list":
                    body["url"] = _listed_at(route, call.ids)
                status = 200
            except Refusal as refusal:
                if refusal.status != 402:  # a decline is an outcome; any other refusal changes nothing
                    self.store.rollback()
                    raise
                status, body = refusal.status, public(refusal.body())
            except Exception:
                self.store.rollback()
                raise
            if keep and call.idempotency_key and call.request_id:
                path, sent = keep
                self.keys.keep(call.idempotency_key, path, sent, call.now, Answered(status, body, call.request_id))
            self.commit(call)
        return Answer(status, body)

    def commit(self, call: Call) -> None:
        """Makes a call's changes durable, then lets its events and later work go."""
        if self.webhooks.url is None:  # nobody listens, so nothing is pending
            for identifier in call.events:
                event = self.store.find(identifier)
                if event is not None:
                    event["pending_webhooks"] = 0
        jobs = [job for job in self.store.changed() if job["object"] == "_job"]
        self.store.commit()
        for job in jobs:
            self._schedule(job)
        self.webhooks.announce(call.events)

    def _schedule(self, job: Object) -> None:
        self.timers.after(max(0.0, job["at"] - time.time()), lambda: self._do(job))

    def _do(self, job: Object) -> None:
        with self.store.lock:
            if self.store.find(job["id"]) is None:
                return
            self.store.remove(job["id"])
            call = Call(self.store, int(time.time()), self.options.base_url)
            routes.JOBS[job["verb"]](call, job["target"])
            self.commit(call)

    def reset(self) -> None:
        """Forgets all objects, keys, faults, deliveries and calls."""
        with self.store.lock:
            self.timers.clear()
            self.store.reset()
            self.faults.clear()
            self.webhooks.forget()
            self.calls.clear()

    def stop(self) -> None:
        """Ends the background threads."""
        self.stopping.set()
        self.timers.stop()
        with self.store.lock:
            self.store.close()


def _form(request: Request) -> str:
    if request.method != "POST":
        return request.query
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded")
    if not kind.startswith("application/x-www-form-urlencoded"):
        raise Refusal(f"Stripe's v1 API takes application/x-www-form-urlencoded, not {kind}.")
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        raise Refusal("Invalid UTF-8 in the request.") from None


def _listed_at(route: Route, ids: tuple[str, ...]) -> str:
    path = route.path
    for identifier in ids:
        path = path.replace("{id}", identifier, 1)
    return path
