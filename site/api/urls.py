"""`/api/`: version 1, and an answer in the API's own shape for any other address below it."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, re_path

from api.edge import guarded
from api.v1 import api


def _nothing(request: HttpRequest) -> NoReturn:
    raise Http404


def _guarded_patterns() -> list[URLPattern]:
    patterns, _, _ = api.urls
    for pattern in patterns:
        pattern.callback = guarded(pattern.callback)
    return list(patterns)


urlpatterns = [
    path("v1/", (_guarded_patterns(), "ninja", "api")),
    re_path(r"^", guarded(_nothing)),
]
