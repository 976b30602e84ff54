"""The builder's form as the exchange JSON of a rule. What is faulty stays as typed, for the engine to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pricing_rules.builder.pickers import operator_of, picker_of
from pricing_rules.builder.posted import Post, form_from
from pricing_rules.builder.shapes import ROOT, Ask, Does, Group, Part, RuleForm
from pricing_rules.builder.slugs import slug_of
from pricing_rules.builder.values import cents, lines_from, number, percent, scalar_from
from pricing_rules.engine.action_types import ACTIONS, ParamKind
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.writing import Json


@dataclass(frozen=True)
class Read:
    """A rule in exchange JSON, and the id of the row that each path of it comes from."""

    rule: dict[str, Json]
    rows: Mapping[str, str]


def rule_json(post: Post, vocabulary: Vocabulary) -> dict[str, Json]:
    """The posted form as exchange JSON."""
    return read(form_from(post), vocabulary).rule


def read(form: RuleForm, vocabulary: Vocabulary) -> Read:
    """The form as exchange JSON, with its places."""
    rows: dict[str, str] = {"conditions": ROOT}
    conditions = _part(form.root, "conditions", vocabulary, rows)
    actions: list[Json] = []
    for place, does in enumerate(form.does):
        rows[f"actions[{place}]"] = does.id
        actions.append(_action(does))
    texts = form.texts
    name = texts.get("name", "")
    return Read(
        {
            "slug": texts.get("slug", "") or slug_of(name),
            "name": name,
            "active": form.active,
            "priority": number(texts.get("priority", "") or "0"),
            "group": texts.get("group") or None,
            "from": texts.get("from") or None,
            "to": texts.get("to") or None,
            "conditions": conditions,
            "actions": actions,
            "reason": texts.get("reason", ""),
            "note": texts.get("note", ""),
        },
        rows,
    )


def as_written(typed: dict[str, Json], before: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Json]:
    """The typed rule, with conditions and actions as they stood before where they say the same: JSON can say one thing
    in several ways, and what nobody changed is not to be shown as a change."""
    try:
        new = rule_from_json(typed, vocabulary)
        old = rule_from_json({**before, "slug": new.slug, "name": new.name}, vocabulary, check_choices=False)
    except RuleErrors:
        return typed
    kept = dict(typed)
    if old.conditions == new.conditions:
        kept["conditions"] = before["conditions"]
    if old.actions == new.actions:
        kept["actions"] = before["actions"]
    return kept


def _part(part: Part, path: str, vocabulary: Vocabulary, rows: dict[str, str]) -> dict[str, Json]:
    rows[path] = part.id
    if isinstance(part, Ask):
        value = _value(part, vocabulary)
        asked: dict[str, Json] = {"name": part.fact, "operator": part.operator}
        return asked if value is None else {**asked, "value": value}
    return {part.kind: _inside(part, f"{path}.{part.kind}", vocabulary, rows)}


def _inside(group: Group, path: str, vocabulary: Vocabulary, rows: dict[str, str]) -> list[Json]:
    return [_part(part, f"{path}[{place}]", vocabulary, rows) for place, part in enumerate(group.parts)]


def _value(ask: Ask, vocabulary: Vocabulary) -> Json:
    fact = vocabulary.facts.get(ask.fact)
    picker = picker_of(fact, operator_of(fact, ask.operator), vocabulary)
    if fact is None or picker.look == "none":
        return None
    first = ask.values[0] if ask.values else ""
    match picker.look:
        case "chips" | "many":
            return [scalar_from(value, fact.type) for value in ask.values]
        case "lines":
            return lines_from(first, fact.type)
        case "range" | "ends":
            return [scalar_from(end, fact.type) for end in (*ask.values, "", "")[:2]]
        case _:
            return scalar_from(first, fact.type)


def _action(does: Does) -> dict[str, Json]:
    params: dict[str, Json] = {}
    for param, kind in ACTIONS.get(does.name, {}).items():
        params[param] = _param(does.params.get(param, ""), kind)
    return {"name": does.name, "params": params}


def _param(typed: str, kind: ParamKind) -> Json:
    match kind:
        case "cents":
            return cents(typed)
        case "percent":
            return percent(typed)
        case "count":
            return number(typed or "0")
        case _:
            return typed
