"""What stands between these answers and a booking, at the step where it can be put right.

A thing taken off the list, a question that staff have made required, a choice that is no longer offered: none of it
is an error of the person who answered, so the step says what happened and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import FieldError
from web.booking import asks

REMEDIES = {
    "service": "Choose another service",
    "package": "Choose another size",
    "route": "Choose another route",
    "item_count": "Choose another service, or ask us",
    "bag_count": "Take fewer bags, or ask us",
}
_OTHERWISE = "Continue without it, or choose something else"


def step_of(path: str, service: str, known: Catalogue) -> str:
    """The step that asks what the path of a quote request names."""
    name, _, code = path.partition(".")
    if name == "answers":
        question = known.questions.get(code)
        name = question.end if question is not None and keys.asks(service, question.end) else ""
    if name in asks.ENDS or name == "estimated_hours":
        return "addresses"
    return {"service": "service", "pickup_date": "date", "window": "date"}.get(name, "details")


def faults_at(step: str, faults: Sequence[FieldError], service: str, known: Catalogue) -> list[FieldError]:
    """The faults that this step can put right."""
    return [fault for fault in faults if step_of(fault.field, service, known) == step]


def first_hurdle(
    answers: Mapping[str, Any], faults: Sequence[FieldError], left_out: Sequence[str], known: Catalogue
) -> str:
    """The earliest step that must be answered again, though it was answered before; "" where none must."""
    service = str(answers.get("request", {}).get("service", ""))
    paths = [fault.field for fault in faults] + list(left_out)
    wanted = {step_of(path, service, known) for path in paths}
    return next((step for step in asks.steps_of(service) if step in wanted and step in answers.get("done", [])), "")


def told(fault: FieldError) -> str:
    """The fault in words, with the remedy where the thing itself is gone."""
    if fault.code != "inactive":
        return fault.message
    return f"{fault.message}. {REMEDIES.get(fault.field.partition('.')[0], _OTHERWISE)}"
