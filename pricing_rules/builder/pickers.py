"""How the value of a condition is picked: from the type of the fact, the operator's shape and the fact's list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pricing_rules.engine.fact_types import LIST, NO_VALUE, RANGE
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import OPERATORS, Operator, Vocabulary

Look = Literal["none", "choice", "ends", "chips", "many", "input", "range", "lines"]

MOST_CHIPS = 8
_CODES = frozenset({"choice", "choices", "town"})


@dataclass(frozen=True)
class Picker:
    """`look` says which inputs there are; `input` the type of a single one: number, money, text, date or time."""

    look: Look
    input: str = "text"
    choices: Mapping[str, str] | None = None
    suggestions: Mapping[str, str] | None = None


NOTHING = Picker("none")


def operator_of(fact: Fact | None, name: str) -> Operator | None:
    """The operator of that name, if the fact can be asked so."""
    return OPERATORS[fact.type].get(name) if fact is not None else None


def picker_of(fact: Fact | None, operator: Operator | None, vocabulary: Vocabulary) -> Picker:
    """What a manager picks or types; nothing while fact or operator are not chosen."""
    if fact is None or operator is None or operator.shape == NO_VALUE:
        return NOTHING
    codes = vocabulary.codes(fact)
    if fact.type in _CODES or (fact.type == "number" and codes):
        if operator.shape == RANGE:
            return Picker("ends", fact.type, choices=codes)
        if operator.shape != LIST:
            return Picker("choice", fact.type, choices=codes)
        return Picker("chips" if len(codes) <= MOST_CHIPS else "many", fact.type, choices=codes)
    suggestions = codes or None
    if operator.shape == LIST:
        return Picker("lines", fact.type, suggestions=suggestions)
    return Picker("range" if operator.shape == RANGE else "input", fact.type, suggestions=suggestions)
