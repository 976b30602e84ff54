"""What every call passes on its way in and out: size and type of the body, JSON for refusals, headers of answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja.parser import Parser

from api.errors import answer, problem
from api.words import LONGEST_FIELD
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.json_lines import read_json

LARGEST_BODY = 64 * 1024  # bytes; the longest sensible booking has a few thousand
_MOST_READ_AWAY = 16 * 1024 * 1024
_CHUNK = 64 * 1024

View = Callable[..., HttpResponse]


class StrictParser(Parser):
    """Reads a body as `manage.py quote` reads a line: UTF-8, each key once, no NaN, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            data = read_json(request.body)
        except RequestErrors as wrong:
            message = wrong.errors[0].message.replace("The line", "The body")
            raise problem(400, "malformed", message) from wrong
        # What no database keeps: half a surrogate pair, and the character zero
        path = _no_text_at(data) if b"\\u" in request.body else None
        if path is not None:
            message = "This holds a character that is no text: half a surrogate pair, or zero"
            raise problem(422, "type", message, field=path)
        return data


def guarded(view: View) -> View:
    """The view with every refusal in the API's own shape, and answers kept by nobody."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:
            response = answer(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            message = f"{str(request.method)[:10]} is not offered here. Use {allowed}"
            response = answer(request, problem(405, "method_not_allowed", message, Allow=allowed))
        response.setdefault("Cache-Control", "no-store")
        response["X-Robots-Tag"] = "noindex"
        return response

    call.csrf_exempt = True  # type: ignore[attr-defined]  # no call goes by a cookie: there is nothing to forge
    return call


def checked_body(run: View) -> View:
    """A call whose body is JSON of a sensible size; looked at once it is clear that the call takes one."""

    @wraps(run)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            _check_body(request)
        return run(request, *args, **kwargs)

    return call


def _check_body(request: HttpRequest) -> None:
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > LARGEST_BODY:
        _read_away(request, length)
        raise problem(413, "too_large", f"A body may be at most {LARGEST_BODY:,} bytes long")
    if not request.body.strip():
        raise problem(400, "malformed", "The body is empty. Send a JSON object, and its Content-Length")
    kind = str(request.content_type or "").lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise problem(415, "media_type", "Send JSON, with the header Content-Type: application/json")


def _read_away(request: HttpRequest, length: int) -> None:
    """Take what the caller is still sending, within reason: a connection closed under it would lose our answer."""
    for _ in range(min(length, _MOST_READ_AWAY) // _CHUNK + 1):
        if not request.read(_CHUNK):
            return


def _no_text_at(value: Any) -> str | None:
    """The path of the first text that is none; None where all is well."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        path, found = waiting.pop()
        if isinstance(found, dict):
            waiting += [(f"{path}.{key}".lstrip("."), key) for key in found]
            waiting += [(f"{path}.{key}".lstrip("."), inner) for key, inner in found.items()]
        elif isinstance(found, list):
            waiting += [(path, inner) for inner in found]
        elif isinstance(found, str) and any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in found):
            return path[:LONGEST_FIELD]
    return None
