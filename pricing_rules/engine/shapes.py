"""The shapes of rules: actions, rules and rule sets as frozen values (3-pricing-rules.md, "What a rule does").

Conditions have their own module. Callers outside the engine import all of them from `rules.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from pricing_rules.engine.action_types import MONEY_ACTIONS
from pricing_rules.engine.compile import Matcher, compiled
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node, leaves
from pricing_rules.engine.facts import TOWN_ORDER, UNIT_FACTS
from pricing_rules.engine.lines import Line, LineKind
from pricing_rules.engine.vocabulary import STANDARD, Vocabulary

Phase = Literal["price", "check"]

Param = int | Decimal | str

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
"""In a rule's reason, the name of a fact in braces: `Pickup is on a {weekday}`."""

_LINE_KIND: Mapping[str, LineKind] = {
    "raise_base_to": "minimum",
    "add_amount": "surcharge",
    "add_percent": "surcharge",
    "add_per_unit": "surcharge",
    "discount_amount": "discount",
    "discount_percent": "discount",
}
SAYING_ACTIONS: Mapping[str, str] = {
    "require_approval": "reason",
    "require_coi": "reason",
    "make_unavailable": "message",
    "add_note": "text",
}


@dataclass(frozen=True)
class Action:
    """One thing a rule does, by a name of the vocabulary. Amounts are cents; other numbers need not be whole."""

    name: str
    params: Mapping[str, Param]

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.name, tuple(sorted(self.params.items(), key=lambda item: item[0]))))

    @property
    def is_money(self) -> bool:
        """Whether it makes a line."""
        return self.name in MONEY_ACTIONS

    @property
    def facts_counted(self) -> tuple[str, ...]:
        """The fact that holds the count of what it charges for; none for most actions."""
        if self.name != "add_per_unit":
            return ()
        return (UNIT_FACTS.get(self.text("unit"), self.text("unit")),)

    def text(self, param: str) -> str:
        """A param in words: a label, reason, message."""
        return str(self.params[param])

    def cents(self, param: str = "amount_cents") -> int:
        """A param in cents."""
        return int(self.params[param])

    def number(self, param: str) -> Decimal:
        """A param that need not be whole: a percentage, a free number of units."""
        return Decimal(self.params[param])


@dataclass(frozen=True)
class Rule:
    """One rule. `reason` is for customers, `note` for colleagues; both days bound the pickup date, inclusive.

    An empty `group` means none. A rule holds either money actions (it then acts on the price) or a check, never both.
    """

    slug: str
    name: str
    conditions: Node
    actions: tuple[Action, ...]
    active: bool = True
    priority: int = 0
    group: str = ""
    first_day: date | None = None
    last_day: date | None = None
    reason: str = ""
    note: str = ""

    @cached_property
    def phase(self) -> Phase:
        """When it acts: with the price, or in the check phase, which sees the total and changes no price."""
        return "price" if any(action.is_money for action in self.actions) else "check"

    @property
    def order(self) -> tuple[int, str]:
        """The lower acts first, and alone of its exclusive group."""
        return self.priority, self.slug

    def money_actions(self) -> Iterator[tuple[int, Action]]:
        """Its money actions with their position, counted from 1."""
        return enumerate((action for action in self.actions if action.is_money), start=1)

    @cached_property
    def by_step(self) -> Mapping[LineKind, tuple[tuple[int, Action], ...]]:
        """Its money actions with their position, by the kind of line they make."""
        steps: dict[LineKind, tuple[tuple[int, Action], ...]] = {"minimum": (), "surcharge": (), "discount": ()}
        for position, action in self.money_actions():
            steps[_LINE_KIND[action.name]] += ((position, action),)
        return steps

    @cached_property
    def lines_made(self) -> dict[tuple[int, int, int | None, str], Line]:
        """Lines it has made for other prices, which may be used again: by position, cents, units and reason."""
        return {}

    @cached_property
    def says(self) -> tuple[tuple[str, str], ...]:
        """What it tells besides money: the name of each such action with its text."""
        told = ((action, SAYING_ACTIONS.get(action.name)) for action in self.actions)
        return tuple((action.name, action.text(param)) for action, param in told if param)

    @cached_property
    def facts_told(self) -> frozenset[str]:
        """The facts that its lines depend on, besides whether it matches: named in its reason, or counted.

        A rule without a reason of its own is explained by what held of its conditions.
        """
        asked = [leaf.name for leaf in leaves(self.conditions)]
        named = PLACEHOLDER.findall(self.reason) if self.reason else [*asked, TOWN_ORDER]
        return frozenset(named) | self.facts_counted

    @cached_property
    def facts_counted(self) -> frozenset[str]:
        """The facts whose units it charges."""
        return frozenset(name for action in self.actions for name in action.facts_counted)

    @property
    def demands(self) -> Node:
        """All that must hold for it to match on its own, its dates among it. A rule that is off never does."""
        if not self.active:
            return AnyOf(())
        days = (("on_or_after", self.first_day), ("on_or_before", self.last_day))
        dated = [Condition("pickup_date", operator, day, "date") for operator, day in days if day is not None]
        return AllOf((*dated, self.conditions)) if dated else self.conditions


@dataclass(frozen=True)
class RuleSet:
    """Rules that price together: a numbered, published set, or the draft (number None).

    `vocabulary` gives words to codes in reasons and traces; it decides nothing.
    """

    number: int | None
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary = field(default=STANDARD, compare=False, repr=False)

    @cached_property
    def in_order(self) -> tuple[Rule, ...]:
        """All rules by priority, then slug: the order of rows never matters."""
        return tuple(sorted(self.rules, key=lambda rule: rule.order))

    def of_phase(self, phase: Phase) -> tuple[Rule, ...]:
        """The rules that act in one phase, in their order."""
        return self._by_phase[phase]

    @cached_property
    def facts_told(self) -> tuple[str, ...]:
        """What the lines of any of its rules depend on, besides which rules match."""
        return tuple(sorted({name for rule in self.of_phase("price") if rule.active for name in rule.facts_told}))

    @cached_property
    def unset(self) -> Mapping[str, None]:
        """Every fact that any of its rules asks about, as one that is not set."""
        asked = (leaf.name for rule in self.rules for leaf in leaves(rule.demands))
        return dict.fromkeys((*asked, TOWN_ORDER))

    @cached_property
    def matchers(self) -> Mapping[Phase, Matcher]:
        """For each phase what its rules demand, compiled once: bit `i` stands for the rule at place `i` of the phase.

        It lives and goes with the set, which never changes, so that a set and its matchers are swapped as one.
        """
        return {phase: compiled([rule.demands for rule in rules]) for phase, rules in self._by_phase.items()}

    @cached_property
    def _by_phase(self) -> Mapping[Phase, tuple[Rule, ...]]:
        phases: tuple[Phase, ...] = ("price", "check")
        return {phase: tuple(rule for rule in self.in_order if rule.phase == phase) for phase in phases}

    @cached_property
    def uses_personal_facts(self) -> bool:
        """Whether an active rule asks about the person, so that quotes made under this set carry the notice."""
        facts = self.vocabulary.facts
        names = {leaf.name for rule in self.rules if rule.active for leaf in leaves(rule.conditions)}
        return any(facts[name].personal for name in names if name in facts)
