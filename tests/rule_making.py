"""Rules for tests of the engine, in the JSON a manager's rule has, with what a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing_rules.engine.evaluate import Evaluation, evaluate
from pricing_rules.engine.facts import question_fact
from pricing_rules.engine.lines import Line
from pricing_rules.engine.rules import RuleSet, rule_set_from_json
from pricing_rules.engine.vocabulary import vocabulary

TOWNS = {"westhampton": "Westhampton", "southampton": "Southampton", "montauk": "Montauk"}
STAIRS = question_fact("stairs", "Flights of stairs", "number")
ELEVATOR = question_fact("elevator", "Elevator", "yes_no")
assert STAIRS and ELEVATOR

VOCABULARY = vocabulary(
    [STAIRS, ELEVATOR],
    {
        "services": {"mini_move": "Mini move", "standard_delivery": "Standard delivery"},
        "packages": {"petite": "Petite", "standard": "Standard", "full": "Full"},
        "zones": {"manhattan": "Manhattan", "hamptons": "The Hamptons", "east_end_far": "East End far"},
        "states": {"NY": "New York", "CT": "Connecticut", "NJ": "New Jersey"},
        "towns": TOWNS,
        "seasons": {"summer": "Summer"},
        "specialty_items": {"peloton": "Peloton", "crib": "Crib"},
        "routes": {"manhattan_jfk": "Manhattan to JFK"},
    },
)
ALWAYS = {"all": [{"name": "service", "operator": "is_set"}]}
FACTS: dict[str, object] = {"service": "mini_move"}


def ask(name: str, operator: str, value: object = None) -> dict[str, Any]:
    """One condition."""
    return {"name": name, "operator": operator, "value": value}


def do(name: str, **params: object) -> dict[str, Any]:
    """One action; money actions get a label."""
    if name in {"add_amount", "add_percent", "add_per_unit", "raise_base_to", "discount_amount", "discount_percent"}:
        params = {"label": "Label", **params}
    return {"name": name, "params": params}


def rule(slug: str, *actions: dict[str, Any], conditions: Any = None, **more: Any) -> dict[str, Any]:
    """A rule that always matches unless told otherwise."""
    return {"slug": slug, "name": slug, "conditions": conditions or ALWAYS, "actions": list(actions), **more}


def rules(*made: dict[str, Any]) -> RuleSet:
    """A rule set."""
    return rule_set_from_json(list(made), VOCABULARY, number=1)


def base(cents: int, code: str = "mini_move.standard") -> Line:
    """A catalogue line."""
    return Line("base", code, "Base", "", cents, 1, cents)


def addon(cents: int, code: str = "packing.standard") -> Line:
    """An add-on's line."""
    return Line("addon", code, "Add-on", "", cents)


def price(
    rule_set: RuleSet, facts: Mapping[str, object] | None = None, *, base_cents: int = 100_000, addon_cents: int = 0
) -> Evaluation:
    """Evaluate over one base line and one add-on."""
    return evaluate(
        rule_set,
        facts if facts is not None else FACTS,
        base_lines=[base(base_cents)],
        add_on_lines=[addon(addon_cents)],
    )


def amounts(evaluation: Evaluation) -> list[tuple[str, str, int]]:
    """The lines as kind, code, cents."""
    return [(line.kind, line.code, line.amount_cents) for line in evaluation.lines]
