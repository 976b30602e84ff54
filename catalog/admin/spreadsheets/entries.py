"""Kinds of entries that stand several in one cell: `street: On the street`, `72: 100`, `Van 2: extra, room 40`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.admin.spreadsheets.kinds import Kind, Whole, as_text


@dataclass(frozen=True, slots=True)
class Named:
    """Two things with a colon between."""

    first: Kind
    second: Kind
    hint: str

    def read(self, cell: Any) -> tuple[Any, Any]:
        first, colon, second = as_text(cell).partition(":")
        if not colon or not first.strip() or not second.strip():
            raise ValueError(f"“{as_text(cell)[:60]}” cannot be read: enter {self.hint}.")
        return self.first.read(first.strip()), self.second.read(second.strip())

    def show(self, value: tuple[Any, Any]) -> str:
        return f"{self.first.show(value[0])}: {self.second.show(value[1])}"


@dataclass(frozen=True, slots=True)
class VanThatDay:
    """A van's name, how it runs, and its room where that differs: (name, runs, room for items, specialty places)."""

    runs: Mapping[str, str]
    hint: str = "Van 1: off, or Van 2: extra, room 40, specialty 3"

    def read(self, cell: Any) -> tuple[str, str, int | None, int | None]:
        name, _, rest = as_text(cell).rpartition(":") if ":" in as_text(cell) else (as_text(cell), "", "")
        runs, room, places = "usual", None, None
        for part in filter(None, (part.strip().lower() for part in rest.split(","))):
            number = re.fullmatch(r"(room|specialty)\s+(\S+)", part)
            if number and number[1] == "room":
                room = Whole().read(number[2])
            elif number:
                places = Whole().read(number[2])
            elif part in self.runs:
                runs = part
            else:
                raise ValueError(f"“{part[:40]}” cannot be read: enter {self.hint}.")
        return name.strip(), runs, room, places

    def show(self, value: tuple[str, str, int | None, int | None]) -> str:
        name, runs, room, places = value
        parts = [runs]
        if room is not None:
            parts.append(f"room {room}")
        if places is not None:
            parts.append(f"specialty {places}")
        return f"{name}: {', '.join(parts)}"
