"""Ways to ask us what cannot be booked: addresses of the request forms, with what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from web.booking.answers import request_of

AREA = "web:enquire-area"
BY_HAND = "web:enquire-price"


def enquiry_url(name: str, known: Mapping[str, str] | None = None) -> str:
    """The form's address with what is known filled in."""
    query = urlencode({key: value for key, value in (known or {}).items() if value})
    return f"{reverse(name)}{f'?{query}' if query else ''}"


def by_hand_url(answers: Mapping[str, Any]) -> str:
    """Where a person prices what the answers so far ask, when no price can be given online."""
    asked = request_of(answers)
    ends = {"from": asked.get("pickup", {}).get("zip", ""), "to": asked.get("dropoff", {}).get("zip", "")}
    kept = {name: str(asked.get(name, "")) for name in ("service", "package")}
    return enquiry_url(BY_HAND, {**kept, **ends, "date": str(asked.get("pickup_date", ""))})
