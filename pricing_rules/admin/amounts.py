"""Form fields for what a rule does: dollars, percentages, free numbers, words, one field a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from foundation.money import dollars_short, parse_dollars
from pricing_rules.engine.action_types import ACTION_LABELS, ACTIONS

LABELS = {
    "amount_cents": "amount",
    "percent": "percent",
    "above": "free units",
    "label": "label for customers",
    "reason": "reason",
    "message": "message",
    "text": "text",
}


class DollarsField(forms.CharField):
    """Dollars for people, cents in the rule. What takes off is a discount, so nothing below zero."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return dollars_short(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_dollars(text)
        except ValueError as error:
            raise ValidationError(f"{error}.", code="invalid") from None


class NumberField(forms.DecimalField):
    """A number that a rule keeps as JSON: whole where it is whole."""

    widget = UnfoldAdminTextInputWidget

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if not isinstance(number, Decimal):
            return number
        return int(number) if number == number.to_integral_value() else float(number)


def field_name(position: int, param: str) -> str:
    """The form's name of a parameter of the action at `position`, counted from 0."""
    return f"action_{position}_{param}"


def action_fields(actions: list[Mapping[str, Any]]) -> dict[str, forms.Field]:
    """A field for each parameter that a manager may change, in the order of the actions."""
    fields: dict[str, forms.Field] = {}
    for position, action in enumerate(actions):
        kinds = ACTIONS.get(str(action.get("name")), {})
        params = action.get("params") or {}
        for param, kind in kinds.items():
            built = _field(kind, f"{ACTION_LABELS[str(action['name'])]}: {LABELS.get(param, param)}")
            if built is not None:
                built.initial = params.get(param)
                fields[field_name(position, param)] = built
    return fields


def actions_with(actions: list[Mapping[str, Any]], cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The actions with what the form gave; parameters that have no field (a unit) stay as they are."""
    changed: list[dict[str, Any]] = []
    for position, action in enumerate(actions):
        params = dict(action.get("params") or {})
        for param in list(params):
            name = field_name(position, param)
            if cleaned.get(name) is not None:
                params[param] = cleaned[name]
        changed.append({**action, "params": params})
    return changed


def _field(kind: str, label: str) -> forms.Field | None:
    match kind:
        case "cents":
            return DollarsField(label=label, help_text="In dollars.")
        case "percent" | "discount":
            return NumberField(label=label, min_value=0, max_value=100, help_text="Per cent.")
        case "count":
            return NumberField(label=label, min_value=0, help_text="Only what is above this number is charged.")
        case "label":
            return forms.CharField(label=label, max_length=100, widget=UnfoldAdminTextInputWidget)
        case "text":
            return forms.CharField(label=label, max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))
        case _:
            return None
