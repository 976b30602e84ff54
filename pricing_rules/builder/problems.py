"""What the engine refuses in a rule, beside the field it is about and in words for who typed it.

The engine's own messages speak of JSON: where a manager sees dollars, a picker or an empty field, this says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from foundation.money import dollars_short
from pricing_rules.builder.reading import Read
from pricing_rules.builder.shapes import ROOT, TEXTS
from pricing_rules.engine.action_types import ACTIONS, ParamKind
from pricing_rules.engine.facts import LARGEST_CENTS, LARGEST_NUMBER, Fact
from pricing_rules.engine.reading.errors import RuleError
from pricing_rules.engine.reading.rules import LARGEST_PRIORITY
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import uncapitalised

_STEP = re.compile(r"\.(?:all|any|none)(?:\[\d+\])?$|\[\d+\]$")
_PARAM_WORDS: dict[str, str] = {
    "amount_cents": "amount",
    "percent": "percentage",
    "unit": "unit",
    "above": "number that is free",
    "label": "label for customers",
    "reason": "reason",
    "message": "message",
    "text": "text",
}


@dataclass(frozen=True)
class Problem:
    """One refusal. `field` is the id of the input it is about, `row` the row it stands in (empty beside the rows), and
    `where` what people call that row: `Condition 2.1`."""

    field: str
    row: str
    message: str
    where: str = ""


def placed(errors: Iterable[RuleError], read: Read, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """Every error at its field, in the order of the engine."""
    found = (_placed(error, read, vocabulary) for error in errors)
    return tuple(replace(problem, where=_where(problem.row, read)) for problem in found)


def _where(row: str, read: Read) -> str:
    """`conditions.all[1].any[0]` as `Condition 2.1`, `actions[0]` as `Action 1`."""
    path = next((path for path, name in read.rows.items() if name == row), "")
    places = [str(int(place) + 1) for place in re.findall(r"\[(\d+)\]", path)]
    if not places:
        return ""
    return f"Action {places[0]}" if path.startswith("actions") else f"Condition {'.'.join(places)}"


def _placed(error: RuleError, read: Read, vocabulary: Vocabulary) -> Problem:
    path, message = error
    if path in TEXTS:
        return Problem(path, "", _text(path, message, read.rule.get(path)))
    row_path, rest = _split(path, read)
    row = read.rows.get(row_path, "")
    if path.startswith("actions"):
        return _of_action(row_path, rest, row, message, read)
    if rest.lstrip(".") in ("name", "operator", "value"):
        asked = _at(read.rule["conditions"], row_path)
        fact = vocabulary.facts.get(str(asked.get("name")))
        return _of_condition(rest.lstrip("."), row, message, asked, fact)
    field = f"{row or ROOT}-kind"
    return Problem(field, row or ROOT, _sentence(message))


def _split(path: str, read: Read) -> tuple[str, str]:
    """The path of the row that holds `path`, and what is left of it."""
    rest, row_path = "", path
    while row_path not in read.rows:
        shorter = _STEP.sub("", row_path) if _STEP.search(row_path) else row_path.rpartition(".")[0]
        if not shorter or shorter == row_path:
            return "conditions", path
        row_path = shorter
    rest = path[len(row_path) :]
    return row_path, rest


def _at(conditions: Any, path: str) -> dict[str, Any]:
    """The part of the conditions at a path like `conditions.all[1].any[0]`."""
    found = conditions
    for kind, place in re.findall(r"\.(\w+)\[(\d+)\]", path):
        found = found[kind][int(place)]
    return dict(found)


def _of_condition(part: str, row: str, message: str, asked: dict[str, Any], fact: Fact | None) -> Problem:
    if part == "name":
        words = "Choose what this condition asks about" if not asked.get("name") else message
        return Problem(f"{row}-fact", row, _sentence(words))
    if part == "operator":
        unchosen = not asked.get("operator")
        label = uncapitalised(fact.label) if fact else "this"
        words = (
            f"Choose how to ask about {label}"
            if unchosen
            else f"{message.split('. ')[0]}. Choose another way to ask it"
        )
        return Problem(f"{row}-op", row, _sentence(words))
    return Problem(f"{row}-value", row, _sentence(_value(message, asked.get("value"), fact)))


def _value(message: str, value: Any, fact: Fact | None) -> str:
    values = value if isinstance(value, list) else [value]
    if fact is None or message.startswith(("The range ends", "The list is longer")) or "named twice" in message:
        return message
    if message.startswith("Every text starts"):
        return f"Type how the {uncapitalised(fact.label)} starts"
    if value in ("", []) or (fact.type != "text" and "" in values):
        return _missing(fact, many=isinstance(value, list), two=len(values) == 2)
    match fact.type:
        case "number":
            if "decimal places" in message:
                return message
            return f"Give a number from {fact.low:,} to {fact.high:,}, not {_quoted(values)}"
        case "money":
            return _money(values)
        case "date":
            return f"Give a date from the calendar, like 2027-06-26, not {_quoted(values)}"
        case "time":
            return f"Give a time like 08:00 or 14:30, not {_quoted(values)}"
        case _:
            return message.replace(". There is:", ". Choose one of:")


def _missing(fact: Fact, *, many: bool, two: bool) -> str:
    label = uncapitalised(fact.label)
    match fact.type:
        case "choice" | "choices" | "town":
            return f"Choose {'at least one value' if many else 'a value'} for {label}"
        case "date" | "time":
            return f"Choose both ends of the {label}" if two else f"Choose a {label}"
        case _:
            return f"Type both ends for {label}" if two else f"Type a value for {label}"


def _money(values: list[Any]) -> str:
    if any(isinstance(value, int) and value < 0 for value in values):
        return "An amount cannot lie below zero. To take money off, use “Take off an amount”"
    if any(isinstance(value, int) and value > LARGEST_CENTS for value in values):
        return f"Give an amount of at most {dollars_short(LARGEST_CENTS)}"
    typed = _quoted(values)
    return (
        f"Enter an amount in dollars, like 1,725 or 49.50, not {typed}"
        if typed != "“”"
        else "Enter an amount in dollars"
    )


def _quoted(values: list[Any]) -> str:
    """What was typed and could not be read; a number that was read but does not fit."""
    wrong = next((value for value in values if isinstance(value, str)), values[0])
    text = str(wrong)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _of_action(path: str, rest: str, row: str, message: str, read: Read) -> Problem:
    found = re.fullmatch(r"actions\[(\d+)\]", path)
    if not found:
        return Problem("add-does", "", "A rule does something: add at least one action." if "at least" in message
                       else _sentence(message))  # fmt: skip
    actions: Any = read.rule["actions"]
    action = actions[int(found[1])]
    param = rest.rpartition(".")[2] if ".params." in rest else ""
    kind = ACTIONS.get(str(action.get("name")), {}).get(param)
    if kind is None:
        words = "Choose what the rule does" if rest == ".name" and not action.get("name") else message
        return Problem(f"{row}-name", row, _sentence(words))
    return Problem(f"{row}-{param}", row, _sentence(_param(param, kind, action["params"].get(param), message)))


def _param(param: str, kind: ParamKind, value: Any, message: str) -> str:
    words = _PARAM_WORDS.get(param, param)
    match kind:
        case "cents":
            return _money([value]) if value != "" else "Enter an amount in dollars, like 150 or 49.50"
        case "percent":
            typed = "" if value == "" else f", not {_quoted([value])}"
            return f"Give a percentage from 0 to 100, like 15 or 7.5{typed}"
        case "count":
            return f"Give a number from 0 to {LARGEST_NUMBER:,}, not {_quoted([value])}"
        case "unit":
            return "Choose what is counted" if not value else f"{_quoted([value])} cannot be counted. Choose another"
        case _:
            return f"Write a {words}" if not str(value).strip() else message


def _text(name: str, message: str, value: Any) -> str:
    if name == "name" and not str(value or "").strip():
        return "Give the rule a name, as colleagues will call it."
    if name == "slug" and not value:
        return "Give the rule a code, or a name with letters or digits, of which one is made."
    if name == "priority":
        return f"Give a whole number up to {LARGEST_PRIORITY:,}; the lowest acts first."
    return _sentence(message)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "…")) else f"{words}."
