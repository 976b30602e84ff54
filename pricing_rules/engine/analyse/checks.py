"""The questions of the analysis, each answered exactly or not at all (3-pricing-rules.md, "Analysis")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from pricing_rules.engine.analyse.search import MOST_STEPS, Solution, Steps, TooFar, possible, solutions
from pricing_rules.engine.analyse.space import Space
from pricing_rules.engine.analyse.trees import And, Lit, Tree, date_leaves, failing, matching, tree
from pricing_rules.engine.conditions import AllOf, FactError, Facts, Node, holds
from pricing_rules.engine.shapes import Action, Rule
from pricing_rules.engine.vocabulary import Vocabulary

Example = Callable[[Solution, Callable[[Facts], bool]], tuple[Mapping[str, Any], Facts] | None]
"""Makes a real request of a solution whose facts fit, and gives it with its facts; None where it finds none."""

MOST_SOLUTIONS = 12  # looked at for one example
MOST_STEPS_IN_ALL = 500_000  # about a second; what is asked when they are used up is not answered


@dataclass
class Checker:
    """The rules over one space. A question whose search is given up is answered with None: nothing is known."""

    space: Space
    vocabulary: Vocabulary
    example: Example | None = None
    steps_left: int = MOST_STEPS_IN_ALL
    _yes: dict[str, Tree] = field(default_factory=dict)
    _no: dict[str, Tree] = field(default_factory=dict)
    _by_block: dict[str, Mapping[int, int]] = field(default_factory=dict)

    def yes(self, rule: Rule) -> Tree:
        """When the rule matches."""
        if rule.slug not in self._yes:
            self._yes[rule.slug] = matching(rule, self.space)
        return self._yes[rule.slug]

    def no(self, rule: Rule) -> Tree:
        """When it does not."""
        if rule.slug not in self._no:
            self._no[rule.slug] = failing(rule, self.space)
        return self._no[rule.slug]

    def can(self, *trees: Tree) -> bool | None:
        """Whether any possible request makes all of these true."""
        granted = min(MOST_STEPS, max(self.steps_left, 0))
        steps = Steps(granted)
        try:
            return possible(self.space, trees, steps)
        except TooFar:
            return None
        finally:
            self.steps_left -= granted - steps.left

    def apart(self, one: Rule, other: Rule) -> bool:
        """Whether some block alone keeps the two from ever matching together: the cheap answer to most pairs."""
        mine, theirs = self._sets(one), self._sets(other)
        return any(not mask & theirs[place] for place, mask in mine.items() if place in theirs)

    def _sets(self, rule: Rule) -> Mapping[int, int]:
        if rule.slug not in self._by_block:
            top = self.yes(rule)
            parts = top.parts if isinstance(top, And) else (top,)
            self._by_block[rule.slug] = {part.block: part.mask for part in parts if isinstance(part, Lit)}
        return self._by_block[rule.slug]

    def implies(self, rule: Rule, *others: Rule) -> bool:
        """Whether certainly at least one of the others matches whenever the rule does."""
        return self.can(self.yes(rule), *(self.no(other) for other in others)) is False

    def conflict(self, rule: Rule) -> list[Node] | None:
        """For a rule that never matches: the fewest of its parts, at most three, that cannot hold together."""
        parts: list[Node] = list(rule.conditions.parts) if isinstance(rule.conditions, AllOf) else [rule.conditions]
        parts += date_leaves(rule)
        trees = {place: tree(part, self.space) for place, part in enumerate(parts)}
        for size in (1, 2, 3):
            if len(parts) > 12 and size == 3:
                return None
            for chosen in combinations(range(len(parts)), size):
                if self.can(*(trees[place] for place in chosen)) is False:
                    return [parts[place] for place in chosen]
        return None

    def together(self, one: Rule, other: Rule) -> tuple[Mapping[str, Any], Facts] | None:
        """A request that both rules match, asked of the interpreter itself; None where none was found."""
        if self.example is None:
            return None

        def fits(facts: Facts) -> bool:
            return matches(one, facts) and matches(other, facts)

        found = 0
        try:
            for solution in solutions(self.space, [self.yes(one), self.yes(other)], Steps()):
                made = self.example(solution, fits)
                if made is not None and fits(made[1]):
                    return made
                found += 1
                if found >= MOST_SOLUTIONS:
                    return None
        except TooFar:
            pass
        return None

    def counts_nothing(self, rule: Rule, action: Action) -> bool:
        """Whether an `add_per_unit` certainly never finds a unit above its free number where the rule matches."""
        unit = self.vocabulary.units.get(action.text("unit"))
        index = None if unit is None else self.space.index(unit)
        place = None if unit is None else self.space.place_of(unit)
        if index is None or place is None:
            return False
        counted = index.above(action.number("above"))
        return not counted or self.can(self.yes(rule), Lit(place, counted)) is False


def matches(rule: Rule, facts: Facts) -> bool:
    """Whether the interpreter says that the rule matches, its dates included; False where it cannot be asked."""
    try:
        return holds(AllOf((rule.conditions, *date_leaves(rule))), facts)
    except FactError:
        return False


def groups(rules: Sequence[Rule]) -> Mapping[str, list[Rule]]:
    """The rules of every exclusive group, in the order in which they win."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: rule.order):
        if rule.group:
            found.setdefault(rule.group, []).append(rule)
    return found
