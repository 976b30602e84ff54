"""Conditions, from JSON to a tree (3-pricing-rules.md, "Operators, by type")."""

from __future__ import annotations

from dataclasses import dataclass, field

from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node, NoneOf
from pricing_rules.engine.reading.errors import Problems, Refused, child, instead_of, shown
from pricing_rules.engine.reading.values import ValueReader
from pricing_rules.engine.vocabulary import OPERATORS

DEEPEST = 5
MOST_LEAVES = 200

_GROUPS: dict[str, type[AllOf] | type[AnyOf] | type[NoneOf]] = {"all": AllOf, "any": AnyOf, "none": NoneOf}
_GROUP_WORDS = "“all”, “any” or “none”"
_LEAF_KEYS = ("name", "operator", "value")


@dataclass
class ConditionReader:
    """Reads the conditions of one rule; what is refused goes to `problems`, and gives None."""

    values: ValueReader
    problems: Problems
    leaves: int = field(default=0, init=False)

    def read(self, raw: object, path: str) -> Node | None:
        """The whole tree."""
        tree = self._node(raw, path, depth=1)
        if self.leaves > MOST_LEAVES:
            self.problems.add(path, f"A rule has at most {MOST_LEAVES} conditions: split it, or name a zone or a list")
        return tree

    def _node(self, raw: object, path: str, depth: int) -> Node | None:
        if not isinstance(raw, dict):
            self.problems.add(path, f"Give a condition or a group {_GROUP_WORDS}, not {shown(raw)}")
            return None
        if raw.keys() & _GROUPS.keys():
            return self._group(raw, path, depth)
        if not raw:
            remedy = "for a rule that always acts, ask whether the service is set"
            self.problems.add(path, f"There is no condition: {remedy}")
            return None
        self.leaves += 1
        return self._leaf(raw, path) if self.leaves <= MOST_LEAVES else None

    def _group(self, raw: dict[str, object], path: str, depth: int) -> Node | None:
        if len(raw) > 1:
            self.problems.add(path, f"A group has one key, {_GROUP_WORDS}: put the others into groups of their own")
            return None
        ((kind, parts),) = raw.items()
        path = child(path, kind)
        if depth > DEEPEST:
            self.problems.add(path, f"Conditions nest at most {DEEPEST} levels: split the rule")
            return None
        if not isinstance(parts, list) or not parts:
            self.problems.add(path, "The group is empty: give it at least one condition, or remove it")
            return None
        read = [self._node(part, child(path, place), depth + 1) for place, part in enumerate(parts)]
        known = tuple(part for part in read if part is not None)
        return _GROUPS[kind](known) if len(known) == len(read) else None

    def _leaf(self, raw: dict[str, object], path: str) -> Condition | None:
        before = len(self.problems.errors)
        for key in raw:
            if key not in _LEAF_KEYS:
                self.problems.add(child(path, str(key)[:40]), f"A condition has no {shown(key)}: remove it")
        name, vocabulary = raw.get("name"), self.values.vocabulary
        fact = vocabulary.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            remedy = instead_of(name, vocabulary.facts)
            self.problems.add(child(path, "name"), f"No fact is called {shown(name)}. {remedy}")
            return None
        asked = raw.get("operator")
        operator = OPERATORS[fact.type].get(asked) if isinstance(asked, str) else None
        if operator is None:
            remedy = instead_of(asked, OPERATORS[fact.type])
            self.problems.add(child(path, "operator"), f"{fact.label} cannot be asked {shown(asked)}. {remedy}")
            return None
        try:
            value = self.values.value(raw.get("value"), operator, fact)
        except Refused as refusal:
            self.problems.add(child(path, "value"), str(refusal))
            return None
        return Condition(fact.name, operator.name, value, fact.type) if len(self.problems.errors) == before else None
