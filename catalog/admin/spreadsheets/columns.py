"""Columns: where a cell's value stands in the database, and how it gets there.

A column holds a field (`Plain`), the short code of a thing on sale (`Short`), another row's code (`Reference`), several
of them (`References`), or the rows that belong to a row (`Below`). Values are plain and comparable, so that what
changes can be seen before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from catalog.admin.spreadsheets.kinds import Clock, Day, Dollars, Kind, ListOf, OneOf, Whole, Words, YesNo, Zip
from catalog.models.codes import CODE_HELP, short_code

FILL = "Fill this cell: it must not be empty."
Lookups = Mapping[str, Any]  # a code's primary key
_KINDS: dict[str, Kind] = {
    "BooleanField": YesNo(),
    "CharField": Words(),
    "DateField": Day(),
    "PositiveBigIntegerField": Whole(),
    "PositiveIntegerField": Whole(),
    "TextField": Words(lines=True),
    "TimeField": Clock(),
}


class Column:
    """What all columns have. `fixed`: asked of a new row and never changed after; `shown`: only exported, what a file
    says there is passed over; `needed`: a new row must have it; `empty`: what an empty cell means; `after`: written
    once its row stands; `load`: what a reader of many rows should have at hand ("select:…" or "prefetch:…")."""

    fixed = False
    shown = False
    needed = False
    after = False
    load = ""
    empty: Any = None

    def __init__(self, name: str, kind: Kind, help: str = "") -> None:
        self.name, self.kind, self.help = name, kind, help

    def lookups(self) -> Lookups:
        """The codes that a cell may name, read once a file."""
        return {}

    def read(self, cell: Any, known: Lookups) -> Any:
        """The value of a filled cell. Raises ValueError in words."""
        return self.kind.read(cell)

    def get(self, row: Any) -> Any:
        """The value that stands."""
        raise NotImplementedError

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        """Puts the value into the row, unsaved; where `after`, into the database."""
        raise NotImplementedError

    def default(self) -> Any:
        """The value of a new row whose cell is empty or missing."""
        return self.empty

    def wrong(self, value: Any) -> str:
        """What is wrong with a value beyond its kind; empty where nothing is."""
        return FILL if self.needed and value in (None, "", ()) else ""

    def show(self, value: Any) -> Any:
        """What the exported cell holds."""
        return "" if value in (None, "", ()) else self.kind.show(value)


class Plain(Column):
    """A field of the model, of the kind that its own says; cents are dollars in the file."""

    def __init__(self, model: type[Model], name: str, *, fixed: bool = False, shown: bool = False) -> None:
        self.field: Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
        super().__init__(name.removesuffix("_cents"), _kind(self.field), str(self.field.help_text))
        self.fixed, self.shown = fixed, shown
        self.needed = not self.field.blank and not self.field.has_default() and not shown
        self.empty = "" if isinstance(self.kind, Words | OneOf | Zip) and not self.field.null else None

    def get(self, row: Any) -> Any:
        value = getattr(row, self.field.attname)
        # Line breaks count one way, blanks around a text not at all: forms drop them too
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        setattr(row, self.field.attname, value)

    def default(self) -> Any:
        return self.field.get_default() if self.field.has_default() else self.empty

    def wrong(self, value: Any) -> str:
        if value in (None, ""):
            return "" if self.field.blank else FILL
        try:
            self.field.clean(value, None)
        except ValidationError as error:
            return " ".join(error.messages)
        return ""


def _kind(of: Field[Any, Any]) -> Kind:
    if of.choices:
        return OneOf({str(code): str(label) for code, label in of.flatchoices})
    if of.name.endswith("_cents"):
        return Dollars()
    if of.name == "zip" or of.name.endswith("_zip"):
        return Zip()
    return _KINDS[of.get_internal_type()]


class Short(Column):
    """The short code of a thing on sale: `petite` of `mini_move.petite`."""

    fixed = True
    needed = True
    empty = ""

    def __init__(self, prefix: str) -> None:
        super().__init__("code", Words(), CODE_HELP)
        self.prefix = prefix

    def get(self, row: Any) -> str:
        return str(row.short_code)

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        row.code = f"{self.prefix}{value}"

    def wrong(self, value: Any) -> str:
        try:
            short_code(value)
        except ValidationError as error:
            return " ".join(error.messages)
        return super().wrong(value)


class Computed(Column):
    """Something worth seeing in an export that no file sets."""

    shown = True

    def __init__(self, name: str, get: Callable[[Any], Any], kind: Kind | None = None, load: str = "") -> None:
        super().__init__(name, kind or Words(), "Only exported.")
        self._get, self.load = get, load

    def get(self, row: Any) -> Any:
        return self._get(row)


class Reference(Column):
    """Another row of the catalogue, by its code. `choices` gives the primary key of each code."""

    def __init__(
        self,
        field: str,
        thing: str,
        choices: Callable[[], Lookups],
        code: Callable[[Any], str] = lambda row: str(row.code),
        *,
        needed: bool = True,
        fixed: bool = False,
    ) -> None:
        super().__init__(field, Words(), f"The code of a {thing}.")
        self.field, self.thing, self.choices, self.code = field, thing, choices, code
        self.needed, self.fixed, self.load = needed, fixed, f"select:{field}"

    def lookups(self) -> Lookups:
        return self.choices()

    def read(self, cell: Any, known: Lookups) -> str:
        code = str(super().read(cell, known))
        if code not in known:
            raise ValueError(f"There is no {self.thing} with the code “{code[:60]}”.")
        return code

    def get(self, row: Any) -> str | None:
        other = getattr(row, self.field)
        return None if other is None else self.code(other)

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        setattr(row, f"{self.field}_id", None if value is None else known[value])


class References(Column):
    """Several other rows, by their codes."""

    after = True
    empty = ()

    def __init__(self, field: str, thing: str, choices: Callable[[], Lookups], *, needed: bool = False) -> None:
        super().__init__(field, ListOf(Words()), f"Codes of {thing}s.")
        self.field, self.thing, self.choices = field, thing, choices
        self.needed, self.load = needed, f"prefetch:{field}"

    def lookups(self) -> Lookups:
        return self.choices()

    def read(self, cell: Any, known: Lookups) -> tuple[str, ...]:
        codes: tuple[str, ...] = super().read(cell, known)
        for code in codes:
            if code not in known:
                raise ValueError(f"There is no {self.thing} with the code “{code[:60]}”.")
        return codes

    def get(self, row: Any) -> tuple[str, ...]:
        return tuple(sorted(str(other.code) for other in getattr(row, self.field).all()))

    def set(self, row: Any, value: Any, known: Lookups) -> None:
        getattr(row, self.field).set([known[code] for code in value])
