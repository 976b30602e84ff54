"""Ways to ask us what cannot be booked: addresses of the request forms, with what is known already."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from pricing_rules.quoting import keys

# What staff compose is asked for, not booked
FORMS: Mapping[str, str] = {keys.STORAGE: "web:enquire-storage", keys.B2B: "web:enquire-business"}
AREA = "web:enquire-area"


def enquiry_url(name: str, known: Mapping[str, str] | None = None) -> str:
    """The form's address with what is known filled in."""
    query = urlencode({key: value for key, value in (known or {}).items() if value})
    return f"{reverse(name)}{f'?{query}' if query else ''}"
