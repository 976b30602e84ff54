"""What every request form shares: contact fields, staff's questions, the trap for machines, and what becomes of it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bookings.customers.contact import read_phone
from bookings.leads.operations import Asked, LeadContact
from catalog import places
from catalog.snapshot import Catalogue
from web.booking.fields import StepForm, line
from web.booking.questions import answered, question_field

ZIP = re.compile(r"([0-9]{5})(-[0-9]{4})?")
ZIP_FORM = "ZIP code must be 5 digits, like 11217"


def email_line(help_text: str) -> forms.CharField:
    return line(
        "Email address",
        required="Enter your email address",
        longest=254,
        autocomplete="email",
        inputmode="email",
        kind="email",
        help_text=help_text,
        right="^[^@ ]+@[^@ ]+[.][^@ ]+$",
        too_long="Shorten the email address to 254 characters",
    )


def name_line() -> forms.CharField:
    return line(
        "Full name",
        required="Enter your full name",
        autocomplete="name",
        too_long="Shorten your name to 120 characters",
    )


def phone_line() -> forms.CharField:
    return line(
        "Phone number",
        longest=40,
        autocomplete="tel",
        inputmode="tel",
        kind="tel",
        help_text="If you would rather talk. We use it for nothing else.",
        too_long="Phone number must have 10 digits, or start with + and a country code",
    )


def zip_line(label: str, *, required: str = "", help_text: str = "") -> forms.CharField:
    return line(
        label,
        required=required,
        longest=20,
        inputmode="numeric",
        css="in--zip",
        autocomplete="postal-code",
        right="^[0-9]{5}(-[0-9]{4})?$",
        help_text=help_text,
        too_long=ZIP_FORM,
    )


class EnquiryForm(StepForm):
    """What all of them share: the contact, staff's own questions, the trap for machines, one key a form.

    `asks` names the fields that are answers, in order; `words` the field of free words.
    """

    asks: tuple[str, ...] = ()
    words = ""
    words_first = False
    # People never see it; what fills it in is a machine. Whoever does meet it is told to empty it
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "tabindex": "-1"}),
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, catalogue: Catalogue, service: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.questions = [q for q in catalogue.questions.values() if q.active and service in q.services]
        for question in self.questions:
            self.fields[f"answer-{question.code}"] = question_field(question)

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields people fill in, in the order of the page: what it is about, staff's questions, who asks."""
        free = [self.words] if self.words else []
        about = [*free, *self.asks] if self.words_first else [*self.asks, *free]
        own = [f"answer-{question.code}" for question in self.questions]
        who = [name for name in ("company", "name", "email", "phone") if name in self.fields]
        return [self[name] for name in (*about, *own, *who)]

    def error_list(self) -> list[tuple[str, str]]:
        """In the order of the page, which is not the order in which the fields were declared."""
        found = [(str(field.id_for_label), str(field.errors[0])) for field in self.shown if field.errors]
        trap = self["website"].errors
        return [*found, ("website", str(trap[0]))] if trap else found

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError("Empty the field “Leave this empty”, then send the form again")
        return ""

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if "@" not in typed:
            raise ValidationError("Email address must include an @ sign")
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError("Enter an email address in the form name@example.com") from None
        return typed

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data.get("phone", "")).strip()
        if typed and read_phone(typed) is None:
            raise ValidationError("Phone number must have 10 digits, or start with + and a country code")
        return typed

    def clean_zip(self) -> str:
        typed = str(self.cleaned_data.get("zip", "")).strip()
        if typed and not ZIP.fullmatch(typed):
            raise ValidationError(ZIP_FORM)
        if typed and places.find(typed[:5]) is None:
            raise ValidationError(f"We do not know ZIP code {typed[:5]}. Check it")
        return typed[:5]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.staff_answers = answered(self)
        return cleaned

    # What becomes of it ----------------------------------------------------------------------------------------------

    def contact(self) -> LeadContact:
        data = self.cleaned_data
        return LeadContact(
            email=data["email"], name=data.get("name", ""), phone=data.get("phone", ""), company=data.get("company", "")
        )

    def answers(self) -> list[Asked]:
        """What was filled in, as it was asked."""
        given = [(name, self.cleaned_data.get(name, "")) for name in self.asks]
        found = [Asked(name, str(self[name].label), value, self.told(name, value)) for name, value in given if value]
        for question in self.questions:
            if question.code in self.staff_answers:
                value = self.staff_answers[question.code]
                found.append(Asked(f"answer_{question.code}", question.label, value, _shown(question, value)))
        return found

    def told(self, name: str, value: str) -> str:
        """An answer in words."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        place = places.find(value) if name == "zip" else None
        return f"{place.city.title()}, {place.state} {place.zip}" if place else value

    def free_words(self) -> str:
        return str(self.cleaned_data.get(self.words, "")) if self.words else ""


def _shown(question: Any, value: Any) -> str:
    if question.kind == "yes_no":
        return "Yes" if value else "No"
    return str(dict(question.choices).get(value, value)) if question.kind == "choice" else str(value)


def require(form: forms.Form, name: str, message: str) -> None:
    form.fields[name].required = True
    form.fields[name].error_messages["required"] = message
