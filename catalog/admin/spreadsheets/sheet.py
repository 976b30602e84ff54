"""A sheet: which columns a table of the catalogue has in a file, how its rows are told apart, what must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from catalog.admin.spreadsheets.columns import Column
from foundation.audit.actor import Actor

Values = Mapping[str, Any]
Key = tuple[Any, ...]
Words = tuple[str, str]  # a column, and what is wrong in it
MOST_ROWS = 50_000
MOST_SAVED_SINGLY = 2_000  # rows of several tables, which the database takes one at a time


Check = Callable[[Values], Iterable[Words]]


def _no_check() -> Check:
    return lambda values: ()


@dataclass(frozen=True)
class Sheet:
    """`key` are the columns that tell one row from another, `key_of` gives the key where they must first be brought
    into one form. `no_new` and `no_change` say, where it is so, why no row is added or changed. `check` is
    called once a file, for what looks at each row as it would stand; `across` looks at all rows of the table as they
    would stand and gives (key, column, words). `enter` adds new rows in place of a plain save."""

    model: type[Model]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    most_rows: int = MOST_ROWS
    no_new: str = ""
    no_change: str = ""
    key_of: Callable[[Values], Key] | None = None
    check: Callable[[], Check] = _no_check
    across: Callable[[Mapping[Key, Values]], Iterable[tuple[Key, str, str]]] = lambda rows: ()
    standing: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    enter: Callable[[Sequence[tuple[Any, Values]], Actor, datetime], None] | None = None

    @property
    def thing(self) -> str:
        """What a row is: "zone"."""
        return str(self.model._meta.verbose_name)

    @property
    def things(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def headers(self) -> list[str]:
        return [column.name for column in self.columns]

    def key_from(self, values: Values) -> Key:
        """What tells the row from others."""
        return self.key_of(values) if self.key_of else tuple(values[name] for name in self.key)

    def loaded(self, rows: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """The rows with what the columns need, in a constant number of queries."""
        found = self.standing(self.model._default_manager.all() if rows is None else rows)
        for column in self.columns:
            how, _, what = column.load.partition(":")
            if how == "select":
                found = found.select_related(what)
            elif how == "prefetch":
                found = found.prefetch_related(what)
        return found

    def values(self, row: Any) -> dict[str, Any]:
        """A row as it stands, by column."""
        return {column.name: column.get(row) for column in self.columns}

    def export(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        """The names of the columns, then each row as a file holds it."""
        yield self.headers
        for row in self.loaded(rows):
            yield [column.show(column.get(row)) for column in self.columns]
