"""Seeding a database again and again, at the price of once: a process seeds for real the first time and keeps the rows
that came of it; the next test whose database is as empty as that one gets the same rows by plain inserts.

Most tests of the database begin with the seeded catalogue, which takes 600 statements; inserting what came of them
takes 40. `tests/integration/test_seeding.py` and its like call the real functions (`__wrapped__`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from functools import wraps
from typing import Any

from django.apps import apps
from django.db import connection, transaction

Seeding = Callable[..., Any]


@dataclass(frozen=True)
class Rows:
    """Rows of one table as a driver gives them; `keys` are their primary keys."""

    table: str
    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: frozenset[Any]


def once(seeding: Seeding) -> Seeding:
    """The seeding function, quick from its second call in a process on."""
    kept: dict[Any, tuple[Any, list[Rows]]] = {}

    @wraps(seeding)
    def seed(**named: Any) -> Any:
        what = (connection.vendor, tuple(sorted(named.items())))
        if what in kept and kept[what][1] and not _any_there(kept[what][1]):
            answer, rows = kept[what]
            with transaction.atomic():
                _insert(rows)
            return answer
        before = {} if what in kept else _everything()
        answer = seeding(**named)
        if what not in kept:
            kept[what] = (answer, list(_new(before)))
        return answer

    return seed


def _tables() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in ("contenttypes", "sessions"):
            yield model._meta.db_table, model._meta.pk.column


def _everything() -> dict[str, Rows]:
    found = {}
    with connection.cursor() as cursor:
        for table, key in _tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = tuple(column[0] for column in cursor.description)
            rows, at = tuple(cursor.fetchall()), columns.index(key)
            found[table] = Rows(table, key, columns, rows, frozenset(row[at] for row in rows))
    return found


def _new(before: dict[str, Rows]) -> Iterator[Rows]:
    for table, now in _everything().items():
        at, old = now.columns.index(now.key), before[table].keys
        rows = tuple(row for row in now.rows if row[at] not in old)
        if rows:
            yield Rows(table, now.key, now.columns, rows, frozenset(row[at] for row in rows))


def _any_there(tables: list[Rows]) -> bool:
    """Whether a row stands in the way: then only the real seeding knows what to do."""
    parts = [f'EXISTS(SELECT 1 FROM "{one.table}" WHERE "{one.key}" BETWEEN %s AND %s)' for one in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {' OR '.join(parts)}", [edge for one in tables for edge in (min(one.keys), max(one.keys))]
        )
        return bool(cursor.fetchone()[0])


def _insert(tables: list[Rows]) -> None:
    with connection.cursor() as cursor:
        for one in tables:
            names = ", ".join(f'"{column}"' for column in one.columns)
            places = f"({', '.join(['%s'] * len(one.columns))})"
            size = max(1, 900 // len(one.columns))
            for start in range(0, len(one.rows), size):
                part = one.rows[start : start + size]
                values = ", ".join([places] * len(part))
                statement = f'INSERT INTO "{one.table}" ({names}) VALUES {values}'
                cursor.execute(statement, [_given(value) for row in part for value in row])


def _given(value: Any) -> Any:
    """SQLite's driver gives times of day, and takes none."""
    return str(value) if isinstance(value, time) and connection.vendor == "sqlite" else value
