"""Request ids for the logs, and one content policy per part of the site."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import ip_address

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(self), usb=()"


class RequestIdMiddleware:
    """Gives each request an id, shown in the logs and in `X-Request-ID`, and sends the permissions policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(uuid.uuid4().hex[:16])
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
            return response
        finally:
            request_id.reset(token)


class ClientAddressMiddleware:
    """Makes `REMOTE_ADDR` the customer's address behind our own proxies: limits, lockout and audit go by it.

    Each proxy appends the address it saw, so with N of ours the Nth from the end is the first one nobody could forge.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.TRUSTED_PROXIES
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if 0 < count <= len(seen) and is_address(seen[-count]):
            request.META["REMOTE_ADDR"] = seen[-count]
        return self.get_response(request)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


# Unfold's Alpine evaluates expressions; Wagtail's editor has inline scripts (stack-facts.md)
LOOSER: dict[str, dict[str, list[str]]] = {
    "/admin/": {"script-src": [SELF, "'unsafe-eval'"], "style-src": [SELF, "'unsafe-inline'"]},
    "/cms/": {
        "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
    },
}


class ContentPolicyMiddleware(CSPMiddleware):  # type: ignore[misc]
    """django-csp's strict policy everywhere; what the two admin interfaces need besides, under their own paths only."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        for prefix, directives in LOOSER.items():
            if request.path.startswith(prefix):
                response._csp_replace = directives  # type: ignore[attr-defined]
        return super().process_response(request, response)
