"""The facts of a request that rules can ask about (3-pricing-rules.md, "Facts a rule can ask about").

A fact's value is of one native type: `number` int or Decimal, `money` int (cents), `yes_no` bool, `choice` and `town` a
code, `choices` a frozenset of codes, `text` str, `date` date, `time` time. A fact that is not known is absent or None:
not set. The `holiday` of an ordinary day is the empty text, and an end in no zone has the empty set: both are set.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

FactType = Literal["number", "money", "yes_no", "choice", "choices", "text", "date", "time", "town"]

TOWN_ORDER = "town_order"
"""Not a fact to ask about: the codes of all towns along the road east, kept beside the town facts so that east and west
mean in an old quote what they meant when it was made."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = {str(number): name for number, name in enumerate(month_name) if number}
QUESTION_PREFIX = "answer_"
LARGEST_NUMBER = 1_000_000
LARGEST_CENTS = 100_000_000  # a million dollars


@dataclass(frozen=True)
class Fact:
    """One thing a rule can ask about.

    `choices` names the list its codes come from (`zones`, `packages` …); of a number it names each, of a text it
    suggests. `personal` facts are about the person: rules that use them bring the notice of New York's Algorithmic
    Pricing Disclosure Act. `check_only` facts exist only after the price is known. `low` and `high` bound the values a
    rule may compare a number with. `subject` is what a sentence calls it (by default its label); `phrases` has, by
    operator, what reads better than “subject operator value”, with `{}` for the value and `{s}` for the plural of a
    number; `*` is any operator with a value.
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
    subject: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


def _yes(yes: str, no: str) -> Mapping[str, str]:
    return {"is_true": yes, "is_false": no}


def _in(subject: str, verb: str = "is in", no_verb: str = "is not in") -> Mapping[str, str]:
    """A place or a time that something lies in, whether the fact is one code or a set of them."""
    inside, outside = f"{subject} {verb} {{}}", f"{subject} {no_verb} {{}}"
    return {
        **dict.fromkeys(("equal_to", "is_one_of", "contains", "shares_at_least_one_element_with"), inside),
        "contains_all": f"{subject} {verb} {{}}",
        "not_equal_to": outside,
        "does_not_contain": outside,
        "is_none_of": f"{subject} {verb} {{}}",
        "shares_no_elements_with": f"{subject} {verb} {{}}",
    }


def _end(end: str, label: str) -> tuple[Fact, ...]:
    topic = "Where"
    subject = f"the {label.lower()}"
    lies = _in(subject, "lies in", "lies outside")
    along = {"is_east_of": f"{subject} is east of {{}}", "is_west_of": f"{subject} is west of {{}}"}
    return (
        Fact(f"{end}_zip", f"{label} ZIP", "text", topic, "Five digits."),
        Fact(f"{end}_city", f"{label} city", "text", topic, "As the postal service writes it."),
        Fact(f"{end}_state", f"{label} state", "choice", topic, choices="states", phrases=_in(subject)),
        Fact(f"{end}_zones", f"{label} zones", "choices", topic, "Every zone the address lies in.", "zones",
             phrases={**lies, "is_set": f"{subject} is known"}),
        Fact(f"{end}_town", f"{label} town", "town", topic, "Towns lie in order along the road east.", "towns",
             phrases={**_in(subject), **along}),
    )  # fmt: skip


_WEEKDAY = dict.fromkeys(("equal_to", "is_one_of"), "the pickup is on a {}")
_AHEAD = "the pickup is {} day{s} ahead"
_INCLUDE = _in("the specialty items", "include", "do not include")

_ALL: tuple[Fact, ...] = (
    Fact("service", "Service", "choice", "What", choices="services",
         phrases={"is_set": "any service is asked for"}),
    Fact("package", "Package", "choice", "What", "The size of a mini move or of organizing.", "packages"),
    Fact("packing", "Packing", "yes_no", "What", "Packing by our organizers.",
         phrases=_yes("we pack", "we do not pack")),
    Fact("unpacking", "Unpacking", "yes_no", "What", "Unpacking by our organizers.",
         phrases=_yes("we unpack", "we do not unpack")),
    Fact("item_count", "Number of items", "number", "What", "Not set where the request does not say."),
    Fact("specialty_items", "Specialty items", "choices", "What", choices="specialty_items", phrases=_INCLUDE),
    Fact("specialty_count", "Number of specialty items", "number", "What", "All quantities together."),
    Fact("route", "Route", "choice", "What", "BLADE luggage only.", "routes"),
    Fact("bag_count", "Number of bags", "number", "What", "BLADE luggage only."),
    Fact("expedited", "Expedited", "yes_no", "What", "BLADE luggage only.",
         phrases=_yes("the delivery is expedited", "the delivery is not expedited")),
    Fact("same_day", "Same day", "yes_no", "What", "A standard delivery on the day it is ordered.",
         phrases=_yes("delivery is on the same day", "delivery is not on the same day")),
    Fact("coi_requested", "COI requested", "yes_no", "What", "A certificate of insurance is asked for.",
         phrases=_yes("a COI is requested", "no COI is requested")),
    Fact("coi_included", "COI included", "yes_no", "What", "The package brings a certificate of insurance.",
         phrases=_yes("the package includes a COI", "the package includes no COI")),
    Fact("estimated_hours", "Estimated hours", "number", "What", "Two unless the request says otherwise.",
         subject="the estimated time in hours"),
    Fact("pickup_date", "Pickup date", "date", "When"),
    Fact("weekday", "Weekday", "choice", "When", "The weekday of the pickup.", "weekdays", phrases=_WEEKDAY),
    Fact("is_weekend", "Weekend pickup", "yes_no", "When", "Pickup on a Saturday or Sunday.",
         phrases=_yes("the pickup is on a weekend", "the pickup is not on a weekend")),
    Fact("month", "Month", "number", "When", choices="months", low=1, high=12),
    Fact("holiday", "Holiday", "text", "When", "The name of the holiday on the pickup date; empty on other days.",
         "holidays"),
    Fact("is_holiday", "Holiday pickup", "yes_no", "When", "A federal holiday, own date or observed, or one of ours.",
         phrases=_yes("the pickup is on a holiday", "the pickup is not on a holiday")),
    Fact("days_ahead", "Days ahead", "number", "When", "Days from today to the pickup.",
         phrases={"*": _AHEAD}),
    Fact("window_start", "Window start", "time", "When", "Not set for a window without a start.",
         subject="the start of the pickup window"),
    Fact("window_hours", "Window length in hours", "number", "When", high=24,
         phrases={"*": "the pickup window is {} hour{s} long"}),
    Fact("seasons", "Seasons", "choices", "When", "The seasons the pickup date lies in.", "seasons",
         phrases=_in("the pickup", "falls in", "falls outside")),
    *_end("pickup", "Pickup"),
    *_end("dropoff", "Drop-off"),
    Fact("same_zone", "Same zone", "yes_no", "Where", "Both ends share a zone.",
         phrases=_yes("both ends lie in one zone", "the two ends lie in no common zone")),
    Fact("distance_miles", "Distance in miles", "number", "Where", "Great circle between the two ZIP codes.",
         phrases={"*": "the way is {} mile{s} long"}),
    Fact("is_guest", "Guest", "yes_no", "Who", "Books without an account.", personal=True,
         phrases=_yes("the customer is a guest", "the customer has an account")),
    Fact("is_vip", "VIP", "yes_no", "Who", personal=True,
         phrases=_yes("the customer is a VIP", "the customer is not a VIP")),
    Fact("completed_bookings", "Completed bookings", "number", "Who", personal=True,
         subject="the customer's number of completed bookings"),
    Fact("base_cents", "Base price", "money", "Price", "Before any minimum, surcharge or add-on.", high=LARGEST_CENTS),
    Fact("total_cents", "Total", "money", "Price", "For checks only.", check_only=True, high=LARGEST_CENTS),
)  # fmt: skip

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
    asked = f"the answer to “{label}”"
    match kind:
        case "yes_no" | "number":
            return Fact(name, label, kind, "Questions", help, subject=asked)
        case "choice":
            return Fact(name, label, "choice", "Questions", help, choices=name, subject=asked)
        case _:
            return None


def with_questions(questions: Iterable[Fact]) -> Mapping[str, Fact]:
    """All facts: ours first, then staff's questions in their order."""
    return {**FACTS, **{fact.name: fact for fact in questions}}
