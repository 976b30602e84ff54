"""One condition as a phrase: `the pickup is on a Friday or Saturday` (3-pricing-rules.md, "Explain").

A fact brings its own phrases; what it does not say is made of its subject, the operator and the value. Values are put
between two marks, so that the builder can set them off; `plain` takes the marks out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pricing_rules.engine.conditions import Condition, Scalar
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import OPERATORS, Vocabulary
from pricing_rules.engine.words import listed, uncapitalised, value_words

OPEN, CLOSE = "\ue000", "\ue001"  # of Unicode's private use area: no keyboard types them

NEGATIVE = {"is_none_of": "not_equal_to", "shares_no_elements_with": "does_not_contain"}
"""The operators that exclude a list, each with the one that excludes a single value."""

_QUANTITIES = {
    "greater_than": "more than {}",
    "greater_than_or_equal_to": "at least {}",
    "less_than": "less than {}",
    "less_than_or_equal_to": "at most {}",
    "not_equal_to": "anything but {}",
}


def mark(words: str) -> str:
    """Words that a reader looks for: a value, an amount."""
    return f"{OPEN}{words.replace(OPEN, '').replace(CLOSE, '')}{CLOSE}"


def plain(words: str) -> str:
    """The words without marks."""
    return words.replace(OPEN, "").replace(CLOSE, "")


def pieces(words: str) -> Iterator[tuple[str, bool]]:
    """The words cut at the marks, each piece with whether it was marked."""
    for place, piece in enumerate(words.split(OPEN)):
        value, closed, rest = piece.partition(CLOSE)
        if not place or not closed:
            yield piece, False
            continue
        yield value, True
        if rest:
            yield rest, False


def fact_of(leaf: Condition, vocabulary: Vocabulary) -> Fact:
    """The fact a condition asks about; one that is gone since is called by its name."""
    return vocabulary.facts.get(leaf.name) or Fact(leaf.name, leaf.name.replace("_", " "), leaf.type, "")


def leaf_words(leaf: Condition, vocabulary: Vocabulary) -> str:
    """One condition, its values marked."""
    fact = fact_of(leaf, vocabulary)
    if leaf.operator in NEGATIVE and isinstance(leaf.value, tuple) and len(leaf.value) == 1:
        return leaf_words(replace(leaf, operator=NEGATIVE[leaf.operator], value=leaf.value[0]), vocabulary)
    value = _value(leaf, fact, vocabulary)
    phrase = fact.phrases.get(leaf.operator)
    if phrase is None and "*" in fact.phrases and leaf.value is not None:
        value = _QUANTITIES.get(leaf.operator, "{}").replace("{}", value)
        phrase = fact.phrases["*"].replace("{s}", "" if _last(leaf) == 1 else "s")
    if phrase is not None:
        return phrase.replace("{}", value)
    if leaf.operator == "is_set":
        return f"“{fact.label}” is set"
    subject = fact.subject or f"the {uncapitalised(fact.label)}"
    return f"{subject} {_verb(leaf)} {value}".rstrip()


def _verb(leaf: Condition) -> str:
    if leaf.operator in ("between", "is_one_of", "is_none_of"):
        return "is"
    if leaf.operator in ("contains_all", "shares_at_least_one_element_with", "shares_no_elements_with"):
        return "contain"
    return OPERATORS[leaf.type][leaf.operator].label


def _value(leaf: Condition, fact: Fact, vocabulary: Vocabulary) -> str:
    if leaf.value is None:
        return ""
    if not isinstance(leaf.value, tuple):
        return mark(value_words(leaf.value, fact, vocabulary))
    values = [value_words(value, fact, vocabulary) for value in leaf.value]
    if leaf.operator == "between":
        return f"from {mark(values[0])} to {mark(values[1])}"
    if leaf.operator in NEGATIVE:
        return _none_of(values)
    return mark(listed(values, "and" if leaf.operator == "contains_all" else "or"))


def _none_of(values: Sequence[str]) -> str:
    if len(values) == 2:
        return f"neither {mark(values[0])} nor {mark(values[1])}"
    return f"none of {mark(listed(values, 'or'))}"


def _last(leaf: Condition) -> Scalar | None:
    return leaf.value[-1] if isinstance(leaf.value, tuple) else leaf.value
