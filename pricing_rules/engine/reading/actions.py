"""Actions, from JSON (3-pricing-rules.md, "What a rule does")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pricing_rules.engine.action_types import ACTIONS, ParamKind
from pricing_rules.engine.facts import LARGEST_NUMBER
from pricing_rules.engine.reading import values
from pricing_rules.engine.reading.errors import Problems, Refused, child, instead_of, shown
from pricing_rules.engine.shapes import Action, Param
from pricing_rules.engine.vocabulary import Vocabulary

LONGEST_LABEL = 100
LONGEST_REASON = 500
MOST_ACTIONS = 20

_DEFAULTS: dict[str, Param] = {"above": 0}


@dataclass
class ActionReader:
    """Reads the actions of one rule; what is refused goes to `problems`."""

    vocabulary: Vocabulary
    problems: Problems

    def read(self, raw: object, path: str) -> tuple[Action, ...]:
        """All actions, in their order."""
        if not isinstance(raw, list) or not raw:
            self.problems.add(path, "A rule does something: give a list of at least one action")
            return ()
        if len(raw) > MOST_ACTIONS:
            self.problems.add(path, f"A rule has at most {MOST_ACTIONS} actions: split it")
            return ()
        read = (self._action(one, child(path, place)) for place, one in enumerate(raw))
        return tuple(action for action in read if action is not None)

    def _action(self, raw: object, path: str) -> Action | None:
        if not isinstance(raw, dict):
            self.problems.add(path, f"Give an action with name and params, not {shown(raw)}")
            return None
        for key in [key for key in raw if key not in ("name", "params")]:
            self.problems.add(child(path, str(key)[:40]), f"An action has no {shown(key)}: remove it")
        name = raw.get("name")
        kinds = ACTIONS.get(name) if isinstance(name, str) else None
        if not isinstance(name, str) or kinds is None:
            self.problems.add(child(path, "name"), f"No action is called {shown(name)}. {instead_of(name, ACTIONS)}")
            return None
        params = raw.get("params")
        if not isinstance(params, dict):
            self.problems.add(child(path, "params"), f"Give {', '.join(kinds)}, not {shown(params)}")
            return None
        return self._with_params(name, kinds, params, child(path, "params"))

    def _with_params(
        self, name: str, kinds: Mapping[str, ParamKind], raw: dict[str, object], path: str
    ) -> Action | None:
        before = len(self.problems.errors)
        for key in [key for key in raw if key not in kinds]:
            self.problems.add(child(path, str(key)[:40]), f"{name} takes no {shown(key)}. {instead_of(key, kinds)}")
        params: dict[str, Param] = {}
        for key, kind in kinds.items():
            if key not in raw and key not in _DEFAULTS:
                self.problems.add(child(path, key), f"{name} needs {key}: add it")
                continue
            try:
                params[key] = self._param(raw[key], kind) if key in raw else _DEFAULTS[key]
            except Refused as refusal:
                self.problems.add(child(path, key), str(refusal))
        return Action(name, params) if len(self.problems.errors) == before else None

    def _param(self, raw: object, kind: ParamKind) -> Param:
        match kind:
            case "cents":
                return values.cents(raw)
            case "percent":
                return values.percent(raw)
            case "count":
                return values.number(raw, 0, LARGEST_NUMBER)
            case "unit":
                if not isinstance(raw, str) or raw not in self.vocabulary.units:
                    raise Refused(f"{shown(raw)} cannot be counted. {instead_of(raw, self.vocabulary.units)}")
                return raw
            case "label":
                return values.text(raw, LONGEST_LABEL)
            case "text":
                return values.text(raw, LONGEST_REASON)
