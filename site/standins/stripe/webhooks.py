"""Webhooks: signed exactly as Stripe signs them, sent in the background, retried, and disturbed on demand."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from standins.stripe.store import Object, Store, public
from standins.stripe.timers import Timers

MODES = ("normal", "late", "twice", "reverse", "never", "hold")
RETRY_SECONDS = (1.0, 3.0, 10.0, 30.0, 60.0)


def signature(payload: bytes, secret: str, at: int, *, scheme: str = "v1") -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 of "<time>.<payload>"."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},{scheme}={digest}"


@dataclass
class Policy:
    """How deliveries are disturbed. `types` limits it to some event types; `delay_ms` is used by late and reverse."""

    mode: str = "normal"
    delay_ms: int = 2000
    types: tuple[str, ...] = ()


@dataclass
class Delivery:
    """One attempt, for `GET /_control/deliveries`."""

    event: str
    type: str
    attempt: int
    at: float
    status: int | None
    problem: str


class Webhooks:
    """Sends events to one address. Attempts are recorded; retries follow `RETRY_SECONDS` until a 2xx answer."""

    def __init__(self, store: Store, timers: Timers, *, url: str | None, secret: str) -> None:
        self.url, self.secret = url, secret
        self.policy = Policy()
        self.deliveries: deque[Delivery] = deque(maxlen=2000)
        self._store, self._timers = store, timers
        self._held: list[str] = []
        self._lock = threading.Lock()

    def announce(self, event_ids: list[str]) -> None:
        """New events: delivered now, or as the policy says."""
        for identifier in event_ids:
            event = self._store.find(identifier)
            policy = self.policy
            if event is None or self.url is None:
                continue
            applies = not policy.types or event["type"] in policy.types
            mode = policy.mode if applies else "normal"
            if mode == "never":
                continue
            if mode in ("hold", "reverse"):
                with self._lock:
                    self._held.append(identifier)
                    first = len(self._held) == 1
                if mode == "reverse" and first:
                    self._timers.after(policy.delay_ms / 1000, self._release_reversed)
                continue
            self.send(identifier, delay=policy.delay_ms / 1000 if mode == "late" else 0.0)
            if mode == "twice":
                self.send(identifier)

    def release(self, *, reverse: bool = False) -> list[str]:
        """Sends what was held back, one after the other, so that the order is the order of arrival."""
        with self._lock:
            held, self._held = self._held, []
        order = held[::-1] if reverse else held

        def one_by_one() -> None:
            for identifier in order:
                self._attempt(identifier, 1)

        self._timers.after(0, one_by_one)
        return order

    def _release_reversed(self) -> None:
        self.release(reverse=True)

    def forget(self) -> None:
        """Back to normal, nothing held, nothing recorded."""
        with self._lock:
            self._held = []
        self.policy = Policy()
        self.deliveries.clear()

    def resume(self, now: int) -> None:
        """After a restart: sends again what was not delivered in the last hour."""
        for event in reversed(list(self._store.newest("event"))):
            if event["pending_webhooks"] and event["created"] > now - 3600:
                self.send(event["id"])

    def send(
        self,
        identifier: str,
        *,
        delay: float = 0.0,
        at: int | None = None,
        secret: str | None = None,
        signed: bool = True,
    ) -> None:
        """Delivers one event. `at`, `secret` and `signed` forge stale, wrong and missing signatures."""
        self._timers.after(delay, lambda: self._attempt(identifier, 1, at=at, secret=secret, signed=signed))

    def _attempt(
        self, identifier: str, attempt: int, *, at: int | None = None, secret: str | None = None, signed: bool = True
    ) -> None:
        with self._store.lock:
            event = self._store.find(identifier)
            if event is None:
                return
            payload = json.dumps(public(event), indent=2).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if signed:
            headers["Stripe-Signature"] = signature(payload, secret or self.secret, at or int(time.time()))
        status, problem = post(self.url or "", payload, headers)
        self.deliveries.append(Delivery(identifier, event["type"], attempt, time.time(), status, problem))
        forged = not signed or at is not None or secret is not None
        if status is not None and 200 <= status < 300:
            with self._store.lock:
                event["pending_webhooks"] = 0
                self._store.put(event)
                self._store.commit()
        elif attempt <= len(RETRY_SECONDS) and not forged:
            self._timers.after(RETRY_SECONDS[attempt - 1], lambda: self._attempt(identifier, attempt + 1))

    def recorded(self) -> list[dict[str, Any]]:
        """The attempts so far, oldest first."""
        return [asdict(item) for item in list(self.deliveries)]


def post(url: str, payload: bytes, headers: Object) -> tuple[int | None, str]:
    """The answer's status, or None and what went wrong. Redirects are not followed, as with Stripe."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=15)
    try:
        connection.request("POST", parts.path or "/", payload, headers)
        answer = connection.getresponse()
        text = answer.read(400).decode("utf-8", "replace")
        return answer.status, "" if answer.status < 300 else text
    except (OSError, http.client.HTTPException) as error:
        return None, f"{type(error).__name__}: {error}"
    finally:
        connection.close()
