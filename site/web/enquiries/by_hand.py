"""The form for a move that cannot be priced online at the moment: a person prices it (3-pricing-rules.md, "Failure").

What the customer told the booking flow comes along as text to correct, never as something to choose again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from bookings.leads.models import LeadKind
from catalog import places
from catalog.snapshot import Catalogue
from foundation.clock import day_label
from web.booking.fields import line, paragraph
from web.enquiries.asking import EnquiryForm, email_line, name_line, phone_line, require
from web.enquiries.views import Enquiry, enquiry_view


class ByHandForm(EnquiryForm):
    """What is moving, from where to where, and when; a rough idea is enough."""

    asks = ("start", "end", "day")
    words = "what"
    start = line(
        "Where do we collect?",
        longest=200,
        help_text="ZIP code or town.",
        too_long="Shorten this to 200 characters",
    )
    end = line(
        "Where do we deliver?",
        longest=200,
        help_text="ZIP code or town.",
        too_long="Shorten this to 200 characters",
    )
    day = line(
        "When?",
        longest=80,
        css="in--short",
        help_text="A date, or about when.",
        too_long="Shorten this to 80 characters",
    )
    what = paragraph(
        "What is moving?",
        longest=2000,
        help_text="The service or size you looked at, and roughly what goes.",
        too_long="Shorten this to 2,000 characters",
    )
    name = name_line()
    email = email_line("The quote goes to this address.")
    phone = phone_line()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        require(self, "what", "Tell us what is moving")


def prefilled(query: Mapping[str, str], known: Catalogue) -> dict[str, str]:
    """What a link knows of the move, in words: `from` and `to` (ZIP), `date`, `service`, `package`."""
    found: dict[str, str] = {}
    for name, key in (("start", "from"), ("end", "to")):
        place = places.find(query.get(key, "").strip()[:5])
        if place is not None:
            found[name] = f"{place.city.title()}, {place.state} {place.zip}"
    with contextlib.suppress(ValueError):
        found["day"] = day_label(date.fromisoformat(query.get("date", "")))
    package, service = known.packages.get(query.get("package", "")), known.services.get(query.get("service", ""))
    if package is not None or service is not None:
        found["what"] = (package or service).label  # type: ignore[union-attr]
    return found


BY_HAND = Enquiry(
    kind=LeadKind.OTHER,
    service="",
    form=ByHandForm,
    title="Ask for a price",
    heading="We price it for you",
    intro="Our price list is being mended at the moment. Tell us about your move and one of us sends you the price.",
    button="Ask for a price",
    steps=(
        ("We read it", "A person does, and writes back to you."),
        ("You get a price", "By e-mail, with every line explained."),
        ("You decide", "Nothing is booked or charged before you say so."),
    ),
    prefill=prefilled,
)

by_hand = enquiry_view(BY_HAND)
