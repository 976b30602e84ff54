"""Facts as a quote stores them, in JSON and back, so that the same price can be computed again (3-pricing-rules.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from pricing_rules.engine.conditions import FactError, Facts
from pricing_rules.engine.facts import TOWN_ORDER, FactType
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.writing import Json


def facts_to_json(facts: Facts) -> dict[str, Json]:
    """The facts that are set, sorted by name: sets as sorted lists, dates and times in ISO form, decimals exact."""
    return {name: _to_json(facts[name]) for name in sorted(facts) if facts[name] is not None}


def facts_from_json(data: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    """Native facts again. A name the vocabulary no longer has is kept as it stands: no rule can ask about it.

    Raises FactError for a value that is not of its fact's type.
    """
    return {name: _from_json(name, value, vocabulary) for name, value in data.items()}


def _to_json(value: object) -> Json:
    match value:
        case bool() | int() | str():
            return value
        case Decimal():
            if value == value.to_integral_value():
                return int(value)
            nearest = float(value)
            return nearest if Decimal(repr(nearest)) == value else str(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case frozenset() | set():
            return sorted(value)
        case tuple() | list():
            return list(value)
        case _:
            raise FactError(f"No fact is {value!r:.60}")


def _from_json(name: str, value: object, vocabulary: Vocabulary) -> object:
    if name == TOWN_ORDER and isinstance(value, list):
        return tuple(value)
    fact = vocabulary.facts.get(name)
    try:
        return _native(value, fact.type) if fact else value
    except (TypeError, ValueError, ArithmeticError):
        raise FactError(f"The fact {name} cannot be {value!r:.60}") from None


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
