"""A running Stripe stand-in with a webhook receiver that checks signatures as the SDK does."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import stripe

from standins.stripe.options import Options
from standins.stripe.server import StandIn

SECRET = "whsec_standin"
NO_REDIRECT = {"enabled": True, "allow_redirects": "never"}


@dataclass
class Receiver:
    """Keeps what arrives: events with a good signature, and the problems of the others. `answers` are used up first."""

    events: list[stripe.Event] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    url: str = ""

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def take(self, payload: bytes, signature: str | None) -> int:
        try:
            event = stripe.Webhook.construct_event(payload, signature, SECRET)
        except stripe.SignatureVerificationError as problem:
            self.problems.append(str(problem))
            return 400
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.events.append(event)
        return status

    def wait(self, enough: Callable[[], bool], seconds: float = 8.0) -> None:
        end = time.monotonic() + seconds
        while not enough():
            assert time.monotonic() < end, f"arrived in {seconds} s: {self.types}, problems: {self.problems}"
            time.sleep(0.01)


@dataclass
class Site:
    """The stand-in, a client of the official SDK for it, and where its webhooks arrive."""

    standin: StandIn
    receiver: Receiver
    client: stripe.StripeClient

    def intent(self, amount: int = 198375, **more: Any) -> stripe.PaymentIntent:
        return self.client.v1.payment_intents.create(
            {"amount": amount, "currency": "usd", "automatic_payment_methods": NO_REDIRECT, **more}  # type: ignore[typeddict-item]
        )

    def paid(self, amount: int = 198375, card: str = "pm_card_visa", **more: Any) -> stripe.PaymentIntent:
        return self.intent(amount, confirm=True, payment_method=card, **more)

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """A control; GET without a body, POST with one. Failures are answered with `{"error": …}`."""
        request = urllib.request.Request(
            f"{self.standin.url}/_control/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def raw(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], Any]:
        """A call below the SDK: status, headers (lower case) and JSON."""
        request = urllib.request.Request(
            f"{self.standin.url}{path}",
            method=method,
            data=body.encode() if method == "POST" else None,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, json.load(error)


def client_for(url: str, key: str = "sk_test_standin", timeout: float = 10, retries: int = 0) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": url},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


@contextmanager
def stripe_site(*, state: Path | None = None, settle_seconds: float = 0.05) -> Iterator[Site]:
    """A stand-in on a free port whose webhooks arrive at `site.receiver`."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(receiver.take(payload, self.headers.get("Stripe-Signature")))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{listener.server_address[1]}/webhooks/stripe/"
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    options = Options(port=0, webhook_url=receiver.url, state=state, settle_seconds=settle_seconds)
    try:
        with StandIn(options) as standin:
            yield Site(standin, receiver, client_for(standin.url))
    finally:
        listener.shutdown()
        listener.server_close()
