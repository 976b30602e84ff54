"""Rules as JSON, in and out: any set or the draft as a file, and a file into the draft (3-pricing-rules.md, end).

A file is read whole, checked whole, shown as differences, and taken in whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from catalog.queries import catalogue as read_catalogue
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.differences import Difference, differences
from pricing_rules.engine.rules import RuleErrors, rule_from_json, set_errors
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import RuleSet
from pricing_rules.operations.drafting import DEFAULTS, rule_errors
from pricing_rules.operations.redrafting import put_in_draft
from pricing_rules.queries import draft_rules
from pricing_rules.quoting.words import catalogue_vocabulary

MOST_BYTES = 5 * 1024 * 1024  # 2,000 rules with five conditions each have about 2 MB
MOST_RULES = 5_000
SHOWN = 50
_MOST_DIGITS = 400
_NO_TEXT_AS_NONE = ("group", "from", "to")


class FileRefused(Exception):
    """The file cannot be taken in; the message says why and what to do, with its full stop."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong: which rule or row, the place inside it, and what to do."""

    where: str
    path: str
    message: str


class RulesRefused(FileRefused):
    """Rules in the file that cannot be used; `refusals` name each with its place."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        count = len(refusals)
        super().__init__(f"{count} thing{'s are' if count != 1 else ' is'} wrong in this file. Nothing was taken in.")


def read_rules(data: bytes) -> list[Any]:
    """The list of rules in a JSON file, each with every key. Raises FileRefused; the rules are not checked yet."""
    if len(data) > MOST_BYTES:
        raise FileRefused(too_large(len(data)))
    text = _text(data)
    try:
        rules = json.loads(text, parse_constant=_no_constant, parse_int=_whole, object_pairs_hook=_each_key_once)
    except RecursionError:
        raise FileRefused("This file is nested without end. Conditions nest at most 5 levels.") from None
    except json.JSONDecodeError as error:
        raise FileRefused(
            f"This file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}. "
            "Choose a file that was downloaded here."
        ) from None
    except ValueError as error:
        raise FileRefused(f"This file is not JSON: {_showable(str(error)[:200])}.") from None
    if not isinstance(rules, list):
        raise FileRefused("This file must hold a list of rules: [ … ]. Choose a file that was downloaded here.")
    if not rules:
        raise FileRefused("The list in this file is empty: there is nothing to take in.")
    if len(rules) > MOST_RULES:
        raise FileRefused(f"This file has {len(rules):,} rules; at most {MOST_RULES:,} can be taken in.")
    return [completed(rule) for rule in rules]


def too_large(size: int) -> str:
    """Why a file of so many bytes is refused."""
    return (
        f"This file has {size / 1024 / 1024:,.1f} MB; at most {MOST_BYTES // 1024 // 1024} MB can be taken in, "
        "which is some 4,000 rules. Split it into several files and merge them one by one."
    )


def completed(rule: Any) -> Any:
    """A rule with every key that may be left out, so that it compares with the draft's; anything else as it is."""
    if not isinstance(rule, dict):
        return rule
    filled = {**DEFAULTS, **{key: value for key, value in rule.items() if value is not None or key not in DEFAULTS}}
    return {**filled, **{key: filled[key] or None for key in _NO_TEXT_AS_NONE if filled[key] == ""}}


@dataclass(frozen=True, slots=True)
class Planned:
    """What taking a file in would change in the draft: of its `rules`, `same` stand there word for word already."""

    found: tuple[Difference, ...]
    rules: int
    same: int


def plan(rules: Sequence[Any], *, replace: bool, now: datetime) -> Planned:
    """Check every rule, alone and beside the others it will stand with. Raises RulesRefused, with every place."""
    vocabulary = catalogue_vocabulary(read_catalogue(at=now))
    refusals = [
        refusal for place, rule in enumerate(rules) for refusal in _refusals(rule, f"rules[{place}]", vocabulary)
    ]
    if refusals:
        raise RulesRefused(refusals)
    draft = draft_rules()
    slugs = {rule["slug"] for rule in rules}
    stays = [] if replace else [rule for rule in draft if rule["slug"] not in slugs]
    clashes = _clashes(rules, stays, vocabulary)
    if clashes:
        raise RulesRefused(clashes)
    found = differences(draft, [*stays, *rules])
    touched = sum(1 for one in found if one.new is not None)
    return Planned(found, len(rules), len(rules) - touched)


def take_in(
    rules: Sequence[Any], *, replace: bool, source: str, actor: Actor, now: datetime, seen: str | None
) -> tuple[Difference, ...]:
    """Put the rules into the draft, or in its place. `seen` is the digest of the draft that the preview compared with.
    Raises RulesRefused, LookAgain, PermissionDenied."""
    plan(rules, replace=replace, now=now)
    data = {"source": source, "rules": len(rules), "replace": replace}
    return put_in_draft(rules, replace=replace, verb="draft.imported", data=data, actor=actor, now=now, seen=seen)


def give_out(rule_set: RuleSet | None, *, actor: Actor, now: datetime) -> str:
    """A set, or the draft for None, as JSON that `read_rules` reads. The download is audited."""
    rules = rule_set.rules if rule_set else draft_rules()
    target = rule_set or ("pricing_rules.draft", "draft")
    verb = "rule_set.exported" if rule_set else "draft.exported"
    record(verb=verb, actor=actor, target=target, now=now, data={"rules": len(rules), "form": "json"})
    return json.dumps(rules, indent=2, ensure_ascii=False) + "\n"


def _refusals(rule: Any, path: str, vocabulary: Vocabulary) -> list[Refusal]:
    if not isinstance(rule, Mapping):
        return [Refusal("", path, "Give a rule as an object with slug, name, conditions and actions")]
    where = _showable(f"“{str(rule.get('name', ''))[:80]}” ({str(rule.get('slug', ''))[:60]})")
    return [
        Refusal(where, f"{path}.{error.path}" if error.path else path, error.message)
        for error in rule_errors(rule, vocabulary)[:SHOWN]
    ]


def _clashes(
    rules: Sequence[Mapping[str, Any]], stays: Sequence[Mapping[str, Any]], vocabulary: Vocabulary
) -> list[Refusal]:
    """One code twice, or a group that would act in two phases; the rules of the file come last, so they are named."""
    read, sources = [], []
    for rule, place in [*((rule, -1) for rule in stays), *((rule, place) for place, rule in enumerate(rules))]:
        try:
            read.append(rule_from_json(dict(rule), vocabulary, check_choices=False))
        except RuleErrors:  # a faulty rule of the draft is no fault of the file
            continue
        sources.append((rule, place))
    found = []
    for error in set_errors(read):
        number, _, key = error.path.removeprefix("rules[").partition("].")
        rule, place = sources[int(number)]
        path = f"rules[{place}].{key}" if place >= 0 else key
        found.append(Refusal(f"“{rule['name']}” ({rule['slug']})", path, error.message))
    return found


def _showable(text: str) -> str:
    """JSON can spell half a character, which no page can be sent with: a question mark stands for it."""
    return text.encode("utf-8", "replace").decode()


def _text(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if not data.strip():
        raise FileRefused("This file is empty. Choose a file that was downloaded here.")
    if start.startswith(b"<"):
        raise FileRefused("This file is a web page (HTML) or XML, not rules. Choose a .json file.")
    if start.startswith((b"pk\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileRefused("This file is a workbook. Simple rules are taken in below, as a table.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("This file is not UTF-8 text. Choose a .json file that was downloaded here.") from None


def _whole(digits: str) -> int:
    """Python reads no thousands of digits; such a number is beyond every limit anyway."""
    return int(digits) if len(digits) <= _MOST_DIGITS else int(digits[:_MOST_DIGITS])


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number there")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key “{key[:60]}” stands twice in one place")
        found[key] = value
    return found
