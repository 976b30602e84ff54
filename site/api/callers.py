"""Who calls. The API is public and keeps no session; a member of staff who is signed in is trusted with more facts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from foundation.audit.actor import Actor, actor_from_request


def is_staff(request: HttpRequest) -> bool:
    """Whether staff ask, whose `customer` and `quoted_at` count (contract-quote.md)."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def caller_of(request: HttpRequest) -> Actor:
    """Staff by name; anyone else is a guest, a customer's cookie notwithstanding: no form token stands behind it."""
    if is_staff(request):
        return actor_from_request(request, via="api")
    return Actor(
        user_id=None,
        label="API",
        via="api",
        ip=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:400],
    )
