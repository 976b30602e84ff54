"""The form of a draft rule: everything but its conditions, checked by the engine before it can be saved."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from foundation.clock import utc_now
from pricing_rules.admin.amounts import action_fields, actions_with, field_name
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.models import Rule
from pricing_rules.queries import vocabulary_at

FIELDS = ("name", "active", "priority", "group", "first_day", "last_day", "reason", "note")
_ACTION_PATH = re.compile(r"actions\[(\d+)\]\.params\.(\w+)")
_FIELD_OF_PATH = {"from": "first_day", "to": "last_day"}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Server-side validation repeats all that the engine would refuse at publishing, at the field where it is wrong."""

    class Meta:
        model = Rule
        fields = FIELDS

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        actions = actions_with(self.instance.actions, cleaned)
        wanted = Rule(
            slug=self.instance.slug,
            conditions=self.instance.conditions,
            actions=actions,
            **{name: cleaned.get(name) for name in FIELDS},
        )
        try:
            rule_from_json(wanted.as_json(), vocabulary_at(utc_now()))
        except RuleErrors as found:
            for path, message in found.errors:
                self._refuse(path, message)
        else:
            self.instance.actions = actions
        return cleaned

    def _refuse(self, path: str, message: str) -> None:
        action = _ACTION_PATH.fullmatch(path)
        field = field_name(int(action[1]), action[2]) if action else _FIELD_OF_PATH.get(path, path)
        if field in self.fields:
            self.add_error(field, f"{message}.")
        else:
            self.add_error(None, f"{path}: {message}." if path else f"{message}.")


def form_for(rule: Rule | None) -> type[RuleForm]:
    """The form with one field for each amount and text of this rule's actions."""
    fields = action_fields(rule.actions) if rule is not None else {}
    return type("RuleForm", (RuleForm,), {**fields, "__module__": __name__})
