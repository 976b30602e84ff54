"""The reference semantics: the same rules, run by `business_rules.run_all` (3-pricing-rules.md, "Rules as JSON").

The package knows no `none` groups, so a rule is rewritten by De Morgan's laws down to the hidden complement operators
of `fact_types.py`. Exclusive groups, pickup-date ranges and phases stay outside it. Nothing live calls this: the
properties in tests/properties prove the interpreter equal to it, and the benchmarks measure against it.
"""

from __future__ import annotations

from collections.abc import Iterable

from business_rules import run_all

from pricing_rules.engine.action_types import Actions
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Facts, Node, NoneOf
from pricing_rules.engine.fact_types import COMPLEMENT
from pricing_rules.engine.shapes import Rule
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.writing import Json, action_to_json, conditions_to_json


def reference_form(rule: Rule) -> dict[str, Json]:
    """A rule's conditions and actions as `run_all` takes them: `all`, `any` and single conditions only."""
    return {
        "conditions": _conditions(rule.conditions, wanted=True),
        "actions": [action_to_json(action) for action in rule.actions],
    }


def matching_slugs(rules: Iterable[Rule], facts: Facts, vocabulary: Vocabulary) -> frozenset[str]:
    """The rules whose conditions hold and whose actions are asked for, switched on or not, according to the package.

    Raises what the package raises: AssertionError, KeyError, TypeError, ValueError.
    """
    variables = vocabulary.variables(facts)
    matched = set()
    for rule in rules:
        actions = Actions()
        run_all([reference_form(rule)], variables, actions)
        if actions.done:
            matched.add(rule.slug)
    return frozenset(matched)


def _conditions(node: Node, *, wanted: bool) -> dict[str, Json]:
    """The tree that holds exactly when `node` comes out as `wanted`."""
    match node:
        case Condition():
            leaf = conditions_to_json(node)
            return leaf if wanted else {**leaf, "operator": f"{COMPLEMENT}{node.operator}"}
        case AllOf(parts):
            return {"all" if wanted else "any": [_conditions(part, wanted=wanted) for part in parts]}
        case AnyOf(parts):
            return {"any" if wanted else "all": [_conditions(part, wanted=wanted) for part in parts]}
        case NoneOf(parts):
            return {"all" if wanted else "any": [_conditions(part, wanted=not wanted) for part in parts]}
