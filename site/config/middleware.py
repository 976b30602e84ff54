"""Request ids for the logs, and one content policy per part of the site."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar

from csp.constants import SELF
from csp.middleware import CSPMiddleware
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
