"""What bookings ask of dispatch, by the name of the effect: bookings writes the row and never knows who reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.operations.intake import TAKEN_IN, WITHDRAWN, take_in, withdraw
from foundation.audit import verbs
from foundation.audit.actor import Actor
from foundation.outbox import handlers

TAKE_IN = "dispatch.take_in"
WITHDRAW = "dispatch.withdraw"


def handle_take_in(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Payload `{"booking": uuid}`. Safe to repeat: the stops are unique by booking and kind."""
    take_in(booking_id=UUID(payload["booking"]), actor=Actor.system(), now=now)


def handle_withdraw(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Payload `{"booking": uuid}`. Safe to repeat: a withdrawn stop is not withdrawn again."""
    withdraw(booking_id=UUID(payload["booking"]), actor=Actor.system(), now=now)


def register() -> None:
    """Called once, in the room's `ready()`."""
    handlers.register(TAKE_IN, handle_take_in, repeat="safe")
    handlers.register(WITHDRAW, handle_withdraw, repeat="safe")
    verbs.register(TAKEN_IN, "Taken in by dispatch")
    verbs.register(WITHDRAWN, "Withdrawn from dispatch")
