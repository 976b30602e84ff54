"""The values that rules name, by fact: where a stretch of numbers or dates must be cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pricing_rules.engine.conditions import leaves
from pricing_rules.engine.facts import UNIT_FACTS
from pricing_rules.engine.rules import Rule
from pricing_rules.quoting.possible.cells import Number

Named = Mapping[str, frozenset[Any]]


def named_values(rules: Iterable[Rule]) -> Named:
    """Every value of every condition, and the free number of every `add_per_unit`."""
    found: dict[str, set[Any]] = {}
    for rule in rules:
        for leaf in leaves(rule.conditions):
            if leaf.value is not None:
                values = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
                found.setdefault(leaf.name, set()).update(values)
        for day in (rule.first_day, rule.last_day):
            if day is not None:
                found.setdefault("pickup_date", set()).add(day)
        for action in rule.actions:
            if action.name == "add_per_unit":
                unit = action.text("unit")
                found.setdefault(UNIT_FACTS.get(unit, unit), set()).add(action.number("above"))
    return {name: frozenset(values) for name, values in found.items()}


def numbers(named: Named, fact: str) -> Sequence[Number]:
    """The numbers named of one fact."""
    return [value for value in named.get(fact, ()) if isinstance(value, int | Decimal)]


def days(named: Named, fact: str) -> Sequence[date]:
    """The dates named of one fact."""
    return [value for value in named.get(fact, ()) if isinstance(value, date)]
