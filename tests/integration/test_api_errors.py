"""Whatever goes wrong, the API answers `{"errors": [{"field", "code", "message"}]}` with the right status."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from api.edge import LARGEST_BODY
from tests.api_calls import API, Caller
from tests.booking_making import STANDARD, seed_business

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return Caller()


MALFORMED = {
    "no JSON": b"{service}",
    "cut off": b'{"service": "mini_move"',
    "two values": b"{} {}",
    "no UTF-8": b'{"service": "\xff"}',
    "a key twice": b'{"service": "b2b", "service": "b2b"}',
    "NaN": b'{"service": "b2b", "estimated_hours": NaN}',
    "Infinity": b'{"service": "b2b", "estimated_hours": -Infinity}',
    "deep list": b"[" * 30_000,
    "deep object": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "nothing": b"",
    "space": b" \n ",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("path", ["quotes/", "bookings/"])
def test_what_is_no_json_is_400(caller: Caller, path: str, body: bytes) -> None:
    assert caller.refused(400, caller.post(path, body)) == [("", "malformed")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"service": "\\ud800"}', "service"),
        (b'{"\\udfff": 1}', "\udfff"),
        (b'{"pickup": {"city": ["\\u0000"]}}', "pickup.city"),
    ],
)
def test_characters_that_are_no_text_are_told(caller: Caller, body: bytes, field: str) -> None:
    for path in ("quotes/", "bookings/"):
        assert caller.refused(422, caller.post(path, body)) == [(field, "type")]


@pytest.mark.parametrize("value", [10**4000, -(10**4000), 1e308])
def test_huge_numbers_are_out_of_range(caller: Caller, value: Any) -> None:
    seed_business()
    for key in ("item_count", "estimated_hours"):
        faults = caller.refused(422, caller.quote(**{key: value}))
        assert faults in ([(key, "range")], [(key, "type")])


def test_a_number_without_end_is_refused(caller: Caller) -> None:
    seed_business()
    body = json.dumps({**STANDARD, "item_count": 7}).replace("7}", "7" * 5_000 + "}").encode()
    caller.post("quotes/", body)
    assert caller.status in {400, 422}


def test_a_number_beyond_floats_is_a_type_fault(caller: Caller) -> None:
    seed_business()
    body = json.dumps({**STANDARD, "estimated_hours": 7}).replace("7}", "1e999}").encode()
    assert caller.refused(422, caller.post("quotes/", body)) == [("estimated_hours", "type")]


def test_nesting_that_can_be_read_is_a_type_fault(caller: Caller) -> None:
    seed_business()
    deep: Any = 1
    for _ in range(200):
        deep = {"zip": deep}
    assert ("pickup.zip", "type") in caller.refused(422, caller.quote(pickup=deep))


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 5_000_000])
def test_a_body_too_large_is_413(caller: Caller, size: int) -> None:
    body = b'{"service": "' + b"x" * (size - 15) + b'"}'
    assert caller.refused(413, caller.post("quotes/", body)) == [("", "too_large")]


def test_a_body_of_the_largest_size_is_read(caller: Caller) -> None:
    seed_business()
    body = b'{"service": "b2b"}'.ljust(LARGEST_BODY)
    caller.post("quotes/", body)
    assert caller.status == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_any_other_type_is_415(caller: Caller, kind: str) -> None:
    assert caller.refused(415, caller.post("quotes/", b"{}", kind=kind)) == [("", "media_type")]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.x+json"])
def test_json_by_any_of_its_names_is_read(caller: Caller, kind: str) -> None:
    seed_business()
    caller.post("quotes/", b'{"service": "b2b"}', kind=kind)
    assert caller.status == 201


@pytest.mark.parametrize(
    "path", ["", "nothing/", "quotes", "bookings/a/b/", "bookings//", "catalogue/x", "../v2/quotes/"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_addresses_are_404(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{API}{path}")
    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", "quotes/", "POST"),
        ("get", "bookings/", "POST"),
        ("post", "catalogue/", "GET"),
        ("put", "quotes/", "POST"),
        ("delete", "availability/", "GET"),
        ("patch", "bookings/abc/", "GET"),
        ("options", "quotes/", "POST"),
    ],
)
def test_other_methods_are_405(method: str, path: str, allowed: str) -> None:
    response = (
        getattr(Client(enforce_csrf_checks=True), method)(f"{API}{path}", content_type="application/json", data="{}")
        if method == "post"
        else getattr(Client(), method)(f"{API}{path}")
    )
    assert (response.status_code, response.headers["Allow"]) == (405, allowed)
    assert response.json()["errors"][0]["code"] == "method_not_allowed"


def test_our_own_fault_is_a_500_in_the_same_shape(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("api.catalogue.read_catalogue", broken)
    with caplog.at_level(logging.ERROR, "api"):
        answer = caller.get("catalogue/")
    assert caller.refused(500, answer) == [("", "server_error")]
    assert "secret" not in json.dumps(answer)
    assert "secret detail" in caplog.text


@pytest.fixture
def limited(settings: Any) -> Iterator[None]:
    settings.RATELIMIT_ENABLE = True
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(
    ("path", "post", "most"),
    [
        ("quotes/", True, 60),
        ("bookings/", True, 10),
        ("bookings/nobodys-token/", False, 10),
    ],
)
def test_one_call_too_many_is_429_with_the_seconds_to_wait(path: str, post: bool, most: int) -> None:
    one, other = Caller(), Caller(Client(REMOTE_ADDR="203.0.113.9"))
    for turn in (one, other):
        for _ in range(most):
            answer = turn.post(path, b"[") if post else turn.get(path)
            assert turn.status in {400, 404}, answer
    answer = one.post(path, b"[") if post else one.get(path)
    assert one.refused(429, answer) == [("", "too_many_requests")]
    assert 1 <= int(one.headers["Retry-After"]) <= 60


def test_answers_are_kept_by_nobody_and_set_no_cookie(caller: Caller) -> None:
    seed_business()
    caller.get("catalogue/")
    assert caller.headers["Cache-Control"] == "no-store"
    assert not caller.client.cookies
