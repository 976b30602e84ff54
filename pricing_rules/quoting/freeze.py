"""Facts as a stored quote keeps them, in JSON and back: the same facts give the same price at any later time.

3-pricing-rules.md, "Explain".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from pricing_rules.engine.facts import TOWN_ORDER, FactType
from pricing_rules.engine.vocabulary import Vocabulary


def facts_to_json(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts that are set, by name: sets as sorted lists, days and times ISO, not one decimal digit lost."""
    return {name: _to_json(facts[name]) for name in sorted(facts) if facts[name] is not None}


def facts_from_json(stored: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    """Native facts again; a name that the vocabulary no longer has stays as it stands. Raises ValueError."""
    return {name: _from_json(name, value, vocabulary) for name, value in stored.items()}


def _to_json(value: object) -> object:
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            if value == value.to_integral_value():
                return int(value)
            nearest = float(value)
            return nearest if Decimal(repr(nearest)) == value else str(value)
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(str(code) for code in value)
        case tuple():
            return list(value)
        case _:
            raise ValueError(f"{value!r:.60} is no fact's value")


def _from_json(name: str, value: object, vocabulary: Vocabulary) -> object:
    if name == TOWN_ORDER and isinstance(value, list):
        return tuple(value)
    fact = vocabulary.facts.get(name)
    return value if fact is None else _native(value, fact.type)


def _native(value: object, kind: FactType) -> object:
    match kind, value:
        case "number", float() | str():
            return Decimal(str(value))
        case "date", str():
            return date.fromisoformat(value)
        case "time", str():
            return time.fromisoformat(value)
        case "choices", list():
            return frozenset(value)
        case _:
            return value
