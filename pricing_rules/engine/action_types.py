"""What rules can do, declared with `business-rules` (3-pricing-rules.md, "What a rule does").

`Actions` is also what `run_all` is given by `reference.py`: there an action only notes that it was asked for. What an
action does to a price is in `effects.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC, FIELD_SELECT, FIELD_TEXT

ParamKind = Literal["cents", "percent", "count", "unit", "label", "text"]

_FIELDS: Mapping[ParamKind, str] = {
    "cents": FIELD_NUMERIC,
    "percent": FIELD_NUMERIC,
    "count": FIELD_NUMERIC,
    "unit": FIELD_SELECT,
    "label": FIELD_TEXT,
    "text": FIELD_TEXT,
}


def does(words: str, /, **kinds: ParamKind) -> Callable[[Callable[..., None]], Any]:
    """Declare an action: its words, and the kind of each of its params."""

    def declare(function: Callable[..., None]) -> Any:
        action = rule_action(label=words, params={name: _FIELDS[kind] for name, kind in kinds.items()})(function)
        action.kinds = MappingProxyType(kinds)
        return action

    return declare


class Actions(BaseActions):  # type: ignore[misc]
    """Every action; `done` collects what `run_all` asked for, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict[str, object]]] = []

    @does("Add an amount", amount_cents="cents", label="label")
    def add_amount(self, amount_cents: int, label: str) -> None:
        """A surcharge of so many cents."""
        self.done.append(("add_amount", {"amount_cents": amount_cents, "label": label}))

    @does("Add a percentage of the base", percent="percent", label="label")
    def add_percent(self, percent: object, label: str) -> None:
        """A surcharge of so many per cent of the topped-up base."""
        self.done.append(("add_percent", {"percent": percent, "label": label}))

    @does("Add an amount for each unit", unit="unit", amount_cents="cents", above="count", label="label")
    def add_per_unit(self, unit: str, amount_cents: int, above: object, label: str) -> None:
        """A surcharge for each whole or begun unit above a free number."""
        params = {"unit": unit, "amount_cents": amount_cents, "above": above, "label": label}
        self.done.append(("add_per_unit", params))

    @does("Raise the base to", amount_cents="cents", label="label")
    def raise_base_to(self, amount_cents: int, label: str) -> None:
        """A minimum: the highest that applies tops up the base."""
        self.done.append(("raise_base_to", {"amount_cents": amount_cents, "label": label}))

    @does("Take off an amount", amount_cents="cents", label="label")
    def discount_amount(self, amount_cents: int, label: str) -> None:
        """A discount of so many cents."""
        self.done.append(("discount_amount", {"amount_cents": amount_cents, "label": label}))

    @does("Take off a percentage", percent="percent", label="label")
    def discount_percent(self, percent: object, label: str) -> None:
        """A discount of so many per cent of base and surcharges."""
        self.done.append(("discount_percent", {"percent": percent, "label": label}))

    @does("Require approval", reason="text")
    def require_approval(self, reason: str) -> None:
        """Staff approve before payment."""
        self.done.append(("require_approval", {"reason": reason}))

    @does("Require a COI", reason="text")
    def require_coi(self, reason: str) -> None:
        """A certificate of insurance must be requested or included."""
        self.done.append(("require_coi", {"reason": reason}))

    @does("Make unavailable", message="text")
    def make_unavailable(self, message: str) -> None:
        """The request is priced but cannot be sold."""
        self.done.append(("make_unavailable", {"message": message}))

    @does("Add a note", text="text")
    def add_note(self, text: str) -> None:
        """A note to the customer, shown with the price."""
        self.done.append(("add_note", {"text": text}))


ACTIONS: Mapping[str, Mapping[str, ParamKind]] = MappingProxyType(
    {action["name"]: getattr(Actions, action["name"]).kinds for action in Actions.get_all_actions()}
)
"""The params of every action, each with its kind, by name."""

ACTION_LABELS: Mapping[str, str] = MappingProxyType(
    {action["name"]: action["label"] for action in Actions.get_all_actions()}
)
MONEY_ACTIONS = frozenset(name for name, kinds in ACTIONS.items() if "label" in kinds.values())
"""The actions that make a line: those with a customer label."""
