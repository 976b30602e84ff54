"""Simple rules as rows of a table: conditions that must all hold, and one action that makes a line.

A rule is left out of the table unless reading its row back gives the very same rule; then JSON takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from foundation.spreadsheets.cells import meant
from foundation.spreadsheets.reading import Table
from pricing_rules.builder.reading import as_written
from pricing_rules.builder.values import EMPTY, cents, number, percent, scalar_from, typed_from
from pricing_rules.engine.action_types import ACTION_LABELS, ACTIONS, MONEY_ACTIONS
from pricing_rules.engine.fact_types import NO_VALUE, ONE
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import OPERATORS, Operator, Vocabulary
from pricing_rules.operations.drafting import rule_errors
from pricing_rules.operations.exchange import FileRefused, Refusal, RulesRefused, completed

MOST_CONDITIONS = 6
MOST_ROWS = 5_000
BETWEEN = "; "
_PLAIN = ("code", "name", "on", "priority", "group", "from", "to")
_DOES = ("action", "amount", "unit", "above", "label", "reason", "note")
_ASKS = tuple(f"{part}_{place}" for place in range(1, MOST_CONDITIONS + 1) for part in ("fact", "operator", "value"))
COLUMNS = (*_PLAIN, *_ASKS, *_DOES)
_NEEDED = ("code", "name", "fact_1", "operator_1", "action")
_CONDITION = re.compile(r"conditions\.all\[(\d+)\](?:\.(name|operator|value))?")
_COLUMN_OF_PARAM = {"amount_cents": "amount", "percent": "amount", "unit": "unit", "above": "above", "label": "label"}
_COLUMN_OF_KEY = {"slug": "code", "active": "on"}

Rule = Mapping[str, Any]


class NotSimple(ValueError):
    """The rule does not fit into a row; the message says why, without its full stop."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """Rules as rows, and those that no row can hold, each with the reason."""

    rows: tuple[tuple[Any, ...], ...]
    left_out: tuple[tuple[str, str], ...]


def as_rows(rules: Sequence[Rule], vocabulary: Vocabulary) -> Sorted:
    """Every rule that is simple as a row under `COLUMNS`."""
    rows, left_out = [], []
    for rule in rules:
        try:
            rows.append(_row(rule, vocabulary))
        except NotSimple as why:
            left_out.append((str(rule.get("name", "")), str(why)))
    return Sorted(tuple(rows), tuple(left_out))


def from_table(table: Table, draft: Sequence[Rule], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """The rules of a table, to be merged into this draft. Raises FileRefused where a column is unknown or missing, and
    RulesRefused with every row that is wrong."""
    unknown = [name for name in table.headers if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in table.headers]
    if unknown:
        raise FileRefused(f"No column is called “{unknown[0]}”. The columns are: {', '.join(COLUMNS)}.")
    if missing:
        raise FileRefused(f"The column “{missing[0]}” is missing. Download the table of the draft to see all columns.")
    standing = {rule["slug"]: rule for rule in draft}
    rules: list[dict[str, Any]] = []
    refusals: list[Refusal] = []
    for place, cells in table.rows:
        given = {name: _words(cell) for name, cell in zip(table.headers, cells, strict=True)}
        rule = completed(_rule(given, vocabulary))
        before = standing.get(rule["slug"])
        where = f"Row {place}"
        if before is not None:
            rule = as_written(rule, before, vocabulary)
            try:
                _row(before, vocabulary)
            except NotSimple as why:
                words = f"The draft's rule of this code is not simple ({why}): change it on its own page"
                refusals.append(Refusal(where, "code", words))
                continue
        refusals += [Refusal(where, _column(error.path), error.message) for error in rule_errors(rule, vocabulary)]
        rules.append(rule)
    if refusals:
        raise RulesRefused(refusals)
    return rules


def _row(rule: Rule, vocabulary: Vocabulary) -> tuple[Any, ...]:
    cells: dict[str, Any] = {
        "code": rule["slug"], "name": rule["name"], "on": "yes" if rule["active"] else "no",
        "priority": rule["priority"], "group": rule["group"] or "", "from": rule["from"] or "", "to": rule["to"] or "",
        "reason": rule["reason"], "note": rule["note"],
    }  # fmt: skip
    for place, leaf in enumerate(_leaves(rule), start=1):
        fact = vocabulary.facts.get(leaf["name"])
        operator = OPERATORS[fact.type].get(leaf["operator"]) if fact else None
        if fact is None or operator is None:
            raise NotSimple("a condition of it cannot be read")
        cells[f"fact_{place}"], cells[f"operator_{place}"] = fact.name, operator.label
        cells[f"value_{place}"] = _typed(leaf.get("value"), fact, operator)
    cells |= _action_cells(rule)
    row = tuple(cells.get(name, "") for name in COLUMNS)
    back = completed(_rule(dict(zip(COLUMNS, (_words(cell) for cell in row), strict=True)), vocabulary))
    if as_written(back, rule, vocabulary) != dict(rule):
        raise NotSimple("a value of it would not come back as it is")
    return row


def _leaves(rule: Rule) -> list[dict[str, Any]]:
    conditions = rule["conditions"]
    parts = conditions.get("all") if isinstance(conditions, dict) and conditions.keys() == {"all"} else None
    if not isinstance(parts, list) or not all(isinstance(part, dict) and "name" in part for part in parts):
        raise NotSimple("its conditions are grouped")
    if len(parts) > MOST_CONDITIONS:
        raise NotSimple(f"it has more than {MOST_CONDITIONS} conditions")
    return parts


def _action_cells(rule: Rule) -> dict[str, Any]:
    actions = rule["actions"]
    if len(actions) != 1 or actions[0].get("name") not in MONEY_ACTIONS:
        raise NotSimple("it does something else than make one line")
    name, params = actions[0]["name"], actions[0].get("params", {})
    amount = params.get("amount_cents")
    return {
        "action": ACTION_LABELS[name],
        "amount": typed_from(amount, "cents") if "amount_cents" in params else f"{typed_from(params['percent'], '')}%",
        "unit": params.get("unit", ""),
        "above": params.get("above", ""),
        "label": params.get("label", ""),
    }


def _typed(value: Any, fact: Fact, operator: Operator) -> str:
    if operator.shape == NO_VALUE:
        return ""
    values = [value] if operator.shape == ONE else list(value)
    return BETWEEN.join(EMPTY if one == "" else typed_from(one, fact.type) for one in values)


def _rule(given: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    """The rule that a row means; what cannot be read stays as typed, for the engine to refuse it at its place."""
    on = given.get("on", "").lower()
    return {
        "slug": given.get("code", ""),
        "name": given.get("name", ""),
        "active": {"yes": True, "": True, "no": False}.get(on, on),
        "priority": number(given.get("priority") or "0"),
        "group": given.get("group") or None,
        "from": given.get("from") or None,
        "to": given.get("to") or None,
        "conditions": {"all": list(_conditions(given, vocabulary))},
        "actions": [_action(given)],
        "reason": given.get("reason", ""),
        "note": given.get("note", ""),
    }


def _conditions(given: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    for place in range(1, MOST_CONDITIONS + 1):
        name, asked, typed = (given.get(f"{part}_{place}", "") for part in ("fact", "operator", "value"))
        if not (name or asked or typed):
            continue
        fact = vocabulary.facts.get(name)
        operators = OPERATORS[fact.type] if fact else {}
        operator = next((one for one in operators.values() if asked.lower() in (one.name, one.label)), None)
        leaf = {"name": name, "operator": operator.name if operator else asked}
        if fact is None or operator is None:
            yield {**leaf, "value": typed}
        elif operator.shape == NO_VALUE:
            yield {**leaf, "value": typed} if typed else leaf
        elif operator.shape == ONE:
            yield {**leaf, "value": _value(typed, fact)}
        else:
            yield {**leaf, "value": [_value(one.strip(), fact) for one in typed.split(BETWEEN.strip())]}


def _value(typed: str, fact: Fact) -> Any:
    return scalar_from("" if typed == EMPTY else typed, fact.type)


def _action(given: Mapping[str, str]) -> dict[str, Any]:
    asked = given.get("action", "")
    name = next((name for name, label in ACTION_LABELS.items() if asked.lower() in (name, label.lower())), asked)
    kinds = ACTIONS.get(name, {})
    params: dict[str, Any] = {}
    if "amount_cents" in kinds:
        params["amount_cents"] = cents(given.get("amount", ""))
    if "percent" in kinds:
        params["percent"] = percent(given.get("amount", ""))
    params |= {key: given[key] for key in ("unit", "label") if given.get(key)}
    if given.get("above"):
        params["above"] = number(given["above"])
    return {"name": name, "params": params}


def _words(cell: Any) -> str:
    """A cell as a person would have typed it; a workbook hands out numbers, days and times."""
    value = meant(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _column(path: str) -> str:
    """The column that a refusal of the engine belongs to."""
    found = _CONDITION.fullmatch(path)
    if found:
        return f"{ {'name': 'fact', None: 'fact'}.get(found[2], found[2]) }_{int(found[1]) + 1}"
    if path.startswith("conditions"):
        return "fact_1"
    if path.startswith("actions"):
        return _COLUMN_OF_PARAM.get(path.rpartition(".")[2], "action")
    return _COLUMN_OF_KEY.get(path, path)
