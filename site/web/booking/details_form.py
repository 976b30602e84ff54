"""Step 2: what is moved or done. One form whose fields are what the service asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bookings.operations.contact import FLIGHT_LIMIT, one_line
from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys
from web.booking import asks, flight
from web.booking.fields import WHOLE, StepForm, line, paragraph, plural
from web.booking.questions import add_questions, answered, others

DESCRIPTION_LIMIT = 2000
TICKS = ("packing", "unpacking", "same_day", "expedited", "coi_requested")
FLIGHT = ("number", "date", "time")


class DetailsForm(StepForm):
    """`looking`: a look at the price with half the answers, where nothing is missing yet. `today` is New York's."""

    def __init__(
        self, *args: Any, catalogue: Catalogue, service: str, today: date, looking: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.service, self.today, self.looking = service, today, looking
        if self.asks("package"):
            self.fields["package"] = forms.CharField(error_messages={"required": "Choose a size"})
        if self.asks("route"):
            self._add_flight()
        if self.asks("item_count"):
            self._add_items()
        for tick in TICKS:
            if self.asks(tick):
                self.fields[tick] = forms.BooleanField(required=False)
        self.specialty = [
            item
            for item in catalogue.specialty_items.values()
            if self.asks("specialty_items") and item.active and item.item_code in catalogue.prices.cents
        ]
        for item in self.specialty:
            self.fields[f"specialty-{item.code}"] = line(
                item.label,
                inputmode="numeric",
                longest=9,
                css="num",
                right="^[0-9]*$",
                too_long=f"Number of {plural(item.label)} must be 0 or more",
            )
        if asks.attests_weight(service):
            self.fields["weights_attested"] = forms.BooleanField(
                error_messages={"required": "Confirm that nothing is too heavy for one person"}
            )
        add_questions(self, catalogue, service, "booking")
        if looking:
            for field in self.fields.values():
                field.required = False

    def asks(self, key: str) -> bool:
        return keys.asks(self.service, key)

    def _add_items(self) -> None:
        counted = asks.counts_items(self.service)
        self.fields["item_count"] = line(
            asks.words(self.service).count,
            required="Enter how many items" if counted else "",
            help_text="Boxes, bags, totes, small furniture. A rough count is fine."
            if not counted
            else "Boxes, bags, totes, small furniture: each counts as one. Specialty items come below.",
            inputmode="numeric",
            css="in--zip",
            right="^[0-9]+$",
            longest=9,
            too_long=_WHOLE_ITEMS if counted else _WHOLE_PIECES,
        )
        if counted:
            self.fields["items_description"] = paragraph(
                "What are they?",
                longest=DESCRIPTION_LIMIT,
                help_text="For example: two boxes of books, a floor lamp, a rolled rug.",
                too_long=f"Shorten the description to {DESCRIPTION_LIMIT:,} characters",
                required="Tell us what we deliver, like two boxes and a lamp",
            )

    def _add_flight(self) -> None:
        self.fields["route"] = forms.CharField(error_messages={"required": "Choose a route"})
        self.fields["bag_count"] = line(
            "How many bags?",
            required="Enter how many bags",
            inputmode="numeric",
            css="in--zip",
            right="^[0-9]+$",
            longest=9,
            too_long="Number of bags must be a whole number",
        )
        self.fields["flight_number"] = line(
            "Flight number",
            required="Enter the flight number, like BLD 214",
            longest=FLIGHT_LIMIT,
            css="in--short",
            too_long=f"Shorten the flight number to {FLIGHT_LIMIT} characters",
        )
        self.fields["flight_date"] = line(
            "Date of the flight", required="Enter the date of the flight", longest=20, css="in--short", kind="date"
        )
        self.fields["flight_time"] = line(
            "Time of the flight",
            required="Enter the time of the flight, like 2:30 PM",
            longest=20,
            css="in--zip",
            kind="time",
        )

    def clean_item_count(self) -> int | None:
        return _whole(
            self.cleaned_data["item_count"], _WHOLE_ITEMS if asks.counts_items(self.service) else _WHOLE_PIECES
        )

    def clean_bag_count(self) -> int | None:
        return _whole(self.cleaned_data["bag_count"], "Number of bags must be a whole number")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for item in self.specialty:
            name = f"specialty-{item.code}"
            typed = cleaned.get(name, "")
            if typed and not WHOLE.fullmatch(typed):
                self.add_error(name, f"Number of {plural(item.label)} must be 0 or more")
        if not self.looking:
            self._refuse_nothing(cleaned)
        if cleaned.get("flight_date"):
            day = flight.read_day(cleaned["flight_date"])
            if day is None:
                self.add_error("flight_date", "Date of the flight must be a date, like 6/26/2026")
            elif day < self.today:
                self.add_error("flight_date", "The date of the flight has passed. Enter one ahead")
        if cleaned.get("flight_time") and flight.read_time(cleaned["flight_time"]) is None:
            self.add_error("flight_time", "Time of the flight must be a time, like 2:30 PM")
        self.staff_answers = answered(self)
        return cleaned

    def _refuse_nothing(self, cleaned: Mapping[str, Any]) -> None:
        """What is sold by choosing at least one of several: the parser only notes its absence in a draft."""
        if self.service == keys.ORGANIZING and not (cleaned.get("packing") or cleaned.get("unpacking")):
            self.add_error("packing", "Choose packing, unpacking, or both")
        if self.service == keys.SPECIALTY and self.specialty:
            names = [f"specialty-{item.code}" for item in self.specialty]
            if not any(name in self.errors or cleaned.get(name, "").strip("0 ") for name in names):
                self.add_error(names[0], "Choose at least one specialty item")

    def changes(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What this step sets in the draft. A key that was emptied is gone."""
        data = self.cleaned_data
        request = dict(answers.get("request", {}))
        for key in ("package", "route", "item_count", "bag_count"):
            if self.asks(key):
                request[key] = data[key] or None
        for tick in TICKS:
            if self.asks(tick):
                request[tick] = data[tick] or None
        if self.asks("specialty_items"):
            counts = {item.code: int(data[f"specialty-{item.code}"] or 0) for item in self.specialty}
            request["specialty_items"] = {code: count for code, count in counts.items() if count}
        request["answers"] = {**others(self, answers), **self.staff_answers}
        changes: dict[str, Any] = {"request": {key: value for key, value in request.items() if value is not None}}
        if "items_description" in self.fields:
            changes["items_description"] = data["items_description"]
        if "weights_attested" in self.fields:
            changes["weights_attested"] = data["weights_attested"]
        if self.asks("route"):
            changes["flight"] = {name: one_line(data[f"flight_{name}"]) for name in FLIGHT}
        return changes


_WHOLE_PIECES = "Number of pieces must be a whole number"
_WHOLE_ITEMS = "Number of items must be a whole number"


def _whole(typed: str, message: str) -> int | None:
    if not typed:
        return None
    if not WHOLE.fullmatch(typed) or int(typed) < 1:
        raise ValidationError(message)
    return int(typed)


def kept_fields(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's answers to this step by field name, as a browser would post them."""
    request = answers.get("request", {})
    found: dict[str, Any] = {
        key: request[key] for key in ("package", "route", "item_count", "bag_count", *TICKS) if request.get(key)
    }
    found |= {f"specialty-{code}": count for code, count in request.get("specialty_items", {}).items()}
    found |= {f"flight_{name}": text for name, text in (answers.get("flight") or {}).items()}
    found |= {name: answers[name] for name in ("items_description", "weights_attested") if answers.get(name)}
    return found | kept_answers(answers)


def kept_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to staff's questions by field name."""
    given = answers.get("request", {}).get("answers", {})
    return {
        f"answer-{code}": ("yes" if value else "no") if isinstance(value, bool) else value
        for code, value in given.items()
    }
