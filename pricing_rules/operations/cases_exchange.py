"""Price cases as JSON lines, in and out: the request in contract-quote's shape, and what it must cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.models import PriceCase
from pricing_rules.operations.cases_keeping import CaseRefused, Expected, keep_case
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.json_lines import lines, read_json

MOST_CASES = 500
MOST_LINES = 100
LARGEST_CENTS = 10**12
_KEYS = frozenset({"name", "note", "active", "request", "expected_total_cents", "expected_lines"})


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why a line of the file was refused; lines are counted from 1, blank ones left out."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: the cases kept, or every problem and no case at all."""

    cases: tuple[PriceCase, ...]
    problems: tuple[LineProblem, ...]


class _Refused(Exception):
    """Undoes what was kept so far."""


def import_cases(stream: BinaryIO, *, actor: Actor, now: datetime) -> Imported:
    """Keep one case a line, or none where any line is refused. now: UTC, and the moment requests without one are
    pinned to.

    A line is a quote request, which is expected to cost what the live rules give; or an object of `name`, `note`,
    `active`, `request`, `expected_total_cents` and `expected_lines` ({"code", "cents"} each), all but `request`
    optional.
    """
    kept: list[PriceCase] = []
    problems: list[LineProblem] = []
    try:
        with transaction.atomic():
            for number, line in enumerate(lines(stream), start=1):
                if number > MOST_CASES:
                    problems.append(LineProblem(number, f"A file may hold at most {MOST_CASES} cases: split it"))
                    break
                try:
                    kept.append(_keep(read_json(line), actor=actor, now=now))
                except RequestErrors as refused:
                    told = "; ".join(
                        f"{error.field}: {error.message}" if error.field else error.message for error in refused.errors
                    )
                    problems.append(LineProblem(number, told))
                except CaseRefused as refused:
                    problems.append(LineProblem(number, str(refused)))
            if problems:
                raise _Refused
    except _Refused:
        return Imported((), tuple(problems))
    return Imported(tuple(kept), ())


def export_cases(cases: Iterable[PriceCase], *, actor: Actor, now: datetime) -> Iterator[str]:
    """One line a case, as `import_cases` reads it back. The export is audited."""
    chosen = list(cases)
    record(verb="price_case.exported", actor=actor, target=("price_case", "all"), now=now, data={"cases": len(chosen)})
    for case in chosen:
        row = {
            "name": case.name,
            "note": case.note,
            "active": case.active,
            "request": case.request,
            "expected_total_cents": case.expected_total_cents,
            "expected_lines": case.expected_lines,
        }
        yield json.dumps({key: value for key, value in row.items() if value not in (None, "")}) + "\n"


def _keep(data: object, *, actor: Actor, now: datetime) -> PriceCase:
    if not isinstance(data, Mapping):
        raise CaseRefused("A line must be a JSON object: a quote request, or a case with a request in it")
    if "request" not in data:
        return keep_case(request=data, actor=actor, now=now)
    for key in data:
        if key not in _KEYS:
            raise CaseRefused(f"A price case has no “{str(key)[:40]}”. It has: {', '.join(sorted(_KEYS))}")
    request = data["request"]
    if not isinstance(request, Mapping):
        raise CaseRefused("request: give a quote request as an object")
    total = _cents(data.get("expected_total_cents"), "expected_total_cents")
    expected_lines = _expected_lines(data.get("expected_lines"))
    expected = Expected(total, expected_lines) if total is not None or expected_lines is not None else None
    return keep_case(
        request=request,
        name=_text(data.get("name", ""), "name"),
        note=_text(data.get("note", ""), "note"),
        active=_yes_or_no(data.get("active", True)),
        expected=expected,
        actor=actor,
        now=now,
    )


def _cents(value: object, field: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_CENTS:
        raise CaseRefused(f"{field}: give whole cents, like 198375 for $1,983.75")
    return value


def _expected_lines(value: object) -> list[dict[str, Any]] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > MOST_LINES:
        raise CaseRefused(f"expected_lines: give a list of at most {MOST_LINES} lines")
    found: list[dict[str, Any]] = []
    for place, row in enumerate(value):
        path = f"expected_lines[{place}]"
        if not isinstance(row, Mapping) or not row.keys() <= {"code", "cents", "label"}:
            raise CaseRefused(f"{path}: give an object of code and cents")
        code, cents = _text(row.get("code", ""), f"{path}.code"), _cents(row.get("cents"), f"{path}.cents")
        if not code or cents is None:
            raise CaseRefused(f"{path}: give both code and cents")
        if any(code == other["code"] for other in found):
            raise CaseRefused(f"{path}.code: {code} is there twice")
        found.append({"code": code, "cents": cents, "label": _text(row.get("label", ""), f"{path}.label")})
    return found


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > 2_000:
        raise CaseRefused(f"{field}: give a text of at most 2,000 ordinary characters")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise CaseRefused("active: give true or false")
    return value
