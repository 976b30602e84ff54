"""What may stand in a cell: each kind reads what a person typed, says what is wrong with it, and writes it back.

`read` is given a cell that is not empty and raises ValueError with a sentence for the manager; `show` gives what the
exported cell holds, which `read` takes back unchanged. `hint` says what to type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

from foundation.money import parse_dollars

MOST_WHOLE = 2_147_483_647  # what the database's integers hold


class Kind(Protocol):
    """The shape of every kind."""

    @property
    def hint(self) -> str: ...
    def read(self, cell: Any) -> Any: ...
    def show(self, value: Any) -> Any: ...


def as_text(cell: Any) -> str:
    """The cell as it looks: a whole number without its `.0`, a day as 2026-09-29."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return str(cell)


@dataclass(frozen=True, slots=True)
class Words:
    """A text, in one line unless `lines`."""

    lines: bool = False
    hint: str = "text"

    def read(self, cell: Any) -> str:
        text = as_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        if not self.lines and "\n" in text:
            raise ValueError("This text must stand in one line: remove the line break.")
        if "\x00" in text:
            raise ValueError("This text holds a character that cannot be kept (NUL): remove it.")
        return text

    def show(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, not below zero."""

    hint: str = "a whole number"

    def read(self, cell: Any) -> int:
        text = as_text(cell)
        if not re.fullmatch(r"\d{1,3}(,\d{3})+|\d+", text, re.ASCII):
            raise ValueError(f"“{text[:40]}” is no whole number: enter one like 12.")
        if len(text) > 13 or (number := int(text.replace(",", ""))) > MOST_WHOLE:
            raise ValueError(f"Enter a number of at most {MOST_WHOLE:,}.")
        return number

    def show(self, value: int) -> int:
        return value


_YES = frozenset({"yes", "y", "true", "1", "on", "x"})
_NO = frozenset({"no", "n", "false", "0", "off"})


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    hint: str = "yes or no"

    def read(self, cell: Any) -> bool:
        text = as_text(cell).lower()
        if text in _YES or text in _NO:
            return text in _YES
        raise ValueError(f"“{text[:40]}” is neither yes nor no: enter one of the two.")

    def show(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, as 2026-09-29 or, the way Excel writes it here, 9/29/2026."""

    hint: str = "a day: 2026-09-29"

    def read(self, cell: Any) -> date:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = as_text(cell)
        iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?", text, re.ASCII)
        american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
        if iso:
            year, month, day = map(int, iso.groups())
        elif american:
            month, day, year = map(int, american.groups())
        else:
            raise ValueError(f"“{text[:40]}” is no day: enter it as 2026-09-29.")
        try:
            return date(year, month, day)
        except ValueError:
            raise ValueError(f"The calendar has no {text}: enter a day that exists, as 2026-09-29.") from None

    def show(self, value: date) -> str:
        return value.isoformat()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in New York."""

    hint: str = "a time: 08:30"

    def read(self, cell: Any) -> time:
        if isinstance(cell, datetime | time):
            return time(cell.hour, cell.minute, cell.second)
        text = as_text(cell)
        match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?", text.lower(), re.ASCII)
        if match:
            hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), match[4]
            if half and not 1 <= hour <= 12:
                hour = 99
            elif half:
                hour = hour % 12 + (12 if half == "p" else 0)
            if hour < 24 and minute < 60 and second < 60:
                return time(hour, minute, second)
        raise ValueError(f"“{text[:40]}” is no time of day: enter it as 08:30.")

    def show(self, value: time) -> str:
        return value.isoformat("seconds").removesuffix(":00")


@dataclass(frozen=True, slots=True)
class Dollars:
    """Dollars for people, integer cents inside."""

    hint: str = "dollars: 49.50"

    def read(self, cell: Any) -> int:
        text = str(round(cell, 6)) if isinstance(cell, float) else as_text(cell)
        try:
            cents = parse_dollars(text.removesuffix(".0"))
        except ValueError as error:
            raise ValueError(f"{error}.") from None
        if cents < 0:
            raise ValueError("Enter an amount of at least $0.")
        return cents

    def show(self, value: int) -> Decimal:
        return Decimal(value).scaleb(-2)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of few codes; their labels are understood too."""

    choices: Mapping[str, str]

    @property
    def hint(self) -> str:
        return "one of: " + ", ".join(self.choices)

    def read(self, cell: Any) -> str:
        text = as_text(cell).strip()
        for code, label in self.choices.items():
            if text.casefold() in (code.casefold(), label.casefold()):
                return code
        raise ValueError(f"“{text[:40]}” is not known here: enter {', '.join(self.choices)}.")

    def show(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP code of five digits. A number whose zeros in front a spreadsheet has dropped is understood where the cell
    still is a number; in a text nothing is guessed."""

    hint: str = "a ZIP code: 07114"

    def read(self, cell: Any) -> str:
        text = as_text(cell)
        if isinstance(cell, int | float) and len(text) in (3, 4):
            return text.zfill(5)
        if re.fullmatch(r"\d{5}", text, re.ASCII):
            return text
        if re.fullmatch(r"\d{3,4}", text, re.ASCII):
            raise ValueError(
                f"“{text}” has {len(text)} digits: a ZIP code has five. Spreadsheets drop zeros in front: make the "
                "column a text, and enter them again."
            )
        raise ValueError(f"“{text[:40]}” is no ZIP code: enter five digits, like 11930.")

    def show(self, value: str) -> str:
        return value


def in_order(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values of a cell whose order means nothing, always in the same one."""
    return tuple(sorted(values, key=lambda value: [str(part) for part in value] if isinstance(value, tuple) else value))


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several things in one cell, separated by a mark; read as a tuple in the order of the cell, or sorted."""

    item: Kind
    mark: str = ","  # what stands between two
    ordered: bool = False

    @property
    def hint(self) -> str:
        between = {",": "commas", ";": "semicolons", "\n": "line breaks"}[self.mark]
        return f"{self.item.hint}; several with {between} between"

    def read(self, cell: Any) -> tuple[Any, ...]:
        parts: Sequence[Any] = [cell]
        if isinstance(cell, str):
            marks = {",": r"[,;\s]+", ";": r"[;\n]+", "\n": r"\n+"}[self.mark]
            parts = [part.strip() for part in re.split(marks, cell) if part.strip()]
        values = [self.item.read(part) for part in parts]
        seen: set[Any] = set()
        for part, value in zip(parts, values, strict=True):
            if value in seen:
                raise ValueError(f"“{part}” stands twice in this cell: remove one of the two.")
            seen.add(value)
        return tuple(values) if self.ordered else in_order(values)

    def show(self, value: Sequence[Any]) -> str:
        between = {",": ", ", ";": "; ", "\n": "\n"}[self.mark]
        return between.join(str(self.item.show(each)) for each in value)


@dataclass(frozen=True, slots=True)
class Stretch:
    """First and last day."""

    hint: str = "first and last day: 2026-05-25 to 2026-09-07"

    def read(self, cell: Any) -> tuple[date, date]:
        first, to, last = as_text(cell).partition(" to ")
        if not to:
            raise ValueError(f"“{first[:40]}” is no stretch of days: enter it as 2026-05-25 to 2026-09-07.")
        day = Day()
        stretch = (day.read(first.strip()), day.read(last.strip()))
        if stretch[1] < stretch[0]:
            raise ValueError(f"{stretch[0]} to {stretch[1]} ends before it begins: the first day must come first.")
        return stretch

    def show(self, value: tuple[date, date]) -> str:
        return f"{value[0].isoformat()} to {value[1].isoformat()}"
