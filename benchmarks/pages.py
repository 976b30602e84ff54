"""Queries and bytes of the public pages, each step of the flow, and the staff's list with 10 and 10,000 bookings."""

from __future__ import annotations

import gzip
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

LOAD = 10_000


def measures() -> Iterator[dict[str, Any]]:
    from tests.house import Database

    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder))
        try:
            os.environ["DATABASE_URL"] = database.copy()
            import django

            django.setup()
            yield from flow()
            yield from listing()
        finally:
            database.drop()


def flow() -> Iterator[dict[str, Any]]:
    """GET of home, a service page, and every step; a step's POST besides."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.buying import Inputs, next_weekday

    day = next_weekday(5, at_least=10)
    client = Client(SERVER_NAME="127.0.0.1")
    for name, path in (("home", "/"), ("service page", "/services/mini-move/")):
        client.get(path)  # the first look warms process caches
        with CaptureQueriesContext(connection) as seen:
            page = client.get(path)
        yield measure(name, len(seen), page)
    answers = {
        "service": {"service": "mini_move"},
        "details": {"package": "standard", "item_count": "12", "weights_attested": "on"},
        "addresses": {
            "pickup-line1": "214 West 82nd Street",
            "pickup-city": "New York",
            "pickup-state": "NY",
            "pickup-zip": "10024",
            "dropoff-line1": "27 Hedges Lane",
            "dropoff-city": "Sagaponack",
            "dropoff-state": "NY",
            "dropoff-zip": "11962",
        },
        "date": {"date": day.isoformat(), "window": "morning"},
        "contact": {"name": "Claire", "email": "claire@example.com", "phone": "(212) 555-0136"},
    }
    page = client.get("/book/?service=mini_move&package=standard", follow=True)
    path = page.request["PATH_INFO"]
    base = re.sub(r"\w+/$", "", path)
    for step, fields in answers.items():
        with CaptureQueriesContext(connection) as seen:
            page = client.get(f"{base}{step}/")
        yield measure(f"{step} GET", len(seen), page)
        hidden = Inputs(page.content.decode()).hidden
        with CaptureQueriesContext(connection) as seen:
            posted = client.post(f"{base}{step}/", {**hidden, **fields})
        assert posted.status_code == 302, (step, posted.status_code)
        yield {"bench": f"queries {step} POST", "value": len(seen), "unit": "queries", "versus": "", "ratio": None}
    client.get(f"{base}review/")
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"{base}review/")
    yield measure("review GET", len(seen), page)
    with CaptureQueriesContext(connection) as seen:
        client.post(f"{base}review/", Inputs(page.content.decode()).hidden)
    yield {"bench": "queries review POST (places)", "value": len(seen), "unit": "queries", "versus": "", "ratio": None}


def measure(name: str, queries: int, page: Any) -> dict[str, Any]:
    """Bytes as sent to a browser that takes gzip: the page itself, its styles, scripts and fonts; pictures apart."""
    from django.contrib.staticfiles import finders

    html = page.content.decode()
    sizes = {"html": packed(page.content), "css": 0, "js": 0, "fonts": 0}
    found = set(re.findall(r'(?:href|src)="/static/([^"?]+)"', html))
    for path in list(found):
        if path.endswith((".css", ".js")):
            text = Path(str(finders.find(path))).read_text()
            inner = re.findall(r'url\("?([^")]+)"?\)|(?:from|import)\s*"(\./[^"]+|\.\./[^"]+)"', text)
            found |= {
                urljoin(f"/{path}", one or two).lstrip("/")
                for one, two in inner
                if not (one or two).startswith("data:")
            }
    for path in found:
        where = finders.find(path)
        kind = {"css": "css", "js": "js", "woff2": "fonts"}.get(path.rsplit(".", 1)[-1])
        if where and kind:
            content = Path(str(where)).read_bytes()
            sizes[kind] += len(content) if kind == "fonts" else packed(content)
    total = sum(sizes.values())
    return {
        "bench": f"page {name}",
        "value": queries,
        "unit": "queries",
        "versus": "",
        "ratio": None,
        "bytes": total,
        **sizes,
    }


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def listing() -> Iterator[dict[str, Any]]:
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bookings.models import Booking
    from foundation.accounts.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        User.objects.get(email="operations@totetaxi.example"), "django.contrib.auth.backends.ModelBackend"
    )
    first: float | None = None
    for wanted in (Booking.objects.count(), LOAD):
        missing = wanted - Booking.objects.count()
        if missing > 0:
            call_command("generate_load", bookings=missing, verbosity=0)
        client.get("/admin/bookings/booking/")
        with CaptureQueriesContext(connection) as seen:
            began = time.perf_counter()
            response = client.get("/admin/bookings/booking/")
            took = (time.perf_counter() - began) * 1000
        assert response.status_code == 200
        first = first or took
        yield {
            "bench": f"booking list, {wanted} bookings",
            "value": len(seen),
            "unit": "queries",
            "versus": "ms of the short list",
            "ratio": round(took / first, 2),
            "ms": round(took, 1),
        }
