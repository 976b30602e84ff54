"""What people type about themselves and their addresses, checked (4-booking.md, "Validation").

Every message says what to do. Field names are dotted paths (`contact.email`, `pickup.line1`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from bookings.customers.contact import Contact, clean, is_email, one_line, read_phone
from bookings.errors import FieldProblem
from catalog import places
from catalog.addresses import ORDINAL, WORDS


@dataclass(frozen=True, slots=True)
class Address:
    """One end as it was typed. City and state may be left empty: they follow from the ZIP, and ZIP+4 is accepted."""

    line1: str
    zip: str
    line2: str = ""
    city: str = ""
    state: str = ""
    instructions: str = ""
    access_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""


LIMITS: Mapping[str, int] = {
    "name": 120,
    "email": 254,
    "line1": 120,
    "line2": 60,
    "city": 80,
    "instructions": 500,
    "access_code": 60,
    "contact_name": 120,
}
FLIGHT_LIMIT = 20
WHERE = {"pickup": "to collect from", "dropoff": "to deliver to"}
_PO_BOX = re.compile(
    r"\b(?:pobox|p\W{0,3}o\b\W*(?:box|bx|b\b|drawer|#|\d)|post\s*office\s+(?:box|drawer)|postal\s+box|box\s+#?\d+\s*$)",
    re.IGNORECASE,
)
_ZIP = re.compile(r"(\d{5})(?:[-\s]?(\d{4}))?", re.ASCII)
_UNIT_WORDS = frozenset({"apt", "apartment", "unit", "suite", "ste", "no", "number"})


def is_po_box(line1: str, line2: str = "") -> bool:
    """Whether the street text names a PO box, where nothing can be collected or delivered."""
    return any(_PO_BOX.search(line) for line in (line1, line2))


def split_zip(text: str) -> tuple[str, str] | None:
    """`11217-1234` as (`11217`, `1234`); None where it is no ZIP code."""
    match = _ZIP.fullmatch(text.strip())
    return (match[1], match[2] or "") if match else None


def street_key(address: Address) -> tuple[str, str]:
    """What makes two addresses one: street and unit, spelling aside, and the ZIP."""
    words = re.sub(r"[^\w\s]", " ", f"{address.line1} {address.line2}".casefold()).split()
    street = " ".join(WORDS.get(word, ORDINAL.sub(r"\1", word)) for word in words if word not in _UNIT_WORDS)
    return street, address.zip[:5]


def check_contact(contact: Contact) -> tuple[Contact, list[FieldProblem]]:
    """The contact as it is kept (e-mail in lower case, phone international), and what is wrong with it."""
    name, email, phone = one_line(contact.name), one_line(contact.email).lower(), one_line(contact.phone)
    wrong: list[FieldProblem] = []
    if not name:
        wrong.append(FieldProblem("contact.name", "required", "Enter your full name"))
    if not email:
        wrong.append(FieldProblem("contact.email", "required", "Enter your email address"))
    elif "@" not in email:
        wrong.append(FieldProblem("contact.email", "type", "Email address must include an @ sign"))
    elif not is_email(email):
        wrong.append(
            FieldProblem("contact.email", "type", "Enter an email address in the form name@example.com, without spaces")
        )
    wrong += _too_long("contact", {"name": name, "email": email})
    if not phone:
        wrong.append(
            FieldProblem("contact.phone", "required", "Enter a mobile number, so the crew can reach you on the day")
        )
    else:
        phone = _checked_phone(phone, "contact.phone", wrong)
    return Contact(name, email, phone), wrong


def check_address(address: Address, end: str, *, zip_of_quote: str) -> tuple[Address, list[FieldProblem]]:
    """The address as it is kept, and what is wrong with it. `end` is `pickup` or `dropoff`.

    The ZIP must be the one the price was made for; city and state follow from it, a state that disagrees is refused.
    """
    kept = Address(**{f.name: one_line(getattr(address, f.name)) for f in fields(Address)})
    kept = replace(kept, instructions=clean(address.instructions), state=kept.state.upper())
    wrong: list[FieldProblem] = []
    if not kept.line1:
        wrong.append(FieldProblem(f"{end}.line1", "required", f"Enter the street address {WHERE[end]}"))
    elif is_po_box(kept.line1, kept.line2):
        wrong.append(
            FieldProblem(f"{end}.line1", "not_served", "Our vans cannot reach a PO box. Enter the street address")
        )
    parts = split_zip(kept.zip)
    if not kept.zip:
        wrong.append(FieldProblem(f"{end}.zip", "required", "Enter the ZIP code"))
    elif parts is None:
        wrong.append(FieldProblem(f"{end}.zip", "type", "ZIP code must be 5 digits, like 11217"))
    elif parts[0] != zip_of_quote:
        message = f"The price was made for ZIP code {zip_of_quote}. Use an address there, or ask for a new price"
        wrong.append(FieldProblem(f"{end}.zip", "combination", message))
    else:
        kept = _with_place(kept, parts[0], end, wrong)
    if kept.contact_phone:
        kept = replace(kept, contact_phone=_checked_phone(kept.contact_phone, f"{end}.contact_phone", wrong))
    wrong += _too_long(end, {name: getattr(kept, name) for name in LIMITS if hasattr(kept, name)})
    return kept, wrong


def check_flight(service: str, number: str, at: datetime | None) -> list[FieldProblem]:
    """BLADE luggage meets a flight, so its number and time are asked; nothing else has one (2-catalogue.md)."""
    if service != "blade_luggage":
        message = "Only BLADE luggage meets a flight. Leave this out"
        given = {"flight_number": number, "flight_at": at}
        return [FieldProblem(field, "combination", message) for field, value in given.items() if value]
    wrong: list[FieldProblem] = []
    if not number:
        wrong.append(FieldProblem("flight_number", "required", "Enter the flight number, like BLD 214"))
    elif len(number) > FLIGHT_LIMIT:
        wrong.append(FieldProblem("flight_number", "limit", f"Shorten the flight number to {FLIGHT_LIMIT} characters"))
    if at is None:
        wrong.append(FieldProblem("flight_at", "required", "Enter the date and time of the flight"))
    elif at.tzinfo is None:
        wrong.append(FieldProblem("flight_at", "type", "The time of the flight needs its offset, like -04:00"))
    return wrong


def check_differ(pickup: Address, dropoff: Address) -> list[FieldProblem]:
    """Pickup and drop-off must be two places; streets are compared here, a quote knows only ZIPs."""
    if street_key(pickup) != street_key(dropoff):
        return []
    message = "Both addresses are the same. Enter a different address to deliver to"
    return [FieldProblem("dropoff.line1", "combination", message)]


def _with_place(address: Address, zip5: str, end: str, wrong: list[FieldProblem]) -> Address:
    place = places.find(zip5)
    if place is None:  # the quote was made for this ZIP, so only other data can have lost it
        wrong.append(FieldProblem(f"{end}.zip", "unknown", f"We do not know ZIP code {zip5}. Check it"))
        return address
    if address.state and address.state != place.state:
        message = f"ZIP code {zip5} is in {place.state}, not {address.state[:20]}. Correct one of them"
        wrong.append(FieldProblem(f"{end}.state", "combination", message))
    return replace(address, city=address.city or place.city, state=place.state)


def _checked_phone(phone: str, field: str, wrong: list[FieldProblem]) -> str:
    number = read_phone(phone)
    if number is None:
        message = "Mobile number must have 10 digits, or start with + and a country code"
        wrong.append(FieldProblem(field, "type", message))
    return number or phone


def _too_long(prefix: str, values: Mapping[str, Any]) -> list[FieldProblem]:
    names = {"line1": "the street address", "line2": "the apartment", "name": "the name", "email": "the email address"}
    return [
        FieldProblem(
            f"{prefix}.{name}",
            "limit",
            f"Shorten {names.get(name, 'the ' + name.replace('_', ' '))} to {LIMITS[name]} characters",
        )
        for name, value in values.items()
        if len(value) > LIMITS[name]
    ]
