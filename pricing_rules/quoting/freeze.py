"""Facts as JSON and back, for stored quotes: the same facts give the same price at any later time.

3-pricing-rules.md, "Explain".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time
from decimal import Decimal
from typing import Any

from pricing_rules.engine.facts import FACTS, TOWN_ORDER
from pricing_rules.engine.lines import Line

_DATES = frozenset(name for name, fact in FACTS.items() if fact.type == "date")
_TIMES = frozenset(name for name, fact in FACTS.items() if fact.type == "time")
_SETS = frozenset(name for name, fact in FACTS.items() if fact.type == "choices")
_MARK = "decimal"


def facts_to_json(facts: Mapping[str, object]) -> dict[str, object]:
    """Plain JSON: sets as sorted lists, dates ISO, times HH:MM; a number that is not whole as {"decimal": "2.5"}, so
    that not one digit is lost on the way."""
    return {name: _to_json(facts[name]) for name in sorted(facts)}


def facts_from_json(stored: Mapping[str, object]) -> dict[str, object]:
    """The facts as they were. Raises ValueError on what `facts_to_json` never wrote."""
    return {name: _from_json(name, value) for name, value in stored.items()}


def _to_json(value: object) -> object:
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {_MARK: str(value)}
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(str(member) for member in value)
    if isinstance(value, tuple):
        return list(value)
    raise ValueError(f"{value!r:.60} is no fact's value")


def _from_json(name: str, value: object) -> object:
    if isinstance(value, dict):
        return Decimal(str(value[_MARK]))
    if isinstance(value, list):
        if name == TOWN_ORDER:
            return tuple(value)
        if name in _SETS:
            return frozenset(value)
        raise ValueError(f"{name} is no set of codes")
    if isinstance(value, str) and name in _DATES:
        return date.fromisoformat(value)
    if isinstance(value, str) and name in _TIMES:
        return time.fromisoformat(value)
    return value


def line_to_json(line: Line) -> dict[str, object]:
    """A line whole, with what orders it, so that it can be given to the engine again."""
    return asdict(line)


def line_from_json(stored: Mapping[str, Any]) -> Line:
    """The line as it was. Raises TypeError on anything `line_to_json` did not write."""
    return Line(**stored)
