"""Rules in plain English: their conditions, what they do, and why a line is on a price (3-pricing-rules.md, "Explain").

Every function takes the vocabulary for the labels of facts and codes; what it does not know is named by its code.
"""

from __future__ import annotations

from collections.abc import Iterator

from foundation.money import dollars_short
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Facts, Node, NoneOf, holds
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.phrasing import fact_of, leaf_words, mark, pieces, plain
from pricing_rules.engine.shapes import PLACEHOLDER, Action, Rule
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import (
    capitalised,
    day_words,
    fact_words,
    listed,
    number_words,
    uncapitalised,
)


def condition_words(node: Node, vocabulary: Vocabulary) -> str:
    """A tree of conditions as one phrase: `the service is Mini move and (the month is July or we pack)`."""
    return plain(_tree_words(node, vocabulary))


def _tree_words(node: Node, vocabulary: Vocabulary) -> str:
    match node:
        case Condition():
            return leaf_words(node, vocabulary)
        case AllOf((only,)) | AnyOf((only,)):
            return _tree_words(only, vocabulary)
        case AllOf(parts):
            return " and ".join(_nested(part, vocabulary) for part in parts)
        case AnyOf(parts):
            return " or ".join(_nested(part, vocabulary) for part in parts)
        case NoneOf((only,)):
            return f"not ({_tree_words(only, vocabulary)})"
        case NoneOf(parts):
            return f"none of ({'; '.join(_tree_words(part, vocabulary) for part in parts)})"


def action_words(action: Action, vocabulary: Vocabulary) -> str:
    """What one action does: `add $50 as “Weekend delivery”`."""
    return plain(_action(action, vocabulary))


def _action(action: Action, vocabulary: Vocabulary) -> str:
    match action.name:
        case "add_amount":
            does = f"add {_dollars(action)}"
        case "add_percent":
            does = f"add {_percent(action)} of the base"
        case "add_per_unit":
            does = f"add {_dollars(action)} for each {_unit_words(action, vocabulary)}"
        case "raise_base_to":
            does = f"raise the base to at least {_dollars(action)}"
        case "discount_amount":
            does = f"take off {_dollars(action)}"
        case "discount_percent":
            does = f"take off {_percent(action)}"
        case "require_approval":
            return f"require approval (“{action.text('reason')}”)"
        case "require_coi":
            return f"require a COI (“{action.text('reason')}”)"
        case "make_unavailable":
            return f"make it unavailable (“{action.text('message')}”)"
        case _:
            return f"add the note “{action.text('text')}”"
    return f"{does} as “{action.text('label')}”"


def rule_words(rule: Rule, vocabulary: Vocabulary) -> str:
    """A whole rule as a sentence: what it does, when, for which pickups."""
    return plain(_rule(rule, vocabulary))


def rule_pieces(rule: Rule, vocabulary: Vocabulary) -> list[tuple[str, bool]]:
    """The same sentence in pieces, each with whether it is a value that a reader looks for."""
    return [piece for piece in pieces(_rule(rule, vocabulary)) if piece[0]]


def _rule(rule: Rule, vocabulary: Vocabulary) -> str:
    does = listed((_action(action, vocabulary) for action in rule.actions), "and")
    dates = f", for pickups {_dates(rule)}" if rule.first_day or rule.last_day else ""
    return capitalised(f"{does} when {_tree_words(rule.conditions, vocabulary)}{dates}")


def standing_words(rule: Rule) -> str:
    """How a rule stands among others, for colleagues; empty for one that is on and in no group."""
    said = []
    if rule.group:
        said.append(
            f"Of the matching rules in the group “{rule.group}” only the one with the lowest priority number acts; "
            f"this one has {rule.priority}"
        )
    if not rule.active:
        said.append("It is switched off, so it does nothing")
    return ". ".join(said)


def date_range(rule: Rule) -> str:
    """The pickup dates of a rule that has any: `from May 31, 2027 to September 6, 2027`."""
    return plain(_dates(rule))


def _dates(rule: Rule) -> str:
    first = f"from {mark(day_words(rule.first_day))}" if rule.first_day else ""
    last = f"{'to' if first else 'until'} {mark(day_words(rule.last_day))}" if rule.last_day else ""
    return f"{first} {last}".strip()


def reason_for(rule: Rule, facts: Facts, vocabulary: Vocabulary) -> str:
    """Why a rule's line is on this price, for the customer.

    The rule's own reason, with the facts it names in braces filled in; without one, what held of its conditions.
    """
    if rule.reason:
        return PLACEHOLDER.sub(lambda found: _filled_in(found[1], facts, vocabulary), rule.reason)
    return capitalised(" and ".join(dict.fromkeys(_grounds(rule.conditions, facts, vocabulary))))


def failure(node: Node, facts: Facts, vocabulary: Vocabulary) -> str:
    """Why a rule did not match, for staff, from the part of its conditions that failed."""
    match node:
        case Condition(name):
            return f"Needs: {condition_words(node, vocabulary)}. Here: {_fact_words(name, facts, vocabulary)}."
        case NoneOf(parts):
            held = next((part for part in parts if holds(part, facts)), node)
            return f"Must not be so: {condition_words(held, vocabulary)}."
        case _:
            return f"Needs: {condition_words(node, vocabulary)}."


def _nested(node: Node, vocabulary: Vocabulary) -> str:
    words = _tree_words(node, vocabulary)
    return f"({words})" if isinstance(node, AllOf | AnyOf) and len(node.parts) > 1 else words


def _grounds(node: Node, facts: Facts, vocabulary: Vocabulary) -> Iterator[str]:
    """What made a tree hold: of `any of` the first part that did, of the others everything."""
    match node:
        case AllOf(parts):
            for part in parts:
                yield from _grounds(part, facts, vocabulary)
        case AnyOf(parts):
            yield from _grounds(next(part for part in parts if holds(part, facts)), facts, vocabulary)
        case Condition(name) if node.type not in ("choices", "yes_no"):
            label = uncapitalised(fact_of(node, vocabulary).label)
            yield f"{label} is {_fact_words(name, facts, vocabulary)}"
        case _:
            yield condition_words(node, vocabulary)


def _fact_words(name: str, facts: Facts, vocabulary: Vocabulary) -> str:
    fact = vocabulary.facts.get(name) or Fact(name, name, "choice", "")
    return fact_words(facts.get(name), fact, vocabulary)


def _filled_in(name: str, facts: Facts, vocabulary: Vocabulary) -> str:
    known, fact = facts.get(name), vocabulary.facts.get(name)
    if isinstance(known, str) and fact and fact.type == "text":
        return known  # inside a customer's sentence without quotation marks: “Pickup is on Labor Day”
    return _fact_words(name, facts, vocabulary)


def _unit_words(action: Action, vocabulary: Vocabulary) -> str:
    unit = action.text("unit")
    fact = vocabulary.facts.get(unit)
    words = f"of “{fact.label}”" if fact else unit.replace("_", " ")
    above = action.number("above")
    return f"{words} above {number_words(above)}" if above else words


def _dollars(action: Action) -> str:
    return mark(dollars_short(action.cents()))


def _percent(action: Action) -> str:
    return mark(f"{number_words(action.number('percent'))}%")
