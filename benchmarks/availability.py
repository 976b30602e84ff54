"""A month of dates by the API with 100,000 bookings present, and quotes a second through `manage.py quote`."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

BOOKINGS, LOOKS, QUOTES = 100_000, 40, 2_000
ROOT = Path(__file__).resolve().parent.parent


def measures() -> Iterator[dict[str, Any]]:
    from tests.house import Database

    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), os.environ.get("TEST_DATABASE_URL"))
        try:
            os.environ["DATABASE_URL"] = database.copy()
            import django

            django.setup()
            yield load()
            yield month()
            yield command()
        finally:
            database.drop()


def load() -> dict[str, Any]:
    from django.utils import timezone

    from demo.load import generate

    began = time.perf_counter()
    *_, done = generate(BOOKINGS, now=timezone.now())
    return plain("generate_load", time.perf_counter() - began, "s", bookings=done)


def month() -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    at = date.today().replace(day=1) + timedelta(days=32)
    ends = {"pickup.zip": "10024", "dropoff.zip": "11962"}
    query = {"service": "mini_move", "package": "standard", "month": f"{at:%Y-%m}", **ends}
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as seen:
            answer = client.get("/api/v1/availability/", query)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.content
    return plain(
        "availability-month",
        statistics.median(took),
        "ms",
        queries=len(seen),
        low=round(min(took), 1),
        high=round(max(took), 1),
        database=connection.vendor,
    )


def command() -> dict[str, Any]:
    day = date.today() + timedelta(days=10)
    line = {
        "service": "mini_move",
        "package": "standard",
        "pickup": {"zip": "10024"},
        "dropoff": {"zip": "11962"},
    }
    lines = "".join(
        json.dumps({**line, "pickup_date": (day + timedelta(days=number % 300)).isoformat()}) + "\n"
        for number in range(QUOTES)
    )
    process = [sys.executable, "manage.py", "quote"]

    def seconds(text: str) -> float:
        began = time.perf_counter()
        done = subprocess.run(process, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
        assert done.stdout.count("\n") == text.count("\n")
        return time.perf_counter() - began

    start = seconds(lines.splitlines(keepends=True)[0])
    return plain("cli-quotes", QUOTES / (seconds(lines) - start), "quotes/s", starting_s=round(start, 2))


def plain(name: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"bench": name, "value": round(value, 1), "unit": unit, "versus": "", "ratio": None, **more}
