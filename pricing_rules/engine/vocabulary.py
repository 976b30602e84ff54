"""The vocabulary: which facts rules can ask about, how, and what rules can do (3-pricing-rules.md).

Declared with `business-rules`: the operators of each type in `fact_types.py`, the actions in `action_types.py`, and one
variable a fact here. `exported` is the package's own export, from which the rule builder is generated. Only operator
names found there may stand in a rule: the package itself would call any method it is told to, underscored ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from business_rules import export_rule_data
from business_rules.variables import BaseVariables, rule_variable

from pricing_rules.engine.action_types import Actions
from pricing_rules.engine.fact_types import FACT_TYPES, RoadTown
from pricing_rules.engine.facts import (
    FACTS,
    MONTHS,
    QUESTION_PREFIX,
    TOWN_ORDER,
    UNIT_FACTS,
    WEEKDAYS,
    Fact,
    FactType,
    with_questions,
)

Choices = Mapping[str, Mapping[str, str]]
"""Code → label in staff's order, by the name of the list: `zones`, `packages`, `towns` (along the road east) …"""

FIXED_CHOICES: Choices = MappingProxyType(
    {
        "weekdays": MappingProxyType({day: day.capitalize() for day in WEEKDAYS}),
        "months": MappingProxyType(MONTHS),
    }
)


@dataclass(frozen=True)
class Operator:
    """A question that facts of one type can be asked: its words, and the shape of the value it takes."""

    name: str
    label: str
    shape: str


@dataclass(frozen=True)
class Vocabulary:
    """What rules can be written with today: the facts, staff's questions among them, and the codes of every list."""

    facts: Mapping[str, Fact] = field(default_factory=lambda: FACTS)
    choices: Choices = field(default_factory=lambda: FIXED_CHOICES)

    @cached_property
    def units(self) -> Mapping[str, str]:
        """What `add_per_unit` can count, each with the fact that holds the count."""
        numbers = (fact.name for fact in self.facts.values() if fact.type == "number")
        return {**UNIT_FACTS, **{name: name for name in numbers if name.startswith(QUESTION_PREFIX)}}

    def codes(self, fact: Fact) -> Mapping[str, str]:
        """The codes a rule may compare this fact with, each with its label; empty for facts without a list."""
        return self.choices.get(fact.choices, {})

    @cached_property
    def variables(self) -> type[BaseVariables]:
        """The facts as a class of `business-rules` variables; an instance is made of the facts of one request."""
        return type("Variables", (_Variables,), {fact.name: self._variable(fact) for fact in self.facts.values()})

    @cached_property
    def exported(self) -> Mapping[str, Any]:
        """The package's export: variables with options, actions with params, the operators of every type."""
        exported: Mapping[str, Any] = export_rule_data(self.variables, Actions)
        return exported

    def _variable(self, fact: Fact) -> Callable[[Any], object]:
        def value(self: _Variables) -> object:
            known = self.facts.get(fact.name)
            if fact.type == "town" and isinstance(known, str):
                return RoadTown(known, tuple(self.facts.get(TOWN_ORDER, ())))
            return known

        options = [{"name": code, "label": label} for code, label in self.codes(fact).items()]
        variable: Callable[[Any], object] = rule_variable(FACT_TYPES[fact.type], fact.label, options)(value)
        return variable


class _Variables(BaseVariables):  # type: ignore[misc]
    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts


def vocabulary(extra_questions: Iterable[Fact] = (), choices: Choices | None = None) -> Vocabulary:
    """An installation's vocabulary: our facts, staff's questions (`facts.question_fact`), the catalogue's codes."""
    return Vocabulary(with_questions(extra_questions), {**FIXED_CHOICES, **(choices or {})})


STANDARD = Vocabulary()
"""Our own facts alone, with no code of any catalogue."""


def _operators() -> dict[FactType, Mapping[str, Operator]]:
    exported = STANDARD.exported["variable_type_operators"]
    types: set[FactType] = {fact.type for fact in FACTS.values()}
    return {
        kind: {one["name"]: Operator(one["name"], one["label"], one["input_type"]) for one in exported[kind]}
        for kind in types
    }


OPERATORS: Mapping[FactType, Mapping[str, Operator]] = MappingProxyType(_operators())
"""The operators that may stand in a rule, by the type of the fact: exactly those in the package's export."""
