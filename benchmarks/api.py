"""Bookings a second by the API, quote and booking each, with 1 and 8 clients, against gunicorn on PostgreSQL.

Two web processes, the worker and the Stripe stand-in run beside them on the same machine, and every booking has its
payment made ready: nothing is left out that a customer's would have.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EACH = 240
CONTACT = {"first_name": "Claire", "last_name": "Whitcomb", "email": "claire@example.com", "phone": "(212) 555-0142"}
TICKS = os.sysconf("SC_CLK_TCK")


def measures() -> Iterator[dict[str, Any]]:
    from tests.house import Database, running

    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        print("TEST_DATABASE_URL names no PostgreSQL: left out.")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), server)
        try:
            with running(database, Path(folder) / "house", CONN_MAX_AGE="60") as house:
                for number in range(16):
                    book(house.url, number)
                for clients in (1, 8):
                    yield measure(house, clients)
        finally:
            database.drop()


def measure(house: Any, clients: int) -> dict[str, Any]:
    groups = {name: process.pid for name, process in house.processes.items()}
    before = {name: cpu_seconds(pid) for name, pid in groups.items()}
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        took = sorted(pool.map(lambda number: book(house.url, number), range(EACH)))
    seconds = time.perf_counter() - began
    cpu = {name: round((cpu_seconds(pid) - before[name]) / EACH * 1000, 1) for name, pid in groups.items()}
    return {
        "bench": f"api-bookings-{clients}",
        "value": round(EACH / seconds, 1),
        "unit": "bookings/s",
        "versus": "",
        "ratio": None,
        "p50_ms": round(statistics.median(took) * 1000),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000),
        "cpu_ms_each": cpu,
    }


def book(url: str, number: int) -> float:
    """Quote and book a delivery, days apart so that the vans suffice; the seconds it took."""
    day = (date.today() + timedelta(days=2 + number % 300)).isoformat()
    began = time.perf_counter()
    request = {"service": "standard_delivery", "item_count": 1, "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}}
    quote = post(f"{url}/api/v1/quotes/", {**request, "pickup_date": day})
    ends = {
        "pickup": {"line1": "214 West 83rd Street", "zip": "10024"},
        "dropoff": {"line1": "27 Hedges Lane", "zip": "11962"},
    }
    body = {"quote": quote["id"], "contact": CONTACT, **ends, "items_description": "A lamp"}
    booked = post(f"{url}/api/v1/bookings/", body, **{"Idempotency-Key": str(uuid.uuid4())})
    assert booked["payment"], booked
    return time.perf_counter() - began


def post(url: str, body: dict[str, Any], **headers: str) -> Any:
    given = {"Content-Type": "application/json", **headers}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), given), timeout=60) as answer:
        return json.load(answer)


def cpu_seconds(leader: int) -> float:
    """What a process group has used so far, ended children counted in."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == leader:
                total += sum(map(int, fields[11:15]))
    return total / TICKS
