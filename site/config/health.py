"""`/health/live` (the process answers) and `/health/ready` (it can do its work), in JSON and free of secrets."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.clock import utc_now
from foundation.outbox.queries import oldest_waiting_seconds

QUEUE_MAY_WAIT_SECONDS = 600


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part works, 503 naming the one that does not."""
    parts = {name: _word(check) for name, check in CHECKS.items()}
    ok = all(word == "ok" or word.startswith("ok ") for word in parts.values())
    body = {"status": "ok" if ok else "failing", "checks": parts, "stripe": stripe_mode()}
    return JsonResponse(body, status=200 if ok else 503)


def _word(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # a health page reports every kind of failure, it never becomes one
        return f"failing ({type(error).__name__})"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not missing else f"failing ({len(missing)} not applied)"


def _cache() -> str:
    cache.set("health", "1", 10)
    return "ok" if cache.get("health") == "1" else "failing (it forgets)"


def _queue() -> str:
    age = oldest_waiting_seconds(now=utc_now())
    return f"ok (oldest {age} s)" if age <= QUEUE_MAY_WAIT_SECONDS else f"failing (oldest {age} s)"


def _storage() -> str:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"1")
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "cache": _cache,
    "queue": _queue,
    "storage": _storage,
}


def stripe_mode() -> str:
    """`live`, `test` or `stand-in`: never more about the key than that (5-payments.md)."""
    if not settings.STRIPE_API_BASE.startswith("https://api.stripe.com"):
        return "stand-in"
    return "live" if settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_")) else "test"
