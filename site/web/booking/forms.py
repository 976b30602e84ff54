"""The forms of the steps. They check the shape of what was typed and say it in the brief's words; what it means is
the rooms' to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from catalog.snapshot import Catalogue
from web.booking.fields import StepForm, line, paragraph
from web.booking.questions import add_questions, answered

ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")


class ServiceForm(StepForm):
    """Step 1."""

    service = forms.CharField(error_messages={"required": "Choose what we are moving"})


class AddressForm(StepForm):
    """One address of step 3; `prefix` is the end. `questions_of`: the ends whose questions belong to it."""

    def __init__(
        self,
        *args: Any,
        section: str,
        missing_street: str,
        catalogue: Catalogue,
        service: str,
        questions_of: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        auto = f"section-{section} shipping "
        self.fields["line1"] = line(
            "Street address",
            required=missing_street,
            autocomplete=auto + "address-line1",
            too_long="Shorten the street address to 120 characters",
        )
        self.fields["line2"] = line(
            "Apartment or floor",
            longest=60,
            css="in--short",
            autocomplete=auto + "address-line2",
            too_long="Shorten the apartment to 60 characters",
        )
        self.fields["city"] = line(
            "City",
            required="Enter the city",
            longest=80,
            autocomplete=auto + "address-level2",
            too_long="Shorten the city to 80 characters",
        )
        self.fields["state"] = line(
            "State",
            required="Enter the state, like NY",
            longest=20,
            autocomplete=auto + "address-level1",
            right="^[A-Za-z]{2}$",
            too_long="State must be 2 letters, like NY",
        )
        self.fields["zip"] = line(
            "ZIP code",
            required="Enter the ZIP code",
            longest=20,
            inputmode="numeric",
            css="in--zip",
            autocomplete=auto + "postal-code",
            right="^[0-9]{5}(-[0-9]{4})?$",
            too_long="ZIP code must be 5 digits, like 11217",
        )
        self.fields["instructions"] = paragraph(
            "How do we get in?",
            longest=500,
            help_text="Doorman, buzzer, freight elevator hours. Only your crew sees this.",
            too_long="Shorten the instructions to 500 characters",
        )
        add_questions(self, catalogue, service, *questions_of)

    def clean_state(self) -> str:
        typed = self.cleaned_data["state"].strip().upper()
        if not re.fullmatch(r"[A-Z]{2}", typed):
            raise ValidationError("State must be 2 letters, like NY")
        return typed

    def clean_zip(self) -> str:
        typed = self.cleaned_data["zip"].strip()
        if not ZIP.fullmatch(typed):
            raise ValidationError("ZIP code must be 5 digits, like 11217")
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.staff_answers = answered(self)
        return cleaned

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[f"answer-{question.code}"] for question in self.questions]

    def address(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("line1", "line2", "city", "state", "zip", "instructions")}


class ContactForm(StepForm):
    """Step 5."""

    name = line(
        "Full name",
        required="Enter your full name",
        autocomplete="name",
        too_long="Shorten your name to 120 characters",
    )
    email = line(
        "Email address",
        required="Enter your email address",
        longest=254,
        autocomplete="email",
        inputmode="email",
        kind="email",
        help_text="For your confirmation and the link to follow your delivery.",
        right="^[^@ ]+@[^@ ]+[.][^@ ]+$",
        too_long="Shorten the email address to 254 characters",
    )
    phone = line(
        "Mobile number",
        required="Enter a mobile number, so the crew can reach you on the day",
        longest=40,
        autocomplete="tel",
        inputmode="tel",
        kind="tel",
        help_text="So the crew can reach you on the day. We use it for nothing else.",
        too_long="Mobile number must have 10 digits, or start with + and a country code",
    )
    notes = paragraph(
        "Anything we should know?",
        longest=2000,
        help_text="Fragile things, parking, someone else at the door.",
        too_long="Shorten the note to 2,000 characters",
    )

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"].strip()
        if "@" not in typed:
            raise ValidationError("Email address must include an @ sign")
        try:
            validate_email(typed)
        except ValidationError:
            raise ValidationError("Enter an email address in the form name@example.com") from None
        return typed


class EmailForm(StepForm):
    """Save and finish later."""

    email = line(
        "Email address",
        required="Enter your email address",
        longest=254,
        autocomplete="email",
        inputmode="email",
        kind="email",
        too_long="Shorten the email address to 254 characters",
    )
    clean_email = ContactForm.clean_email


class LookupForm(EmailForm):
    """Track by number and e-mail."""

    number = line(
        "Booking number",
        required="Enter the booking number, like TT-000123",
        longest=40,
        css="in--short",
        help_text="It is in every message we sent you.",
    )
    field_order = ["number", "email"]
