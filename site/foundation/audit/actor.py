"""Who acts: a person or the system, and from where. Made at the edge and handed down to every operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest

Via = Literal["site", "admin", "api", "worker", "webhook", "command"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`user_id` is None for guests and for the system; `label` is how a timeline names them.

    `label`, `ip` and `user_agent` are personal and kept where erasure may overwrite them.
    """

    user_id: int | None
    label: str
    via: str
    ip: str | None = None
    user_agent: str = ""

    @classmethod
    def system(cls, via: Via = "worker") -> Actor:
        """The product itself: the worker, a webhook, a command."""
        return cls(user_id=None, label="System", via=via)


def actor_from_request(request: HttpRequest, via: Via = "site") -> Actor:
    """The person behind a request. The address is the one the server saw, `REMOTE_ADDR`: a client cannot choose it."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return Actor(
        user_id=user.pk if signed_in else None,
        label=str(user) if signed_in else "Guest",
        via=via,
        ip=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:400],
    )
