"""What a request tells people by mail, each once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bookings.leads.message_kinds import RECEIVED, STAFF_NEW
from bookings.leads.models import Lead, LeadKind
from foundation.notifications.operations import queue_email

# How each kind reads inside a sentence
REQUESTS = {
    LeadKind.STORAGE: "mini storage",
    LeadKind.B2B: "a quote for your business",
    LeadKind.OUT_OF_AREA: "an address outside our area",
    LeadKind.OTHER: "a price by hand",
}
STAFF_REQUESTS = {**REQUESTS, LeadKind.B2B: "a business quote"}
ANSWERED = "One of us reads it and writes to you with the next step. Nothing is booked or charged until then."
NEXT = {LeadKind.OUT_OF_AREA: "We write to you when we drive there. Nothing is booked or charged."}


def received(lead: Lead, *, now: datetime) -> None:
    """To whoever asked: we have it, and what happens next."""
    kind = LeadKind(lead.kind)
    queue_email(
        event_key=f"lead_received:{lead.pk}",
        template=RECEIVED,
        to=lead.contact_email,
        context={"request": REQUESTS[kind], "next": NEXT.get(kind, ANSWERED)},
        target=lead,
        now=now,
    )


def tell_staff(lead: Lead, *, now: datetime) -> None:
    """To staff: somebody waits for an answer."""
    kind = LeadKind(lead.kind)
    queue_email(
        event_key=f"staff_new_lead:{lead.pk}",
        template=STAFF_NEW,
        to=settings.CONTACT_EMAIL,
        context={
            "who": str(lead),
            "request": STAFF_REQUESTS[kind],
            "summary": summary(lead),
            "admin_url": f"{settings.SITE_URL}/admin/leads/lead/{lead.pk}/change/",
        },
        target=lead,
        now=now,
    )


def summary(lead: Lead) -> str:
    """The answers, a line each, then the free words."""
    lines = [f"{one['label']}: {one['shown']}" for one in lead.asked]
    return "\n".join([*lines, *([lead.words] if lead.words else [])]) or "Nothing more was written."
