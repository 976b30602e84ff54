"""What the rules that act do to a price, step by step (3-pricing-rules.md, "Order of evaluation", "Settled").

Each step takes the acting rules in their order (priority, then slug) and gives lines. Every line is rounded half-up to
the cent on its own. A line may come to zero cents; such lines are left out where the price is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from foundation.money import percent_of
from pricing_rules.engine.conditions import FactError, Facts
from pricing_rules.engine.lines import Line, LineKind, rule_code
from pricing_rules.engine.shapes import Action, Rule

MOST_KEPT = 64
"""Lines of one rule; a percentage gives as many as there are prices."""


class Acting(NamedTuple):
    """A rule that acts on this price, with the reason a customer reads on its lines."""

    rule: Rule
    reason: str

    def line(self, kind: LineKind, position: int, action: Action, cents: int, quantity: int | None = None) -> Line:
        """The line of its money action at `position`; of so many units at the action's amount each, where counted.

        The rule keeps the lines it has made: most prices ask for one that another price had.
        """
        kept = self.rule.lines_made
        made = position, cents, quantity, self.reason
        line = kept.get(made)
        if line is None:
            code, unit_cents = rule_code(self.rule.slug, position), None if quantity is None else action.cents()
            line = Line(
                kind, code, action.text("label"), self.reason, cents, quantity, unit_cents, priority=self.rule.priority
            )
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[made] = line
        return line


def minimum(acting: Sequence[Acting], base_cents: int) -> list[Line]:
    """Step 2: the highest `raise_base_to` tops the base up, by the difference; at most one line.

    Of equals the one of lower priority, then of the smaller slug, then the earlier action, which is the order given.
    """
    raises = list(_actions(acting, "minimum"))
    if not raises:
        return []
    one, position, action = max(raises, key=lambda found: found[2].cents())  # max keeps the first of equals
    return [one.line("minimum", position, action, max(action.cents() - base_cents, 0))]


def surcharges(one: Acting, topped_up_cents: int, facts: Facts) -> list[Line]:
    """Step 3: every `add_…` of one rule, percentages on the topped-up base: they do not compound. Raises FactError."""
    lines = []
    for position, action in one.rule.by_step["surcharge"]:
        match action.name:
            case "add_amount":
                line = one.line("surcharge", position, action, action.cents())
            case "add_percent":
                line = one.line("surcharge", position, action, percent_of(topped_up_cents, action.number("percent")))
            case _:
                units = charged_units(action, facts)
                line = one.line("surcharge", position, action, units * action.cents(), units)
        lines.append(line)
    return lines


def discounts(acting: Sequence[Acting], undiscounted_cents: int) -> list[Line]:
    """Step 5: each discount on the undiscounted sum; together they never take it below zero.

    The one that would is cut to reach zero, and later ones come to nothing.
    """
    lines, left = [], undiscounted_cents
    for one, position, action in _actions(acting, "discount"):
        if action.name == "discount_amount":
            wanted = action.cents()
        else:
            wanted = percent_of(undiscounted_cents, action.number("percent"))
        given = min(wanted, left)
        left -= given
        lines.append(one.line("discount", position, action, -given))
    return lines


def charged_units(action: Action, facts: Facts) -> int:
    """How many units `add_per_unit` charges: those above the free number, begun ones whole.

    None where the count is not set. Raises FactError when the fact that holds the count is no number.
    """
    (name,) = action.facts_counted
    count = facts.get(name)
    if count is None:
        return 0
    if type(count) not in (int, Decimal):
        raise FactError(f"The fact {name} should be a number, but is {count!r:.60}")
    above = Decimal(str(count)) - action.number("above")
    return max(int(above.to_integral_value(rounding=ROUND_CEILING)), 0)


def _actions(acting: Sequence[Acting], step: LineKind) -> Iterator[tuple[Acting, int, Action]]:
    for one in acting:
        for position, action in one.rule.by_step[step]:
            yield one, position, action
