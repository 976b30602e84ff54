"""Single values between the form's text and the exchange JSON: money typed in dollars, dates, times, numbers.

What cannot be read stays as it was typed, so that the engine refuses it at its place and the manager finds it there.
"""

from __future__ import annotations

import re
from decimal import Decimal

from foundation.money import dollars_short, parse_dollars
from pricing_rules.engine.facts import FactType
from pricing_rules.engine.words import number_words
from pricing_rules.engine.writing import Json, value_to_json

EMPTY = "(empty)"
"""The empty text in a list of one value a line, where an empty line means nothing."""

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?", re.ASCII)
_SHORT_TIME = re.compile(r"(\d{1,2}:\d{2})(?::00)?", re.ASCII)


def number(typed: str) -> Json:
    """`2.5` and `1,000` as numbers; anything else as it is."""
    text = typed.strip()
    return value_to_json(Decimal(text.replace(",", ""))) if _NUMBER.fullmatch(text) else typed


def cents(typed: str) -> Json:
    """`$1,725` as 172500; anything else as it is."""
    try:
        return parse_dollars(typed)
    except ValueError:
        return typed


def percent(typed: str) -> Json:
    """`15` and `15 %` as 15."""
    return number(typed.strip().removesuffix("%"))


def time_of_day(typed: str) -> Json:
    """`8:00` and `08:00:00` as `08:00`."""
    found = _SHORT_TIME.fullmatch(typed.strip())
    return found[1].rjust(5, "0") if found else typed


def scalar_from(typed: str, kind: FactType) -> Json:
    """One value of a fact of this type, as exchange JSON."""
    match kind:
        case "number":
            return number(typed)
        case "money":
            return cents(typed)
        case "time":
            return time_of_day(typed)
        case "date":
            return typed.strip()
        case _:
            return typed


def typed_from(value: Json, kind: str) -> str:
    """One value of exchange JSON as a person would type it."""
    if value is None:
        return ""
    if kind in ("money", "cents") and isinstance(value, int) and not isinstance(value, bool):
        return dollars_short(value).replace("$", "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_words(Decimal(repr(value)))
    return str(value)


def lines_from(typed: str, kind: FactType) -> list[Json]:
    """One value a line."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    return [scalar_from("" if kind == "text" and line == EMPTY else line, kind) for line in lines]


def lines_typed(values: list[Json], kind: FactType) -> str:
    """Values one a line."""
    return "\n".join(EMPTY if value == "" else typed_from(value, kind) for value in values)
