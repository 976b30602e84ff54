"""What differs between two versions of one rule, in words (3-pricing-rules.md, "Rule sets": diff in plain English)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pricing_rules.engine.conditions import AllOf, Node
from pricing_rules.engine.explain import action_words, condition_words, date_range
from pricing_rules.engine.shapes import Action, Rule
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import capitalised


def rule_differences(old: Rule, new: Rule, vocabulary: Vocabulary) -> tuple[str, ...]:
    """One sentence for each difference, without its full stop; empty for two rules that say the same."""
    return tuple(_differences(old, new, vocabulary))


def _differences(old: Rule, new: Rule, vocabulary: Vocabulary) -> Iterator[str]:
    if old.active != new.active:
        yield "Switched on" if new.active else "Switched off"
    yield from _of_actions(old.actions, new.actions, vocabulary)
    yield from _of_conditions(old.conditions, new.conditions, vocabulary)
    for label, was, now in (
        ("Pickup dates", date_range(old) or "any", date_range(new) or "any"),
        ("Name", old.name, new.name),
        ("Reason for customers", old.reason or "none", new.reason or "none"),
        ("Priority", str(old.priority), str(new.priority)),
        ("Exclusive group", old.group or "none", new.group or "none"),
        ("Note", old.note or "none", new.note or "none"),
    ):
        if was != now:
            yield f"{label}: {was} → {now}"


def _of_actions(old: Sequence[Action], new: Sequence[Action], vocabulary: Vocabulary) -> Iterator[str]:
    before, after = _words(old, vocabulary), _words(new, vocabulary)
    gone = [words for words in before if words not in after]
    come = [words for words in after if words not in before]
    if len(gone) == len(come):
        yield from (f"{capitalised(was)} → {now}" for was, now in zip(gone, come, strict=True))
    else:
        yield from (f"No longer: {words}" for words in gone)
        yield from (f"Now also: {words}" for words in come)
    if not gone and not come and before != after:
        yield "The actions stand in another order"


def _words(actions: Sequence[Action], vocabulary: Vocabulary) -> list[str]:
    return [action_words(action, vocabulary) for action in actions]


def _of_conditions(old: Node, new: Node, vocabulary: Vocabulary) -> Iterator[str]:
    if old == new:
        return
    before, after = _parts(old, vocabulary), _parts(new, vocabulary)
    gone = [words for words in before if words not in after]
    come = [words for words in after if words not in before]
    if len(gone) == len(come):
        yield from (f"Condition: {was} → {now}" for was, now in zip(gone, come, strict=True))
    else:
        yield from (f"No longer asks that {words}" for words in gone)
        yield from (f"Now also asks that {words}" for words in come)
    if not gone and not come:
        was, now = condition_words(old, vocabulary), condition_words(new, vocabulary)
        yield f"Condition: {was} → {now}" if was != now else "The conditions are grouped or ordered otherwise"


def _parts(node: Node, vocabulary: Vocabulary) -> list[str]:
    """What must hold together, each in words; a rule of another shape is one thing."""
    parts = node.parts if isinstance(node, AllOf) else (node,)
    return [condition_words(part, vocabulary) for part in parts]
