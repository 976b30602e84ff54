"""The facts of a request that rules can ask about (3-pricing-rules.md, "Facts a rule can ask about").

A fact's value is of one native type: `number` int or Decimal, `money` int (cents), `yes_no` bool, `choice` and `town` a
code, `choices` a frozenset of codes, `text` str, `date` date, `time` time. A fact that is not known is absent or None:
not set. The `holiday` of an ordinary day is the empty text, and an end in no zone has the empty set: both are set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

FactType = Literal["number", "money", "yes_no", "choice", "choices", "text", "date", "time", "town"]

TOWN_ORDER = "town_order"
"""Not a fact to ask about: the codes of all towns along the road east, kept beside the town facts so that east and west
mean in an old quote what they meant when it was made."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
QUESTION_PREFIX = "answer_"
LARGEST_NUMBER = 1_000_000
LARGEST_CENTS = 100_000_000  # a million dollars


@dataclass(frozen=True)
class Fact:
    """One thing a rule can ask about.

    `choices` names the list its codes come from (`zones`, `packages` …). `personal` facts are about the person: rules
    that use them bring the notice of New York's Algorithmic Pricing Disclosure Act. `check_only` facts exist only after
    the price is known. `low` and `high` bound the values a rule may compare a number with.
    """

    name: str
    label: str
    type: FactType
    topic: str
    help: str = ""
    choices: str = ""
    personal: bool = False
    check_only: bool = False
    low: int = 0
    high: int = LARGEST_NUMBER


def _end(end: str, label: str) -> tuple[Fact, ...]:
    topic = "Where"
    return (
        Fact(f"{end}_zip", f"{label} ZIP", "text", topic, "Five digits."),
        Fact(f"{end}_city", f"{label} city", "text", topic, "As the postal service writes it."),
        Fact(f"{end}_state", f"{label} state", "choice", topic, choices="states"),
        Fact(f"{end}_zones", f"{label} zones", "choices", topic, "Every zone the address lies in.", "zones"),
        Fact(f"{end}_town", f"{label} town", "town", topic, "Towns lie in order along the road east.", "towns"),
    )


_ALL: tuple[Fact, ...] = (
    Fact("service", "Service", "choice", "What", choices="services"),
    Fact("package", "Package", "choice", "What", "The size of a mini move or of organizing.", "packages"),
    Fact("packing", "Packing", "yes_no", "What", "Packing by our organizers."),
    Fact("unpacking", "Unpacking", "yes_no", "What", "Unpacking by our organizers."),
    Fact("item_count", "Number of items", "number", "What", "Not set where the request does not say."),
    Fact("specialty_items", "Specialty items", "choices", "What", choices="specialty_items"),
    Fact("specialty_count", "Number of specialty items", "number", "What", "All quantities together."),
    Fact("route", "Route", "choice", "What", "BLADE luggage only.", "routes"),
    Fact("bag_count", "Number of bags", "number", "What", "BLADE luggage only."),
    Fact("expedited", "Expedited", "yes_no", "What", "BLADE luggage only."),
    Fact("same_day", "Same day", "yes_no", "What", "A standard delivery on the day it is ordered."),
    Fact("coi_requested", "COI requested", "yes_no", "What", "A certificate of insurance is asked for."),
    Fact("coi_included", "COI included", "yes_no", "What", "The package brings a certificate of insurance."),
    Fact("estimated_hours", "Estimated hours", "number", "What", "Two unless the request says otherwise."),
    Fact("pickup_date", "Pickup date", "date", "When"),
    Fact("weekday", "Weekday", "choice", "When", "The weekday of the pickup.", "weekdays"),
    Fact("is_weekend", "Weekend pickup", "yes_no", "When", "Pickup on a Saturday or Sunday."),
    Fact("month", "Month", "number", "When", "1 for January to 12 for December.", low=1, high=12),
    Fact("holiday", "Holiday", "text", "When", "The name of the holiday on the pickup date; empty on other days."),
    Fact("is_holiday", "Holiday pickup", "yes_no", "When", "A federal holiday, own date or observed, or one of ours."),
    Fact("days_ahead", "Days ahead", "number", "When", "Days from today to the pickup."),
    Fact("window_start", "Window start", "time", "When", "Not set for a window without a start."),
    Fact("window_hours", "Window length in hours", "number", "When", high=24),
    Fact("seasons", "Seasons", "choices", "When", "The seasons the pickup date lies in.", "seasons"),
    *_end("pickup", "Pickup"),
    *_end("dropoff", "Drop-off"),
    Fact("same_zone", "Same zone", "yes_no", "Where", "Both ends share a zone."),
    Fact("distance_miles", "Distance in miles", "number", "Where", "Great circle between the two ZIP codes."),
    Fact("is_guest", "Guest", "yes_no", "Who", "Books without an account.", personal=True),
    Fact("is_vip", "VIP", "yes_no", "Who", personal=True),
    Fact("completed_bookings", "Completed bookings", "number", "Who", personal=True),
    Fact("base_cents", "Base price", "money", "Price", "Before any minimum, surcharge or add-on.", high=LARGEST_CENTS),
    Fact("total_cents", "Total", "money", "Price", "For checks only.", check_only=True, high=LARGEST_CENTS),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}

UNIT_FACTS: Mapping[str, str] = {
    "item": "item_count",
    "hour": "estimated_hours",
    "bag": "bag_count",
    "mile": "distance_miles",
    "specialty_item": "specialty_count",
}
"""What `add_per_unit` can count; besides these, any question that is answered with a number."""


def question_fact(code: str, label: str, kind: str, *, help: str = "") -> Fact | None:
    """The fact of a staff-defined question, None for a text question (2-catalogue.md, "Questions").

    `kind` is `yes_no`, `number`, `choice` or `text`. The codes of a choice are looked up under the fact's own name.
    """
    name = QUESTION_PREFIX + code
    match kind:
        case "yes_no" | "number":
            return Fact(name, label, kind, "Questions", help)
        case "choice":
            return Fact(name, label, "choice", "Questions", help, choices=name)
        case _:
            return None


def with_questions(questions: Iterable[Fact]) -> Mapping[str, Fact]:
    """All facts: ours first, then staff's questions in their order."""
    return {**FACTS, **{fact.name: fact for fact in questions}}
