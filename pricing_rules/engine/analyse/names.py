"""Values that rules name and that nothing has any more: codes that are gone or switched off, dates gone by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pricing_rules.engine.analyse.space import Space
from pricing_rules.engine.conditions import Condition, Scalar, leaves
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.shapes import Rule
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import day_words, listed, value_words

_LISTS: Mapping[str, str] = {
    "services": "service",
    "packages": "package",
    "routes": "route",
    "specialty_items": "specialty item",
    "zones": "zone",
    "towns": "town",
    "seasons": "season",
    "states": "state",
}
_CODES = frozenset({"choice", "choices", "town"})
_EXACT = frozenset({"equal_to", "not_equal_to", "is_one_of", "is_none_of"})
_ROAD = frozenset({"is_east_of", "is_west_of"})


@dataclass(frozen=True)
class Gone:
    """What is wrong with the values of one condition, in a sentence."""

    kind: Literal["stale", "past"]
    leaf: Condition
    message: str


def gone_names(rule: Rule, vocabulary: Vocabulary, space: Space, today: date) -> Iterator[Gone]:
    """Conditions that name what no longer is, each told once."""
    told = set()
    for leaf in leaves(rule.conditions):
        for gone in _of_leaf(leaf, vocabulary, space, today):
            if gone.message not in told:
                told.add(gone.message)
                yield gone


def dates_over(rule: Rule, today: date) -> str:
    """What to say about a rule whose own dates are over; empty where they are not."""
    if rule.last_day is None or rule.last_day >= today:
        return ""
    return f"Its dates are over: the last pickup it acted on was {day_words(rule.last_day)}"


def _of_leaf(leaf: Condition, vocabulary: Vocabulary, space: Space, today: date) -> Iterator[Gone]:
    fact = vocabulary.facts.get(leaf.name)
    if fact is None:
        yield Gone("stale", leaf, f"It asks about “{leaf.name}”, which no longer exists")
        return
    index = space.index(leaf.name)
    if index is None:
        if leaf.name.startswith("answer_"):
            yield Gone("stale", leaf, f"It asks about the question “{fact.label}”, which can no longer be answered")
        return
    values = leaf.value if isinstance(leaf.value, tuple) else () if leaf.value is None else (leaf.value,)
    if fact.type == "date":
        yield from _past(leaf, values, fact, today)
    elif fact.type in _CODES or (fact.type == "text" and leaf.operator in _EXACT):
        for value in values:
            if not index.has(value) and value != "":
                yield Gone("stale", leaf, _why(value, leaf, fact, vocabulary))


def _past(leaf: Condition, values: tuple[Scalar, ...], fact: Fact, today: date) -> Iterator[Gone]:
    """Dates that can only lie behind: `before March 1` in April, one of some days that are over."""
    days = [value for value in values if isinstance(value, date)]
    if leaf.operator in ("before", "on_or_before", "between"):
        last = max(days)
        if last < today or (leaf.operator == "before" and last <= today):
            yield Gone("past", leaf, f"It asks for a {fact.label.lower()} up to {day_words(last)}, which is over")
    elif leaf.operator in ("equal_to", "is_one_of"):
        over = sorted(day for day in days if day < today)
        if over:
            verb = "is" if len(over) == 1 else "are"
            yield Gone("past", leaf, f"It names {listed((day_words(day) for day in over), 'and')}, which {verb} over")


def _why(value: Scalar, leaf: Condition, fact: Fact, vocabulary: Vocabulary) -> str:
    label = value_words(value, fact, vocabulary).strip("“”")
    kind = _LISTS.get(fact.choices, "")
    known = value in vocabulary.codes(fact)
    if leaf.operator in _ROAD and not known:
        return (
            f"It names the town “{label}”, which no longer exists: quotes in any town would be refused. Mend it first"
        )
    if fact.type == "text":
        return _no_such_text(label, fact)
    if not known:
        return f"It names the {kind or 'answer'} “{label}”, which no longer exists"
    match fact.choices:
        case "seasons":
            return f"It names the season “{label}”, which has no dates to come, or is switched off"
        case "zones":
            return f"It names the zone “{label}”, which is switched off or has no address that we serve"
        case "towns":
            return f"It names the town “{label}”, which has no ZIP code that we serve"
        case "states":
            return f"It names {label}, where we serve no address"
        case _:
            return f"It names the {kind or 'answer'} “{label}”, which is switched off"


def _no_such_text(label: str, fact: Fact) -> str:
    what = fact.name.rpartition("_")[2]
    match what:
        case "zip":
            return f"It names the ZIP code {label}, which is not one that we serve"
        case "city":
            return f"It names the city “{label}”, but no ZIP code that we serve has a city written so"
        case "holiday":
            return f"It names the holiday “{label}”, but no day to come is called so"
        case _:
            return f"It names “{label}”, which no request has as its {fact.label.lower()}"
