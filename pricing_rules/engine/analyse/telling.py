"""The sentences of the analysis. Names of rules stand in quotation marks; the page links them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from foundation.money import dollars_short
from pricing_rules.engine.conditions import Condition, Facts, Node, leaves
from pricing_rules.engine.explain import condition_words
from pricing_rules.engine.here import day_here, here_words
from pricing_rules.engine.shapes import Rule
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import capitalised, listed, uncapitalised

UNSURE = "Its conditions are too entangled to tell here whether they can all be met. Try it on a request"
ALWAYS = "It applies to every request"
MANY = "The group “{group}” has so many rules that not all of them could be compared here"


def never(conflict: Sequence[Node] | None, vocabulary: Vocabulary) -> str:
    """Why a rule never matches, from the fewest of its parts that cannot hold together."""
    if not conflict:
        return "It never matches: its conditions cannot all hold for a request that can be booked"
    words = [f"“{condition_words(part, vocabulary)}”" for part in conflict]
    if len(words) == 1:
        return f"It never matches: no request that can be booked meets {words[0]}"
    both = "both hold" if len(words) == 2 else "hold together"
    return f"It never matches: {listed(words, 'and')} cannot {both} for a request that can be booked"


def shadowed(rule: Rule, winners: Sequence[Rule]) -> str:
    """Why a rule of a group never acts."""
    names = [f"“{winner.name}”" for winner in winners]
    if len(names) == 1:
        return (
            f"It never acts: whenever it matches, {names[0]} matches too and goes first in the group "
            f"“{rule.group}”, {_before(winners[0], rule)}"
        )
    return (
        f"It never acts: whenever it matches, {listed(names, 'or')} matches too, "
        f"and they go first in the group “{rule.group}”"
    )


def overlap(rule: Rule, winner: Rule) -> str:
    """That two rules of a group can match together."""
    return (
        f"It can match the same request as “{winner.name}”. Of the group “{rule.group}” only "
        f"“{winner.name}” acts then, {_before(winner, rule)}"
    )


def _before(first: Rule, second: Rule) -> str:
    if first.priority != second.priority:
        return f"by its lower priority number ({first.priority} before {second.priority})"
    return f"because its short name comes first ({first.slug} before {second.slug})"


def twice(other: Rule) -> str:
    """That two rules are the same."""
    return f"It does the same as “{other.name}” for the same requests: both act, so it counts twice"


def minimum_beaten(other: Rule, cents: int) -> str:
    """That a minimum never shows."""
    return f"Its minimum never shows: whenever it matches, “{other.name}” raises the base to {dollars_short(cents)}"


def counts_nothing(unit: str) -> str:
    """That an amount for each unit never comes to anything."""
    return f"It adds nothing for each {unit}: no request that it matches has any to count"


def personal(rule: Rule, vocabulary: Vocabulary) -> str:
    """Which personal facts a rule asks about; empty for none."""
    facts = [vocabulary.facts[leaf.name] for leaf in leaves(rule.conditions) if leaf.name in vocabulary.facts]
    labels = list(dict.fromkeys(uncapitalised(fact.label) for fact in facts if fact.personal))
    if not labels:
        return ""
    return f"It asks about the person ({listed(labels, 'and')}): every quote will carry the notice on personal data"


def example_words(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a request is that rules match: its service and day, then what each fact says that they ask about."""
    return tuple(dict.fromkeys(capitalised(words) for words in _example(rules, facts, vocabulary)))


def _example(rules: Sequence[Rule], facts: Facts, vocabulary: Vocabulary) -> Iterator[str]:
    yield here_words(Condition("service", "is_set", None, "choice"), facts, vocabulary)
    if isinstance(facts.get("pickup_date"), date):
        yield day_here(facts)
    asked = {leaf.name: leaf for rule in rules for leaf in leaves(rule.conditions)}
    for name, leaf in asked.items():
        if name not in ("service", "pickup_date"):
            yield here_words(leaf, facts, vocabulary)
