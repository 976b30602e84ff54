"""The stand-in's memory: objects by id, newest last, optionally written through to an SQLite file."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from standins.stripe.errors import no_such

Object = dict[str, Any]


class Store:
    """Objects in Stripe's shape; keys that begin with an underscore are the stand-in's own and never leave it.

    Every reader and writer holds `lock`. A change counts once `put` was called; `commit` makes it durable.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._objects: dict[str, Object] = {}
        self._kinds: dict[str, dict[str, Object]] = {}
        self._changed: dict[str, None] = {}
        self._before: dict[str, Object | None] | None = None
        self._file: sqlite3.Connection | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS objects (n INTEGER PRIMARY KEY, id TEXT UNIQUE, body TEXT)")
            for _, body in self._file.execute("SELECT id, body FROM objects ORDER BY n"):
                self._keep(json.loads(body))

    def put(self, item: Object) -> Object:
        """Adds or changes an object (by its id)."""
        if self._before is not None and item["id"] not in self._objects:
            self._before.setdefault(item["id"], None)
        self._keep(item)
        self._changed[item["id"]] = None
        return item

    def _keep(self, item: Object) -> None:
        self._objects[item["id"]] = item
        self._kinds.setdefault(item["object"], {})[item["id"]] = item

    def remove(self, identifier: str) -> None:
        """Takes an object out for good."""
        gone = self._objects.pop(identifier, None)
        if gone is not None:
            del self._kinds[gone["object"]][identifier]
        self._changed[identifier] = None

    def find(self, identifier: str) -> Object | None:
        """Any object by its id."""
        item = self._objects.get(identifier)
        if self._before is not None and item is not None and identifier not in self._before:
            self._before[identifier] = deepcopy(item)
        return item

    def get(self, kind: str, identifier: str, *, param: str = "id", status: int = 400) -> Object:
        """The object of that kind; Stripe's "No such …" otherwise."""
        item = self.find(identifier)
        if item is None or item["object"] != kind or item.get("deleted"):
            raise no_such(kind, identifier, param=param, status=status)
        return item

    def newest(self, kind: str) -> Iterator[Object]:
        """All objects of a kind, newest first."""
        return reversed(list(self._kinds.get(kind, {}).values()))

    def copy(self, item: Object) -> Object:
        """The object as callers may see and change it."""
        copied: Object = public(item)
        return copied

    def begin(self) -> None:
        """From here on, `rollback` can undo what happens to objects that were found or put."""
        self._before = {}

    def rollback(self) -> None:
        """Undoes everything since `begin`: a refused call has changed nothing."""
        before, self._before = self._before or {}, None
        for identifier, old in before.items():
            if old is None:
                self.remove(identifier)
            else:
                self._objects[identifier].clear()
                self._objects[identifier].update(old)
        self._changed = {}

    def changed(self) -> list[Object]:
        """The objects put since the last commit."""
        return [self._objects[identifier] for identifier in self._changed if identifier in self._objects]

    def commit(self) -> None:
        """Writes what changed since the last commit to the file, in one transaction."""
        changed, self._changed, self._before = self._changed, {}, None
        if self._file is None or not changed:
            return
        with self._file:
            for identifier in changed:
                item = self._objects.get(identifier)
                if item is None:
                    self._file.execute("DELETE FROM objects WHERE id = ?", (identifier,))
                    continue
                self._file.execute(
                    "INSERT INTO objects (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                    (identifier, json.dumps(item)),
                )

    def reset(self) -> None:
        """Forgets everything, in the file too."""
        for identifier in list(self._objects):
            self.remove(identifier)
        self.commit()

    def close(self) -> None:
        """Releases the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def public(item: Any) -> Any:
    """A deep copy without the stand-in's own keys."""
    if isinstance(item, dict):
        return {key: public(value) for key, value in item.items() if not key.startswith("_")}
    if isinstance(item, list):
        return [public(value) for value in item]
    return item
