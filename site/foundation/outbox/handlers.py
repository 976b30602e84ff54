"""The functions that carry effects out, by name. Rooms register theirs in their `ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

RETRY_DELAYS = (60, 300, 1800)
"""Seconds before each further attempt: after 1, 5 and 30 minutes, then staff see it (4-booking.md, "Messages")."""

Handler = Callable[..., None]
Repeat = Literal["safe", "never"]


class Retry(Exception):
    """Raised by a handler: the act certainly did not happen, and may be tried again. The message is shown to staff."""


class UnknownHandler(LookupError):
    """An effect names a handler that nobody registered."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How effects of one name are done: the function, whether a cut-off attempt repeats, seconds between attempts."""

    function: Handler
    repeat: Repeat
    delays: tuple[int, ...]


_registrations: dict[str, Registration] = {}


def register(name: str, function: Handler, *, repeat: Repeat, delays: tuple[int, ...] = RETRY_DELAYS) -> None:
    """Let effects named `name` be done by `function(payload: dict[str, Any], *, key: str, now: datetime) -> None`.

    It runs outside any transaction. `repeat` says what happens to an attempt that ended without an answer (a killed
    worker): a "safe" one is done again, since the function looks first or carries an idempotency key; a "never" one
    becomes `unclear` and staff decide. A "safe" function may raise anything to be retried after `delays` seconds; a
    "never" function is retried after `Retry` only, because any other error leaves open whether the act happened.
    """
    _registrations[name] = Registration(function, repeat, delays)


def registration(name: str) -> Registration:
    """The registration of `name`. Raises UnknownHandler."""
    try:
        return _registrations[name]
    except KeyError:
        raise UnknownHandler(f"No handler is registered for {name}") from None
