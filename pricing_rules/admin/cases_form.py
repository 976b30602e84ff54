"""The form of a price case: its name, the request field by field, and what it must cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.snapshot import Catalogue
from foundation.audit.actor import Actor
from foundation.money import dollars, parse_dollars
from pricing_rules.admin.trying_fields import Fields, fields_of
from pricing_rules.admin.trying_values import Values, example, posted, request_of, values_of
from pricing_rules.models import PriceCase
from pricing_rules.operations.cases_keeping import (
    CaseRefused,
    Expected,
    change_case,
    keep_case,
    pinned,
    propose,
)
from pricing_rules.quoting.errors import RequestErrors

COMPARES = {
    "both": "The total and every line",
    "total": "The total alone",
    "lines": "Every line, not the total",
}


@dataclass
class CaseForm:
    """What the page holds, and what is wrong with it: `problems` by field, `""` for the case as a whole."""

    case: PriceCase | None
    catalogue: Catalogue
    name: str = ""
    note: str = ""
    active: bool = True
    total: str = ""
    compares: str = "both"
    values: Values = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    errors: RequestErrors | None = None

    @classmethod
    def opened(cls, case: PriceCase | None, catalogue: Catalogue, *, now: datetime) -> CaseForm:
        """The form as a page shows it first."""
        if case is None:
            return cls(None, catalogue, values=example(catalogue, now=now))
        compares = "both" if case.expected_lines is not None else "total"
        total = dollars(case.expected_total_cents) if case.expected_total_cents is not None else ""
        return cls(
            case,
            catalogue,
            name=case.name,
            note=case.note,
            active=case.active,
            total=total,
            compares=compares if total else "lines",
            values=values_of(case.request),
        )

    @classmethod
    def sent(cls, case: PriceCase | None, catalogue: Catalogue, post: Mapping[str, str]) -> CaseForm:
        """The form as it was sent."""
        compares = str(post.get("case-compares", "both"))
        return cls(
            case,
            catalogue,
            name=str(post.get("case-name", "")).strip(),
            note=str(post.get("case-note", "")).strip()[:2_000],
            active="case-active" in post,
            total=str(post.get("case-total", "")).strip()[:40],
            compares=compares if compares in COMPARES else "both",
            values=posted(post),
        )

    @property
    def fields(self) -> Fields:
        return fields_of(self.values, self.catalogue, self.errors.errors if self.errors else ())

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """What may be compared, with what is chosen."""
        return [(code, label, code == self.compares) for code, label in COMPARES.items()]

    @property
    def problem(self) -> str:
        """What is wrong with the case as a whole."""
        return self.problems.get("", "")

    @property
    def total_problem(self) -> str:
        return self.problems.get("total", "")

    def save(self, *, actor: Actor, now: datetime) -> PriceCase | None:
        """Keep or change the case; None where something is wrong, which the form then says."""
        request = request_of(self.values, self.catalogue)
        try:
            expected = self._expected(request, now)
            if self.problems:
                return None
            told: dict[str, Any] = {"name": self.name, "note": self.note, "active": self.active, "expected": expected}
            if self.case is None:
                return keep_case(request=request, actor=actor, now=now, **told)
            return change_case(self.case, request=request, actor=actor, now=now, **told)
        except RequestErrors as refused:
            self.errors = refused
        except CaseRefused as refused:
            self.problems[""] = f"{refused}."
        return None

    def _expected(self, request: Mapping[str, Any], now: datetime) -> Expected:
        """What was typed; what was left out comes from the case as it stands, or from the live rules."""
        total = self._total()
        kept = self.case if self.case is not None and self._same_request(request, now) else None
        lines = kept.expected_lines if kept is not None else None
        if (self.compares != "total" and lines is None) or (self.compares != "lines" and total is None):
            live = propose(request, now=now).expected
            lines = live.lines if lines is None else lines
            total = live.total_cents if total is None else total
        return Expected(None if self.compares == "lines" else total, None if self.compares == "total" else lines)

    def _total(self) -> int | None:
        if not self.total or self.compares == "lines":
            return None
        try:
            return parse_dollars(self.total)
        except ValueError as wrong:
            self.problems["total"] = f"{wrong}."
            return None

    def _same_request(self, request: Mapping[str, Any], now: datetime) -> bool:
        """Whether the fields still ask what the case asks; what they cannot tell apart, defaults say, is the same."""
        if self.case is None:
            return False
        try:
            return pinned(request, now) == pinned(request_of(values_of(self.case.request), self.catalogue), now)
        except RequestErrors:  # the case itself can no longer be asked
            return False
