"""The one timeline of a booking: what was done, edits before and after, money, messages and looks at it, merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from bookings.models import Booking
from foundation.audit.queries import TimelineEntry, timeline
from foundation.money import dollars
from foundation.notifications.models import Message

# What a person may choose to see; each entry belongs to one
KINDS = (("status", "Status"), ("money", "Money"), ("messages", "Messages"), ("edits", "Edits"), ("views", "Views"))
ICONS = {
    "status": ("flag", "accent"),
    "money": ("credit_card", "good"),
    "messages": ("mail", "info"),
    "edits": ("edit", ""),
    "views": ("visibility", ""),
}
# Written by the machine itself at every transition, which the timeline tells in words already
HOUSEKEEPING = frozenset({"state", "updated_at", "approved_at", "cancel_reason"})
SILENT = frozenset({"number", "quote", "payment", "booking", "intent", "fields", "uuid"})
VIA = {"site": "website", "admin": "admin", "api": "API", "worker": "background", "webhook": "Stripe"}
MESSAGE_STATES = {
    "queued": "Waiting to be sent",
    "sending": "Being sent",
    "sent": "Sent",
    "failed": "Not sent",
    "unclear": "Cut off while sending; look before sending again",
    "suppressed": "Not sent: its template is switched off",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as people read it."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the timeline. `at` is UTC; `where` is the way in and, where known, the address it came from."""

    at: datetime
    kind: str
    sentence: str
    who: str
    where: str
    detail: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def icon(self) -> str:
        return ICONS[self.kind][0]

    @property
    def tone(self) -> str:
        return ICONS[self.kind][1]


def story(booking: Booking, messages: Iterable[Message]) -> list[Moment]:
    """Newest first. Payments, refunds and stops are to be prefetched."""
    payments = list(booking.payments.all())
    targets = [booking, *booking.stops.all(), *payments]
    targets += [refund for payment in payments for refund in payment.refunds.all()]
    told = [_act(entry) for entry in timeline(targets)]
    moments = [*told, *(_message(message) for message in messages), *_edits(booking)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _act(entry: TimelineEntry) -> Moment:
    return Moment(
        at=entry.at,
        kind=_kind(entry.verb),
        sentence=entry.sentence,
        who=entry.actor_label,
        where=_where(entry.via, entry.ip),
        detail=_detail(entry.data),
    )


def _kind(verb: str) -> str:
    room, _, act = verb.partition(".")
    if act == "viewed":
        return "views"
    if room in ("payment", "refund", "ledger"):
        return "money"
    if room in ("message", "notification"):
        return "messages"
    return "edits" if act == "changed" else "status"


def _where(via: str, ip: str | None) -> str:
    way = VIA.get(via, via)
    return f"{way}, {ip}" if ip else way


def _detail(data: Mapping[str, Any]) -> str:
    """The figures an act was recorded with: cents as dollars, the rest as written, references left out."""
    parts = []
    for name, value in data.items():
        if name in SILENT or value in (None, "", [], {}):
            continue
        if name.endswith("_cents") and isinstance(value, int):
            parts.append(f"{_words(name.removesuffix('_cents'))}: {dollars(value)}")
        elif isinstance(value, str | int) and len(str(value)) <= 300:
            written = value.replace("_", " ") if isinstance(value, str) and name == "state" else value
            parts.append(f"{_words(name)}: {written}")
    return ", ".join(parts)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _message(message: Message) -> Moment:
    return Moment(
        at=message.sent_at or message.created_at,
        kind="messages",
        sentence=f"{message.get_channel_display()}: {message.subject}",
        who="System",
        where="",
        detail=f"To {message.recipient}. {MESSAGE_STATES[message.state]}",
    )


def _edits(booking: Booking) -> list[Moment]:
    """Fields changed outside the machine's own, from the history, with who changed them."""
    versions = list(booking.history.select_related("history_user").order_by("-history_date", "-history_id")[:50])
    moments = []
    for newer, older in pairwise(versions):
        delta = newer.diff_against(older, excluded_fields=HOUSEKEEPING)
        changes = tuple(Change(_words(change.field), str(change.old), str(change.new)) for change in delta.changes)
        if changes:
            who = str(newer.history_user) if newer.history_user else "System"
            moments.append(Moment(newer.history_date, "edits", "Changed", who, "", changes=changes))
    return moments
