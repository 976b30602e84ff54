"""The steps of a service, their names and their order (`asks.py` says which it has)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from web.booking import asks

NAMES = {
    "service": "Service",
    "details": "Details",
    "addresses": "Addresses",
    "date": "Date",
    "contact": "Contact",
    "review": "Review and pay",
}
# What a button or a back link calls the step, where that is not its name
_CALLED = {"contact": "your contact details", "review": "check your answers"}
_BACK_CALLED = {"contact": "contact details"}


@dataclass(frozen=True, slots=True)
class StepItem:
    """One dot of the progress line; `url` only for steps that may be opened now."""

    name: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The progress line as one step sees it."""

    slug: str
    name: str
    number: int
    total: int
    items: tuple[StepItem, ...]
    title: str
    back: str
    back_url: str
    next: str


def service_of(answers: Mapping[str, Any]) -> str:
    return str(answers.get("request", {}).get("service", ""))


def order(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The steps of the draft's service."""
    return asks.steps_of(service_of(answers))


def first_open(answers: Mapping[str, Any]) -> str:
    """The first step without an answer; "check your answers" when all have one."""
    done = set(answers.get("done", []))
    return next((name for name in order(answers)[:-1] if name not in done), "review")


def may_open(answers: Mapping[str, Any], step: str) -> bool:
    line = order(answers)
    return step in line and line.index(step) <= line.index(first_open(answers))


def following(answers: Mapping[str, Any], step: str) -> str:
    line = order(answers)
    return line[line.index(step) + 1]


def address(draft: object, step: str) -> str:
    return reverse(f"web:book-{step}", args=[draft])


def steps(answers: Mapping[str, Any], draft: object, step: str) -> Steps:
    """The progress line for one step of one draft."""
    service, line = service_of(answers), order(answers)
    here = line.index(step)
    items = []
    for name in line:
        state = "now" if name == step else ("done" if name in answers.get("done", []) else "")
        url = address(draft, name) if name != step and may_open(answers, name) else ""
        items.append(StepItem(_name(answers, name), url, state))
    return Steps(
        slug=step,
        name=_name(answers, step),
        number=here + 1,
        total=len(line),
        items=tuple(items),
        title=page_title(service, here + 1, len(line), _long_name(answers, step)),
        back=f"Back to {_BACK_CALLED.get(line[here - 1], _name(answers, line[here - 1]).lower())}" if here else "",
        back_url=address(draft, line[here - 1]) if here else "",
        next=f"Continue to {_called(answers, line[here + 1])}" if step != line[-1] else "",
    )


def paying(service: str) -> Steps:
    """The progress line on the pay page: all but the last step lie behind, none can be changed any more."""
    line = asks.steps_of(service)
    answers = {"request": {"service": service}}
    items = tuple(StepItem(_name(answers, slug), "", "now" if slug == "review" else "done") for slug in line)
    title = page_title(service, len(line), len(line), NAMES["review"])
    return Steps("review", NAMES["review"], len(line), len(line), items, title, "", "", "")


def page_title(service: str, number: int, total: int, name: str) -> str:
    """ "Step 3 of 6: Addresses | Book a mini move | ToteTaxi" (brief 2.1)."""
    booking = asks.words(service).booking
    return f"Step {number} of {total}: {name} | {f'Book {booking}' if booking else 'Book'} | ToteTaxi"


def _name(answers: Mapping[str, Any], step: str) -> str:
    if step == "addresses" and asks.has_one_end(service_of(answers)):
        return "Address"
    if step == "date" and answers.get("request", {}).get("same_day"):
        return "Window"  # the date is today
    return NAMES[step]


def _long_name(answers: Mapping[str, Any], step: str) -> str:
    if step == "contact":
        return "Your contact details"
    name = _name(answers, step)
    has_windows = "window" in asks.keys.KEYS.get(service_of(answers), asks.keys.ALL_KEYS)
    return "Date and window" if name == "Date" and has_windows else name


def _called(answers: Mapping[str, Any], step: str) -> str:
    return _CALLED.get(step, _name(answers, step).lower())
