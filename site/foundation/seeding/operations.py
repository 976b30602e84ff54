"""Seeding: rows of readable YAML files enter the database once and belong to staff from then on (2-catalogue.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import transaction

from foundation.seeding.models import SeededKey

Row = TypeVar("Row")


class BadSeed(ValueError):
    """A seed file that cannot be used; says which and why."""


def load_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a YAML file that holds one list of mappings. Raises BadSeed, naming the file, on anything else."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadSeed(f"{path.name} cannot be read: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadSeed(f"{path.name} must be a list of mappings")
    return rows


@transaction.atomic
def seed_rows(
    kind: str,
    rows: Iterable[Row],
    *,
    key: Callable[[Row], str],
    create: Callable[[Row], object],
    at: datetime,
) -> int:
    """Call `create(row)` for each row whose (`kind`, `key(row)`) was never seeded; gives how many were.

    What staff edited or deleted since is left alone, because its key is remembered. `at` is UTC.
    Raises BadSeed where two rows share a key.
    """
    by_key: Mapping[str, Row] = _by_key(kind, rows, key)
    known = set(SeededKey.objects.filter(kind=kind, key__in=by_key).values_list("key", flat=True))
    fresh = [name for name in by_key if name not in known]
    for name in fresh:
        create(by_key[name])
    SeededKey.objects.bulk_create(SeededKey(kind=kind, key=name, at=at) for name in fresh)
    return len(fresh)


def _by_key(kind: str, rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        name = key(row)
        if name in found:
            raise BadSeed(f"{kind} names {name!r} twice")
        found[name] = row
    return found
