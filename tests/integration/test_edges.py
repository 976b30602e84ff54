"""What every answer carries, and what the edge believes: headers, policies, addresses, health."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config import health
from config.middleware import ClientAddressMiddleware

FORWARDED = [
    # proxies of ours, header, address believed
    (0, "203.0.113.9", "10.0.0.1"),
    (1, "203.0.113.9", "203.0.113.9"),
    (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
    (2, "6.6.6.6, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
    (2, "203.0.113.9", "10.0.0.1"),
    (1, "", "10.0.0.1"),
    (1, "not-an-address", "10.0.0.1"),
    (1, "2001:db8::7", "2001:db8::7"),
]


@pytest.mark.parametrize(("proxies", "header", "believed"), FORWARDED)
def test_only_our_own_proxies_are_believed(settings: object, proxies: int, header: str, believed: str) -> None:
    settings.TRUSTED_PROXIES = proxies  # type: ignore[attr-defined]
    seen = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    ClientAddressMiddleware(answer)(request)
    assert seen == [believed]


def policy_of(response: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


@pytest.mark.django_db
def test_public_pages_allow_no_inline_code(client: Client) -> None:
    response = client.get("/track/")
    policy = policy_of(response)
    assert response.status_code == 200
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert len(response["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_the_admin_evaluates_but_has_no_inline_scripts(client: Client) -> None:
    scripts = policy_of(client.get("/admin/login/"))["script-src"]
    assert scripts == ["'self'", "'unsafe-eval'"]


@pytest.mark.django_db
def test_sign_in_is_limited_by_the_minute_and_address(
    client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # one minute, however slow the machine
    monkeypatch.setattr("django_ratelimit.core.time.time", lambda: 1_790_000_000.0)
    settings.RATELIMIT_ENABLE = True  # type: ignore[attr-defined]
    cache.clear()
    try:
        typed = [{"username": f"nobody{number}@totetaxi.example", "password": "wrong"} for number in range(6)]
        codes = [client.post("/admin/login/", each).status_code for each in typed]
        last = client.post("/admin/login/", typed[0])
    finally:
        cache.clear()
    assert codes[:5] == [200] * 5
    assert codes[5] == last.status_code == 429
    assert int(last["Retry-After"]) > 0


def test_live_needs_nothing(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_its_parts_and_no_secret(client: Client, settings: object) -> None:
    response = client.get("/health/ready")
    body = response.json()
    assert set(body["checks"]) == {"database", "migrations", "cache", "queue", "storage"}
    assert body["checks"]["database"] == "ok"
    assert body["stripe"] == "stand-in"
    assert settings.STRIPE_SECRET_KEY not in response.content.decode()  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_ready_says_which_part_fails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise OSError("disk full at /secret/path")

    monkeypatch.setitem(health.CHECKS, "storage", broken)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["storage"] == "failing (OSError)"
    assert "secret" not in response.content.decode()
