"""Triggers that give the catalogue a new stamp in the transaction of every change, however the change was made.

So a process may keep the catalogue in memory and needs one small query to know that it is still true (catalog.queries):
no save, bulk update, import or hand-written SQL statement can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog import models

SNAPSHOT_TABLES = tuple(
    model._meta.db_table
    for model in (
        models.AddOn,
        models.BookingPolicy,
        models.CancellationTier,
        models.ClosedDate,
        models.FleetDay,
        models.HolidayOverride,
        models.ItemPrice,
        models.Package,
        models.PickupWindow,
        models.Question,
        models.Question.services.through,
        models.QuestionChoice,
        models.Route,
        models.Season,
        models.SeasonDates,
        models.SellableItem,
        models.Service,
        models.SpecialtyItem,
        models.Town,
        models.TownZip,
        models.Van,
        models.VanOverride,
        models.Zone,
        models.ZoneMember,
    )
)
VERSION = models.CatalogueVersion._meta.db_table
FUNCTION = "stamp_catalogue"
ACTS = ("insert", "update", "delete")
RANDOM = {"postgresql": "gen_random_uuid()::text", "sqlite": "lower(hex(randomblob(16)))"}


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Install, or renew, the triggers of every table that exists, and stamp the catalogue."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    if VERSION not in existing:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {_stamp(connection)}; RETURN NULL; END $$"
            )
        for table in SNAPSHOT_TABLES:
            if table in existing:
                for statement in (*_drops(connection, table), *_creates(connection, table)):
                    cursor.execute(statement)
        cursor.execute(_stamp(connection))


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove the triggers for the time of a migration."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in SNAPSHOT_TABLES:
            if table in existing:
                for statement in _drops(connection, table):
                    cursor.execute(statement)


def _stamp(connection: BaseDatabaseWrapper) -> str:
    return (
        f"INSERT INTO {VERSION} (id, stamp) VALUES (1, {RANDOM[connection.vendor]}) "  # noqa: S608 - names are ours
        "ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
    )


def _drops(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    for act in ACTS:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        yield f"DROP TRIGGER IF EXISTS stamp_{table}_{act}{on}"


def _creates(connection: BaseDatabaseWrapper, table: str) -> Iterator[str]:
    for act in ACTS:
        trigger = f"CREATE TRIGGER stamp_{table}_{act} AFTER {act.upper()} ON {table}"
        if connection.vendor == "postgresql":
            yield f"{trigger} FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        else:
            yield f"{trigger} BEGIN {_stamp(connection)}; END"
