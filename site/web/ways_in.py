"""The services by name, and where each is asked for: the flow for what can be booked, a form for what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

SERVICES = [
    ("mini_move", "Mini move"),
    ("standard_delivery", "Standard delivery"),
    ("specialty_item", "Specialty items"),
    ("organizing_only", "Packing and unpacking"),
    ("blade_luggage", "BLADE luggage"),
    ("mini_storage", "Mini storage"),
    ("b2b", "Business"),
]
# What staff compose is asked for, not booked: the flow reads these forms here as well
FORMS: Mapping[str, str] = {"mini_storage": "web:enquire-storage", "b2b": "web:enquire-business"}
BUTTONS: Mapping[str, str] = {
    "mini_move": "Book a mini move",
    "standard_delivery": "Book a delivery",
    "specialty_item": "Book an item",
    "organizing_only": "Book organizers",
    "blade_luggage": "Book luggage",
    "mini_storage": "Ask for a unit",
    "b2b": "Ask for a quote",
}


def way_in(service: str, **chosen: str) -> str:
    """The address that begins with this service; `chosen` is what the flow is to have preselected."""
    if service in FORMS:
        return reverse(FORMS[service])
    query = urlencode({"service": service, **{name: value for name, value in chosen.items() if value}})
    return f"{reverse('web:book')}?{query}"


def button(service: str) -> str:
    """What the button to it says."""
    return BUTTONS.get(service, "Book")
