"""Idempotency keys (docs.stripe.com/api/idempotent_requests): the first answer is kept and given again."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from standins.stripe.errors import Refusal
from standins.stripe.store import Object, Store

KEPT = 24 * 60 * 60


@dataclass(frozen=True)
class Answered:
    """What a call was answered with."""

    status: int
    body: Object
    request_id: str


class IdempotencyKeys:
    """Answers by key. A key that is in use clashes; a key used for something else is refused."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()

    def claim(self, key: str, path: str, sent: str, now: int) -> Object | None:
        """The answer kept for this key, or None: then the caller owns the key until `release`. `sent` is a digest of
        the parameters: the parameters themselves are not kept."""
        if len(key) > 255:
            raise Refusal("Idempotency keys can be at most 255 characters long.", kind="idempotency_error")
        with self._lock, self._store.lock:
            if key in self._in_flight:
                raise Refusal(
                    "There is currently another in-progress request using this Idempotent Key (that probably means you "
                    f"submitted twice, and the other request is still going through): {key}. Please try again later.",
                    status=409,
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            kept = self._store.find(f"idempotency:{key}")
            if kept is None or kept["created"] < now - KEPT:
                self._in_flight.add(key)
                return None
        hint = f"Try using a key other than '{key}' if you meant to execute a different request."
        if kept["path"] != path:
            raise Refusal(
                "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                f"('{path}' vs '{kept['path']}'). {hint}",
                kind="idempotency_error",
            )
        if kept["sent"] != sent:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"{hint}",
                kind="idempotency_error",
            )
        return kept

    def keep(self, key: str, path: str, sent: str, now: int, answered: Answered) -> None:
        """Stores the answer of an executed call, a decline too."""
        self._store.put(
            {
                "id": f"idempotency:{key}",
                "object": "_idempotency",
                "path": path,
                "sent": sent,
                "created": now,
                "status": answered.status,
                "body": answered.body,
                "request_id": answered.request_id,
            }
        )

    def release(self, key: str) -> None:
        """The call is over."""
        with self._lock:
            self._in_flight.discard(key)
