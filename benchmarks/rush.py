"""200 buyers in processes want the last 4 places of a day: the whole web journey against gunicorn on PostgreSQL."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

BUYERS, PROCESSES, LEFT = 200, 16, 4


def measures() -> Iterator[dict[str, Any]]:
    from tests.buying import Buyer
    from tests.house import Database, running
    from tests.races.test_last_places import rush

    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        print("TEST_DATABASE_URL names no PostgreSQL: left out.")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), server)
        try:
            with running(database, Path(folder) / "house") as house:
                day = date.today() + timedelta(days=120)
                for number in range(2):
                    early = Buyer(house.url, house.stripe, email=f"early.{number}@example.com")
                    assert early.walk_to_review(day)
                    assert early.place() == "held"
                began = time.perf_counter()
                ends = rush(house, day, BUYERS, PROCESSES)
                took = time.perf_counter() - began
        finally:
            database.drop()
    sold = ends["paid"]
    yield {
        "bench": f"rush of {BUYERS} buyers for {LEFT} places",
        "value": round(took, 1),
        "unit": "s",
        "versus": "",
        "ratio": None,
        "sold": sold,
        "refused": ends["refused"],
        "oversold": max(0, sold - LEFT),
        "other": {end: count for end, count in ends.items() if end not in {"paid", "refused"}},
    }
