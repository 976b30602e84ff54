"""Reads `answers` to staff-defined questions (2-catalogue.md, "Questions") against the catalogue's question rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from catalog.snapshot import Catalogue, QuestionInfo
from pricing_rules.quoting import keys, reading
from pricing_rules.quoting.errors import Faults

_FURTHEST = Decimal(1_000_000)


def read_answers(
    data: Mapping[str, object], service: str, catalogue: Catalogue, faults: Faults
) -> Mapping[str, object]:
    """{question code: bool | Decimal | str}; text answers are checked but not kept (they may name people).

    A required question without an answer is refused: its answer may carry a price.
    """
    given = data.get("answers", {})
    if not isinstance(given, Mapping):
        faults.add("answers", "type", "Answers must be an object of question codes and values")
        return MappingProxyType({})
    kept: dict[str, object] = {}
    for code, value in given.items():
        field = f"answers.{code}"
        question = catalogue.questions.get(code)
        if question is None:
            faults.add(field, "unknown", "There is no such question")
        elif not question.active:
            faults.add(field, "inactive", f"“{question.label}” is no longer asked")
        elif service and not is_asked(question, service):
            faults.add(field, "combination", f"“{question.label}” is not asked for this service")
        else:
            answer = _read_answer(question, value, field, faults)
            if answer is not None and question.kind != "text":
                kept[code] = answer
    for code, question in catalogue.questions.items():
        asked = question.active and question.required and service and is_asked(question, service)
        if asked and _is_blank(given.get(code, "")):
            faults.missing(f"answers.{code}", f"Answer “{question.label}”")
    return MappingProxyType(dict(sorted(kept.items())))


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def is_asked(question: QuestionInfo, service: str) -> bool:
    """Whether a question is asked for a service, which has to have the end that it is about."""
    if service not in question.services:
        return False
    return question.end not in ("pickup", "dropoff") or keys.asks(service, question.end)


def _read_answer(question: QuestionInfo, value: object, field: str, faults: Faults) -> object | None:
    if question.kind == "yes_no":
        return reading.yes_no(value, field, faults)
    if question.kind == "number":
        return reading.number(value, field, faults, least=-_FURTHEST, most=_FURTHEST)
    answer = reading.text(value, field, faults, longest=2000)
    if answer is not None and question.kind == "choice" and answer not in {code for code, _ in question.choices}:
        faults.add(field, "choice", f"Choose one of the answers offered for “{question.label}”")
        return None
    return answer
