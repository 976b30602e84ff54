"""What the builder's page shows: the form as typed, its problems at their places, the rule in words, its versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from pricing_rules.builder.previewing import preview
from pricing_rules.builder.problems import Problem, placed
from pricing_rules.builder.reading import Read, read
from pricing_rules.builder.shapes import TEXTS, RuleForm
from pricing_rules.builder.showing import shown_actions, shown_conditions, topics
from pricing_rules.engine.reading.errors import RuleError
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.models import Rule
from pricing_rules.operations.drafting import rule_errors
from pricing_rules.queries import is_published
from pricing_rules.versions import versions_of

SIDE_CARDS = ["backoffice/pricing_rules/try.html", "backoffice/pricing_rules/findings.html"]
"""Templates beside the builder, in order; each is given the page's whole context."""

FACTS = "backoffice/pricing_rules/builder/facts.html"


@dataclass
class RulePage:
    """One look at the builder. `row` is the draft rule that is changed, None for a new one; `checked` says whether
    problems are shown: they are from the first try to save on, not while a rule is still being put together. `refused`
    is what saving found besides."""

    form: RuleForm
    row: Rule | None
    vocabulary: Vocabulary
    now: datetime
    checked: bool = False
    said: str = ""
    focus: str = ""
    version: str = ""
    refused: Sequence[RuleError] = ()
    read: Read = field(init=False)
    problems: tuple[Problem, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.read = read(self.form, self.vocabulary)
        errors = self.refused or rule_errors(self.read.rule, self.vocabulary)
        self.problems = placed(errors, self.read, self.vocabulary)
        self.version = self.version or (str(self.row.version) if self.row else "")

    def context(self) -> dict[str, Any]:
        """What the templates draw, the frame of the admin aside."""
        shown: Sequence[Problem] = self.problems if self.checked else ()
        rule, asked = self.read.rule, topics(self.vocabulary)
        seen = preview(rule, self.vocabulary)
        conditions = shown_conditions(self.form, self.vocabulary, shown)
        actions = shown_actions(self.form, self.vocabulary, shown)
        return {
            "conditions": conditions,
            "actions": actions,
            "topics": asked,
            "fact_options": render_to_string(FACTS, {"topics": asked}),
            "texts": {name: self.form.texts.get(name, "") for name in TEXTS},
            "active": self.form.active,
            "problems": shown,
            "wrong": {name: _message(shown, name) for name in TEXTS},
            "checked": self.checked,
            "pieces": seen.pieces,
            "standing": seen.standing,
            "personal": seen.personal,
            "preview": seen.lines,
            "missing": self._missing(),
            "source": json.dumps(rule, indent=2, ensure_ascii=False),
            "said": self.said,
            "focus": self.focus,
            "version": self.version,
        }

    def frame(self) -> dict[str, Any]:
        """What is drawn once a page, and not with every keystroke."""
        row = self.row
        changed = row.history.select_related("history_user").first() if row is not None else None
        by = getattr(changed.history_user, "full_name", "") if changed and changed.history_user else ""
        return {
            "groups": sorted({group for group in Rule.objects.values_list("group", flat=True) if group}),
            "slug_fixed": row is not None and is_published(row.slug),
            "versions": versions_of(row.as_json(), changed_by=by, vocabulary=self.vocabulary, now=self.now)
            if row is not None
            else (),
            "side_cards": SIDE_CARDS,
            "rule_pk": row.pk if row is not None else None,
        }

    def _missing(self) -> str:
        """What to fill in next, while the rule cannot be told in words."""
        rows = [problem for problem in self.problems if problem.row]
        return f"Still to do: {rows[0].message}" if rows else ""


def _message(problems: Sequence[Problem], name: str) -> str:
    return next((problem.message for problem in problems if problem.field == name and not problem.row), "")
