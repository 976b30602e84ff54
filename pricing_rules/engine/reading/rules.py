"""Whole rules and rule sets, from JSON (3-pricing-rules.md, "What a rule does", "Rules as JSON")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pricing_rules.engine.conditions import AllOf, leaves
from pricing_rules.engine.reading import values
from pricing_rules.engine.reading.actions import LONGEST_REASON, ActionReader
from pricing_rules.engine.reading.conditions import ConditionReader
from pricing_rules.engine.reading.errors import Problems, Refused, RuleError, RuleErrors, child, instead_of, shown
from pricing_rules.engine.reading.values import ValueReader
from pricing_rules.engine.shapes import PLACEHOLDER, Phase, Rule, RuleSet
from pricing_rules.engine.vocabulary import Vocabulary

KEYS = ("slug", "name", "active", "priority", "group", "from", "to", "conditions", "actions", "reason", "note")
LONGEST_SLUG, LONGEST_NAME, LONGEST_NOTE = 60, 200, 2_000
LARGEST_PRIORITY = 1_000_000
CHECK_ACTIONS = frozenset({"require_approval", "make_unavailable"})

_SLUG = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_T = TypeVar("_T")
_D = TypeVar("_D")


def rule_from_json(data: object, vocabulary: Vocabulary, *, check_choices: bool = True) -> Rule:
    """One rule. Raises RuleErrors with everything that is wrong with it.

    `check_choices=False` lets codes through that the catalogue no longer knows, for sets that were published long ago.
    """
    problems = Problems()
    rule = _RuleReader(vocabulary, check_choices, problems).read(data)
    if rule is None:
        raise RuleErrors(problems.errors)
    return rule


def rule_set_from_json(
    data: object, vocabulary: Vocabulary, *, number: int | None = None, check_choices: bool = True
) -> RuleSet:
    """A list of rules as a set. Raises RuleErrors; paths begin with the rule's place: `rules[3].conditions.all[0]`."""
    if not isinstance(data, list):
        raise RuleErrors([RuleError("rules", f"Give a list of rules, not {shown(data)}")])
    problems = Problems()
    read = [
        _RuleReader(vocabulary, check_choices, problems, child("rules", place)).read(one)
        for place, one in enumerate(data)
    ]
    rules = tuple(rule for rule in read if rule is not None)
    errors = problems.errors or set_errors(rules)
    if errors:
        raise RuleErrors(errors)
    return RuleSet(number, rules, vocabulary)


def set_errors(rules: Sequence[Rule]) -> list[RuleError]:
    """What is wrong between rules that are right alone: a slug used twice, a group that would act in two phases."""
    problems = Problems()
    slugs: set[str] = set()
    groups: dict[str, tuple[Phase, str]] = {}
    for place, rule in enumerate(rules):
        path = child("rules", place)
        if rule.slug in slugs:
            problems.add(child(path, "slug"), f"Two rules have the slug “{rule.slug}”: give each its own")
        slugs.add(rule.slug)
        if not rule.group:
            continue
        phase, first = groups.setdefault(rule.group, (rule.phase, rule.slug))
        if phase != rule.phase:
            message = (
                f"The group “{rule.group}” would act on the price and in the check phase: "
                f"“{first}” and “{rule.slug}” cannot share it"
            )
            problems.add(child(path, "group"), message)
    return problems.errors


@dataclass
class _RuleReader:
    """Reads the rule at `path`; what is refused goes to `problems`."""

    vocabulary: Vocabulary
    check_choices: bool
    problems: Problems
    path: str = ""

    def read(self, data: object) -> Rule | None:
        """The rule, or None beside at least one refusal."""
        before = len(self.problems.errors)
        if not isinstance(data, dict):
            self.problems.add(self.path, f"Give a rule as an object, not {shown(data)}")
            return None
        for key in data:
            if key not in KEYS:
                remedy = instead_of(key, KEYS)
                self.problems.add(child(self.path, str(key)[:40]), f"A rule has no {shown(key)}. {remedy}")
        value_reader = ValueReader(self.vocabulary, self.check_choices)
        conditions_path, actions_path = child(self.path, "conditions"), child(self.path, "actions")
        conditions = ConditionReader(value_reader, self.problems).read(data.get("conditions", {}), conditions_path)
        actions = ActionReader(self.vocabulary, self.problems).read(data.get("actions"), actions_path)
        rule = Rule(
            slug=self._needed(data, "slug", _slug),
            name=self._needed(data, "name", _name),
            conditions=conditions or AllOf(()),
            actions=actions,
            active=self._optional(data, "active", _yes_or_no, True),
            priority=self._optional(data, "priority", _priority, 0),
            group=self._optional(data, "group", _group, ""),
            first_day=self._optional(data, "from", values.day, None),
            last_day=self._optional(data, "to", values.day, None),
            reason=self._optional(data, "reason", self._reason, ""),
            note=self._optional(data, "note", _note, ""),
        )
        self._refuse_contradictions(rule)
        return rule if len(self.problems.errors) == before else None

    def _needed(self, data: dict[str, object], key: str, read: Callable[[object], str]) -> str:
        if data.get(key) is None:
            self.problems.add(child(self.path, key), f"A rule needs {key}: add it")
            return ""
        return self._optional(data, key, read, "")

    def _optional(self, data: dict[str, object], key: str, read: Callable[[object], _T], default: _D) -> _T | _D:
        if data.get(key) is None:
            return default
        try:
            return read(data[key])
        except Refused as refusal:
            self.problems.add(child(self.path, key), str(refusal))
            return default

    def _reason(self, raw: object) -> str:
        reason = values.text(raw, LONGEST_REASON, empty=True)
        for name in PLACEHOLDER.findall(reason):
            if name not in self.vocabulary.facts:
                raise Refused(f"No fact is called “{name}”. {instead_of(name, self.vocabulary.facts)}")
        return reason

    def _refuse_contradictions(self, rule: Rule) -> None:
        if rule.first_day and rule.last_day and rule.first_day > rule.last_day:
            remedy = "write the earlier one first"
            self.problems.add(child(self.path, "to"), f"The last pickup date lies before the first: {remedy}")
        if rule.phase == "check":
            return
        remedy = "A check rule sees the total and changes no price: put the money into a rule of its own"
        facts = self.vocabulary.facts
        asked = next((leaf.name for leaf in leaves(rule.conditions) if facts[leaf.name].check_only), None)
        if asked:
            self.problems.add(child(self.path, "conditions"), f"{facts[asked].label} is known to checks only. {remedy}")
        for place, action in enumerate(rule.actions):
            if action.name in CHECK_ACTIONS:
                self.problems.add(child(child(self.path, "actions"), place), remedy)


def _slug(raw: object) -> str:
    slug = values.text(raw, LONGEST_SLUG)
    if not _SLUG.fullmatch(slug):
        raise Refused(f"A slug has letters, digits and hyphens only, like “weekend-delivery”, not {shown(raw)}")
    return slug


def _name(raw: object) -> str:
    return values.text(raw, LONGEST_NAME)


def _group(raw: object) -> str:
    return values.text(raw, LONGEST_SLUG, empty=True)


def _note(raw: object) -> str:
    return values.text(raw, LONGEST_NOTE, empty=True)


def _yes_or_no(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Refused(f"Give true or false, not {shown(raw)}")
    return raw


def _priority(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > LARGEST_PRIORITY:
        raise Refused(f"Give a whole number up to {LARGEST_PRIORITY}, not {shown(raw)}; the lowest acts first")
    return raw
