"""Values in words: amounts, dates, codes as people read them. Used wherever the engine explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal

from foundation.clock import time_label
from foundation.money import dollars_short
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import Vocabulary


def listed(words: Iterable[str], conjunction: str) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def uncapitalised(label: str) -> str:
    """A label inside a sentence: `Pickup date` as `pickup date`, but `COI requested` as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def capitalised(sentence: str) -> str:
    """Words as the beginning of a sentence."""
    return sentence[:1].upper() + sentence[1:]


def day_words(day: date) -> str:
    """`June 26, 2027`."""
    return f"{day:%B} {day.day}, {day.year}"


def number_words(number: int | Decimal) -> str:
    """A number without trailing zeros: `2`, `2.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_words(value: object, fact: Fact, vocabulary: Vocabulary) -> str:
    """One value of a fact, native, in words; a code by its label."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() if fact.type == "money":
            return dollars_short(value)
        case int() | Decimal():
            return vocabulary.codes(fact).get(str(value), number_words(value))
        case date():
            return day_words(value)
        case time():
            return time_label(value)
        case str() if fact.type == "text":
            return f"“{value}”" if value else "empty"
        case str():
            return vocabulary.codes(fact).get(value, value.replace("_", " "))
        case _:
            return str(value)


def fact_words(value: object, fact: Fact, vocabulary: Vocabulary) -> str:
    """A fact of a request in words; a set of codes as a list, a fact that is not set as such."""
    if value is None:
        return "not set"
    if isinstance(value, frozenset | set):
        codes: Sequence[object] = sorted(value, key=str)
        return listed((value_words(code, fact, vocabulary) for code in codes), "and") if codes else "empty"
    return value_words(value, fact, vocabulary)
