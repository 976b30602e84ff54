"""Who somebody is and how to reach them, as it was typed: cleaned and recognised."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator


@dataclass(frozen=True, slots=True)
class Contact:
    """Who books. One name field; the API joins first and last."""

    name: str
    email: str
    phone: str


def clean(text: str) -> str:
    """The text without control characters (a database refuses some) and outer space; line breaks stay."""
    kept = (char for char in str(text or "") if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def one_line(text: str) -> str:
    """The text on one line, runs of space made one."""
    return " ".join(clean(text).split())


def read_phone(text: str) -> str | None:
    """A phone number in international form, US where no country is said; None where it is none."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_email(text: str) -> bool:
    """Whether it has the form of an e-mail address."""
    try:
        EmailValidator()(text)
    except ValidationError:
        return False
    return True
