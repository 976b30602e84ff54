"""A rule, in exchange JSON, as the builder's form. Whatever a draft holds is shown, faulty parts too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from pricing_rules.builder.pickers import operator_of, picker_of
from pricing_rules.builder.shapes import KINDS, ROOT, Ask, Does, Group, Part, RuleForm
from pricing_rules.builder.values import lines_typed, typed_from
from pricing_rules.engine.action_types import ACTIONS
from pricing_rules.engine.vocabulary import Vocabulary


def form_of(rule: Mapping[str, Any], vocabulary: Vocabulary) -> RuleForm:
    """The form that would be typed to get this rule."""
    ids = (f"r{number}" for number in count(1))
    conditions = rule.get("conditions") or {}
    top = _part(conditions, vocabulary, ids) if conditions else None
    if isinstance(top, Group):
        root = Group(ROOT, top.kind, top.parts)
    else:  # a condition alone stands in no group, on the form it is one of “all of these”
        root = Group(ROOT, parts=() if top is None else (top,))
    return RuleForm(
        root=root,
        does=tuple(_does(one, next(ids)) for one in rule.get("actions") or () if isinstance(one, Mapping)),
        texts={
            "name": str(rule.get("name") or ""),
            "slug": str(rule.get("slug") or ""),
            "priority": str(rule.get("priority") or 0),
            "group": str(rule.get("group") or ""),
            "from": str(rule.get("from") or ""),
            "to": str(rule.get("to") or ""),
            "reason": str(rule.get("reason") or ""),
            "note": str(rule.get("note") or ""),
        },
        active=rule.get("active") is not False,
    )


def new_form() -> RuleForm:
    """An empty rule: one condition and one action to fill in."""
    return RuleForm(
        root=Group(ROOT, parts=(Ask("r1"),)),
        does=(Does("r2", "add_amount"),),
        texts={"priority": "0"},
    )


def _part(raw: object, vocabulary: Vocabulary, ids: Iterator[str]) -> Part | None:
    if not isinstance(raw, Mapping):
        return None
    kind = next((kind for kind in KINDS if kind in raw), None)
    if kind is None:
        return _ask(raw, vocabulary, next(ids))
    name = next(ids)
    inside = raw[kind] if isinstance(raw[kind], list) else []
    found = (_part(one, vocabulary, ids) for one in inside)
    return Group(name, kind, tuple(part for part in found if part is not None))


def _ask(raw: Mapping[str, Any], vocabulary: Vocabulary, name: str) -> Ask:
    fact_name, operator_name = str(raw.get("name") or ""), str(raw.get("operator") or "")
    fact = vocabulary.facts.get(fact_name)
    value = raw.get("value")
    values: tuple[str, ...] = ()
    look = picker_of(fact, operator_of(fact, operator_name), vocabulary).look
    kind = fact.type if fact is not None else "text"
    if look == "lines" and isinstance(value, list):
        values = (lines_typed(value, kind),)
    elif isinstance(value, list):
        values = tuple(typed_from(one, kind) for one in value)
    elif look != "none" and value is not None:
        values = (typed_from(value, kind),)
    return Ask(name, fact_name, operator_name, values, f"{fact_name} {operator_name}")


def _does(raw: Mapping[str, Any], name: str) -> Does:
    action = str(raw.get("name") or "")
    params = raw.get("params")
    kinds = ACTIONS.get(action, {})
    typed = {
        key: typed_from(value, kinds.get(key, "text"))
        for key, value in (params.items() if isinstance(params, Mapping) else ())
    }
    return Does(name, action, typed)
