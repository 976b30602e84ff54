"""What is asked of whoever wants something that is not booked online. Only what a first answer needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog import places
from catalog.snapshot import Catalogue
from web.booking.fields import line, paragraph
from web.enquiries.asking import EnquiryForm, email_line, name_line, phone_line, require, zip_line

MONTHS = [
    ("", "Choose"),
    ("1", "1 month"),
    ("2", "2 months"),
    ("3", "3 months"),
    ("6", "6 months"),
    ("12", "A year"),
    ("open", "I do not know yet"),
]


class StorageForm(EnquiryForm):
    """A unit by the month."""

    asks = ("months", "start", "zip")
    words = "what"
    months = forms.ChoiceField(
        label="For how long?",
        choices=MONTHS,
        widget=forms.Select(attrs={"class": "in in--short"}),
        error_messages={"required": "Choose how many months", "invalid_choice": "Choose how many months"},
    )
    start = line(
        "From when?",
        longest=80,
        css="in--short",
        help_text="For example mid September. A rough idea is fine.",
        too_long="Shorten the start to 80 characters",
    )
    zip = zip_line("Where shall we collect?", help_text="The ZIP code is enough for now.")
    what = paragraph(
        "What goes in?",
        longest=2000,
        help_text="Beach things, skis, six boxes and a crib. A rough list is fine.",
        too_long="Shorten the list to 2,000 characters",
    )
    name = name_line()
    email = email_line("We answer to this address.")
    phone = phone_line()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        require(self, "what", "Tell us what you would like to store")


class BusinessForm(EnquiryForm):
    """Pop-ups, brands, last mile: composed by hand."""

    asks = ("event", "dates", "places", "volume")
    words = "moving"
    words_first = True
    moving = paragraph(
        "What is moving?",
        longest=2000,
        help_text="Stock, fixtures, staff kit. What is heavy, fragile or urgent.",
        too_long="Shorten this to 2,000 characters",
    )
    event = line(
        "Event, brand or project",
        help_text="For example a summer pop-up in Southampton.",
        too_long="Shorten this to 120 characters",
    )
    dates = line(
        "Dates",
        help_text="For example June 25 to September 6. A rough idea is fine.",
        too_long="Shorten the dates to 120 characters",
    )
    places = line(
        "Places",
        longest=300,
        help_text="Where from and where to. Towns or ZIP codes are enough.",
        too_long="Shorten the places to 300 characters",
    )
    volume = line(
        "How much?",
        longest=300,
        help_text="Pallets, racks, boxes, or deliveries a week.",
        too_long="Shorten this to 300 characters",
    )
    company = line(
        "Company",
        required="Enter the name of your company",
        autocomplete="organization",
        too_long="Shorten the company to 120 characters",
    )
    name = name_line()
    email = email_line("The quote goes to this address.")
    phone = phone_line()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        require(self, "moving", "Tell us what is moving")


class AreaForm(EnquiryForm):
    """A place we do not reach yet: a line when we do."""

    asks = ("zip", "service")
    words = "more"
    zip = zip_line("ZIP code", required="Enter the ZIP code")
    service = forms.ChoiceField(
        label="What would we carry?",
        required=False,
        widget=forms.Select(attrs={"class": "in in--short"}),
        error_messages={"invalid_choice": "Choose what we would carry, or leave it open"},
    )
    more = paragraph(
        "Anything else?",
        longest=2000,
        help_text="Where from, where to, about when.",
        too_long="Shorten this to 2,000 characters",
    )
    email = email_line("For our answer, and nothing else.")

    def __init__(self, *args: Any, catalogue: Catalogue, **kwargs: Any) -> None:
        super().__init__(*args, catalogue=catalogue, **kwargs)
        offered = [(service.code, service.label) for service in catalogue.services.values() if service.active]
        self.fields["service"].choices = [("", "Choose"), *offered]  # type: ignore[attr-defined]

    def clean_zip(self) -> str:
        typed = super().clean_zip()
        place = places.find(typed)
        if place is not None and self.catalogue.is_served(place):
            raise ValidationError(
                f"We drive to {place.city.title()}, {place.state} already. Book online, or enter another ZIP code"
            )
        return typed
