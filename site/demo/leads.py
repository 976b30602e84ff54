"""The demo's requests: taken by the same operation as real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.leads.models import Lead, LeadKind, LeadSource
from bookings.leads.operations import Asked, LeadContact, take_lead
from demo.bookings import VISITOR


@dataclass(frozen=True, slots=True)
class Request:
    """One request, asked so many hours ago."""

    key: str
    kind: str
    contact: LeadContact
    asked: Sequence[tuple[str, str, str]]
    words: str
    hours_ago: int


REQUESTS = (
    Request(
        "storage",
        LeadKind.STORAGE,
        LeadContact("margot.ellery@example.com", "Margot Ellery", "(646) 555-0119"),
        (("months", "For how long?", "6 months"), ("zip", "Where shall we collect?", "Bridgehampton, NY 11932")),
        "Two kayaks, a paddle board and six boxes of linen, from after Labor Day until May.",
        3,
    ),
    Request(
        "pop-up",
        LeadKind.B2B,
        LeadContact("ines@sandbarswim.example", "Inès Moreau", "(917) 555-0163", "Sandbar Swim"),
        (
            ("event", "Event, brand or project", "Summer pop-up on Main Street"),
            ("dates", "Dates", "May 28 to September 6"),
            ("places", "Places", "SoHo to Southampton"),
            ("volume", "How much?", "12 racks, 40 boxes, then a restock each Thursday"),
        ),
        "The espresso cart is heavy and goes up one step.",
        26,
    ),
    Request(
        "far",
        LeadKind.OUT_OF_AREA,
        LeadContact("jonah.pike@example.com"),
        (("zip", "ZIP code", "Newport, RI 02840"), ("service", "What would we carry?", "Mini move")),
        "",
        50,
    ),
)


def take(request: Request, *, now: datetime) -> Lead:
    """Keep one as if it had come `hours_ago` before `now` (UTC)."""
    return take_lead(
        kind=request.kind,
        contact=request.contact,
        asked=[Asked(code, label, shown, shown) for code, label, shown in request.asked],
        words=request.words,
        source=LeadSource.SITE,
        idempotency_key=f"demo-{request.key}",
        actor=VISITOR,
        now=now - timedelta(hours=request.hours_ago),
    )
