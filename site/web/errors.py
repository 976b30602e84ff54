"""404, 429, 500 and a refused form, in brand and with a way forward."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that leads nowhere."""
    return render(request, "web/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault. Needs neither database nor settings: whatever broke may be one of them."""
    return HttpResponse(loader.render_to_string("web/errors/500.html"), status=500)


def too_many_requests(request: HttpRequest, exception: Exception | None = None, *, seconds: int = 60) -> HttpResponse:
    """The limit of requests a minute is reached; `seconds` until it starts again."""
    response = render(request, "web/errors/429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old: nothing was done with it."""
    return render(request, "web/errors/csrf.html", status=403)
