"""How often one address may ask (9-operations.md): beyond it a kind page says when to go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django_ratelimit.core import get_usage

from web.errors import too_many_requests

QUOTE = ("quote", "60/m")
BOOKING = ("booking", "10/m")
LOOKUP = ("lookup", "10/m")
ENQUIRY = ("enquiry", "10/m")

View = Callable[..., HttpResponse]


def limited(kind: tuple[str, str], *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """Count requests of these methods by address; the one too many is answered 429 with Retry-After."""
    group, rate = kind

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not settings.RATELIMIT_ENABLE:
                return view(request, *args, **kwargs)
            usage = get_usage(request, group=f"web.{group}", key="ip", rate=rate, method=methods, increment=True)
            if usage is not None and usage["should_limit"]:
                return too_many_requests(request, seconds=max(1, int(usage["time_left"])))
            return view(request, *args, **kwargs)

        return counted

    return decorate
