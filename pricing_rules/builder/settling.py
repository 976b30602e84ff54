"""What becomes of a condition's values when another fact or operator is chosen: kept wherever they still fit."""

from __future__ import annotations

from dataclasses import replace

from pricing_rules.builder.pickers import Picker, operator_of, picker_of
from pricing_rules.builder.shapes import Ask, Group, Part, RuleForm
from pricing_rules.engine.facts import FactType
from pricing_rules.engine.vocabulary import OPERATORS, Vocabulary

USUAL: dict[FactType, str] = {
    "number": "greater_than_or_equal_to",
    "money": "greater_than_or_equal_to",
    "yes_no": "is_true",
    "choice": "is_one_of",
    "choices": "shares_at_least_one_element_with",
    "date": "between",
    "time": "before",
    "town": "is_one_of",
}
"""The operator that a fact of each type is first asked with; the first of its type where none is named."""


def settled(form: RuleForm, vocabulary: Vocabulary) -> RuleForm:
    """The form with every row drawn for the question that is chosen in it now."""
    return replace(form, root=_group(form.root, vocabulary))


def _group(group: Group, vocabulary: Vocabulary) -> Group:
    parts: list[Part] = [
        _group(part, vocabulary) if isinstance(part, Group) else _ask(part, vocabulary) for part in group.parts
    ]
    return replace(group, parts=tuple(parts))


def _ask(ask: Ask, vocabulary: Vocabulary) -> Ask:
    fact = vocabulary.facts.get(ask.fact)
    if fact is None or ask.drawn == f"{ask.fact} {ask.operator}":
        return ask
    operator = ask.operator
    if operator not in OPERATORS[fact.type]:
        operator = USUAL.get(fact.type) or next(iter(OPERATORS[fact.type]))
    before_name, _, before_operator = ask.drawn.partition(" ")
    before_fact = vocabulary.facts.get(before_name)
    before = picker_of(before_fact, operator_of(before_fact, before_operator), vocabulary)
    after = picker_of(fact, operator_of(fact, operator), vocabulary)
    return replace(ask, operator=operator, values=_values(ask.values, before, after), drawn=f"{fact.name} {operator}")


def _values(values: tuple[str, ...], before: Picker, after: Picker) -> tuple[str, ...]:
    if before.look == "none":
        return ()
    single = values[0].split("\n") if before.look == "lines" and values else [value for value in values if value]
    if after.choices is not None:
        single = [value for value in single if value in after.choices]
    elif before.input != after.input:
        return ()
    match after.look:
        case "none":
            return ()
        case "chips" | "many":
            return tuple(single)
        case "lines":
            return ("\n".join(single),)
        case "range" | "ends":
            return tuple(single[:2])
        case _:
            return tuple(single[:1])
