"""Which rules name a zone, a town, a season or a question: asked before one of these is deleted or switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foundation.clock import utc_now
from pricing_rules.queries import draft_rules, set_in_force, sets_to_come, vocabulary_at

_LISTS = {"zone": "zones", "town": "towns", "season": "seasons"}


def rules_naming(kind: str, code: str) -> Iterator[str]:
    """The rules of the draft, of the set in force and of those to come, in words: `the rule “Holiday” of the draft`."""
    now = utc_now()
    facts = _facts(kind, code)
    live, coming = set_in_force(now), list(sets_to_come(now))
    sources = [("of the draft", draft_rules())]
    sources += [(f"of rule set {each.number}", each.rules) for each in ([live] if live else []) + coming]
    for where, rules in sources:
        for rule in rules:
            if any(_names(leaf, facts, code) for leaf in _leaves(rule.get("conditions"))):
                yield f"the rule “{rule.get('name') or rule.get('slug')}” {where}"


def _facts(kind: str, code: str) -> frozenset[str]:
    if kind == "question":
        return frozenset({f"answer_{code}"})
    known = vocabulary_at(utc_now()).facts
    return frozenset(name for name, fact in known.items() if _LISTS.get(kind, "-") in (fact.choices, f"{fact.type}s"))


def _names(leaf: dict[str, Any], facts: frozenset[str], code: str) -> bool:
    if leaf.get("name") not in facts:
        return False
    value = leaf.get("value")
    return leaf["name"] == f"answer_{code}" or value == code or (isinstance(value, list) and code in value)


def _leaves(condition: Any) -> Iterator[dict[str, Any]]:
    """Every question of a tree of conditions; what is no tree has none."""
    if not isinstance(condition, dict):
        return
    if "name" in condition:
        yield condition
    for part in condition.values():
        for inner in part if isinstance(part, list) else [part]:
            yield from _leaves(inner)
