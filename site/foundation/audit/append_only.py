"""Tables whose rows may be added and never changed or removed, kept so by triggers in the database itself.

A model is declared once with `append_only(Model)`; the triggers are installed after every `migrate` on SQLite and
PostgreSQL. Tests that flush the database drop them first (`drop_triggers`); the flush's own post_migrate restores them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_FUNCTION = "refuse_append_only_change"


@dataclass(frozen=True, slots=True)
class _Guard:
    model: type[models.Model]
    update_columns_allowed: frozenset[str]

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def guarded_columns(self) -> list[str]:
        columns = [str(field.column) for field in self.model._meta.concrete_fields]
        return [column for column in columns if column not in self.update_columns_allowed]


_guards: dict[str, _Guard] = {}


def append_only(model: type[models.Model], update_columns_allowed: tuple[str, ...] = ()) -> type[models.Model]:
    """Declare that rows of `model` are never deleted, and only `update_columns_allowed` of them ever updated.

    Column names, not field names. Gives the model back, so it serves as a decorator. A forbidden statement raises
    django.db.IntegrityError saying which table is append-only.
    """
    guard = _Guard(model, frozenset(update_columns_allowed))
    unknown = guard.update_columns_allowed - {field.column for field in model._meta.concrete_fields}
    if unknown:
        raise ValueError(f"{model._meta.label} has no column {', '.join(sorted(unknown))}")
    _guards[guard.table] = guard
    return model


def guarded_tables() -> frozenset[str]:
    """The tables declared append-only."""
    return frozenset(_guards)


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Install, or renew, the triggers of every declared table that exists in the database `using`."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_REFUSAL)
        for guard in _guards.values():
            if guard.table in existing:
                for statement in (*_drops(connection, guard), *_creates(connection, guard)):
                    cursor.execute(statement)


def drop_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove the triggers, for a test's flush only."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in _guards.values():
            if guard.table in existing:
                for statement in _drops(connection, guard):
                    cursor.execute(statement)


_POSTGRESQL_REFUSAL = f"""
CREATE OR REPLACE FUNCTION {POSTGRESQL_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _trigger(guard: _Guard, act: str) -> str:
    return f"append_only_{guard.table}_{act}"


def _drops(connection: BaseDatabaseWrapper, guard: _Guard) -> Iterator[str]:
    quote = connection.ops.quote_name
    for act in ("update", "delete", "truncate"):
        if connection.vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {quote(_trigger(guard, act))} ON {quote(guard.table)}"
        elif act != "truncate":
            yield f"DROP TRIGGER IF EXISTS {quote(_trigger(guard, act))}"


def _creates(connection: BaseDatabaseWrapper, guard: _Guard) -> Iterator[str]:
    quote = connection.ops.quote_name
    table = quote(guard.table)
    postgresql = connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgresql else "IS NOT"
    changed = " OR ".join(f"OLD.{quote(name)} {differs} NEW.{quote(name)}" for name in guard.guarded_columns)
    when = f"WHEN ({changed})" if guard.update_columns_allowed else ""
    if postgresql:
        refuse = f"EXECUTE FUNCTION {POSTGRESQL_FUNCTION}()"
        yield f"CREATE TRIGGER {quote(_trigger(guard, 'update'))} BEFORE UPDATE ON {table} FOR EACH ROW {when} {refuse}"
        yield f"CREATE TRIGGER {quote(_trigger(guard, 'delete'))} BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER {quote(_trigger(guard, 'truncate'))} BEFORE TRUNCATE ON {table} {refuse}"
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.table} is append-only'); END"
        yield f"CREATE TRIGGER {quote(_trigger(guard, 'update'))} BEFORE UPDATE ON {table} {when} {refuse}"
        yield f"CREATE TRIGGER {quote(_trigger(guard, 'delete'))} BEFORE DELETE ON {table} {refuse}"
