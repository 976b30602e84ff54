"""The six steps, their names and their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

NAMES = {
    "service": "Service",
    "details": "Details",
    "addresses": "Addresses",
    "date": "Date",
    "contact": "Contact",
    "review": "Review and pay",
}
TITLES = {**NAMES, "date": "Date and window", "contact": "Your contact details"}
BACK = {
    "details": "Back to service",
    "addresses": "Back to details",
    "date": "Back to addresses",
    "contact": "Back to date",
    "review": "Back to contact details",
}
NEXT = {
    "service": "Continue to details",
    "details": "Continue to addresses",
    "addresses": "Continue to date",
    "date": "Continue to your contact details",
    "contact": "Continue to check your answers",
}
ORDER = tuple(NAMES)


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


def first_open(answers: Mapping[str, Any]) -> str:
    """The first step without an answer; "check your answers" when all have one."""
    done = set(answers.get("done", []))
    return next((name for name in ORDER[:-1] if name not in done), "review")


def may_open(answers: Mapping[str, Any], step: str) -> bool:
    return ORDER.index(step) <= ORDER.index(first_open(answers))


def following(step: str) -> str:
    return ORDER[ORDER.index(step) + 1]


def address(draft: object, step: str) -> str:
    return reverse(f"web:book-{step}", args=[draft])


def steps(answers: Mapping[str, Any], draft: object, step: str) -> Steps:
    """The progress line for one step of one draft."""
    here = ORDER.index(step)
    items = []
    for place, name in enumerate(ORDER):
        state = "now" if place == here else ("done" if name in answers.get("done", []) else "")
        url = address(draft, name) if place != here and may_open(answers, name) else ""
        items.append(StepItem(NAMES[name], url, state))
    return Steps(
        slug=step,
        name=NAMES[step],
        number=here + 1,
        total=len(ORDER),
        items=tuple(items),
        title=f"Step {here + 1} of {len(ORDER)}: {TITLES[step]} | Book a mini move | ToteTaxi",
        back=BACK.get(step, ""),
        back_url=address(draft, ORDER[here - 1]) if here else "",
        next=NEXT.get(step, ""),
    )


def paying() -> Steps:
    """The progress line on the pay page: all but the last step lie behind, none can be changed any more."""
    items = tuple(StepItem(name, "", "now" if slug == "review" else "done") for slug, name in NAMES.items())
    return Steps(
        "review", NAMES["review"], 6, 6, items, "Step 6 of 6: Review and pay | Book a mini move | ToteTaxi", "", "", ""
    )
