"""Every call the stand-in covers, and the work that comes due later."""

from __future__ import annotations

import re
from collections.abc import Callable

from standins.stripe import (
    balance,
    charges,
    customers,
    disputes,
    events,
    payment_intents,
    payment_methods,
    refunds,
    setup_intents,
)
from standins.stripe.calls import Call, Route
from standins.stripe.errors import unrecognized_url

ROUTES: tuple[Route, ...] = (
    *payment_intents.ROUTES,
    *setup_intents.ROUTES,
    *payment_methods.ROUTES,
    *charges.ROUTES,
    *refunds.ROUTES,
    *balance.ROUTES,
    *customers.ROUTES,
    *disputes.ROUTES,
    *events.ROUTES,
)

JOBS: dict[str, Callable[[Call, str], None]] = {
    "refund_pending": refunds.settle,
    "refund_fails": refunds.bounce,
    "dispute": disputes.open_dispute,
}

_PATTERNS = tuple((re.compile(f"^{item.path.replace('{id}', '([A-Za-z0-9_-]+)')}$"), item) for item in ROUTES)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The call behind a method and a path, with the ids in the path. Raises Stripe's 404."""
    for pattern, item in _PATTERNS:
        match = pattern.match(path)
        if match and item.method == method:
            return item, match.groups()
    raise unrecognized_url(method, path)
