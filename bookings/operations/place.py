"""Placing a booking: a stored quote, a contact and addresses in; a booking with its hold out (4-booking.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from bookings.capacity import claims
from bookings.customers.operations import customer_for
from bookings.errors import (
    FieldProblem,
    IdempotencyConflict,
    InvalidBooking,
    SoldOut,
)
from bookings.models import Booking, BookingDraft, BookingNumber, BookingState, BookingStop, Source
from bookings.operations import messages
from bookings.operations.contact import (
    Address,
    Contact,
    check_address,
    check_contact,
    check_differ,
    check_flight,
    clean,
    one_line,
)
from bookings.operations.terms import Terms, refuse_unsellable, room_or_sold_out, terms_of, text_problems
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.models import Quote

__all__ = ["Address", "Contact", "place"]

TEXT_LIMIT = 2000


def place(
    *,
    quote: Quote | UUID,
    contact: Contact,
    pickup: Address | None,
    dropoff: Address | None,
    idempotency_key: str,
    actor: Actor,
    now: datetime,
    source: str = Source.SITE,
    items_description: str = "",
    notes: str = "",
    flight_number: str = "",
    flight_at: datetime | None = None,
    text_answers: Mapping[str, str] | None = None,
    draft: UUID | None = None,
) -> Booking:
    """Make a booking of a stored quote: `pending` with a hold, or `awaiting_approval` with neither hold nor payment.

    The price is the quote's, whatever has been edited since. The same `idempotency_key` with the same body gives the
    same booking back, however often and from however many processes; with another body it raises IdempotencyConflict.
    `text_answers` are the free texts to staff's questions (the others stand in the quote); `draft` is closed by it.
    The hold lasts the policy's minutes (by phone its longer one) from `now` (UTC).

    Raises InvalidBooking (wrong fields), QuoteExpired, Unavailable, CoiRequired, SoldOut, all BookingRefused.
    """
    quote_id = quote if isinstance(quote, UUID) else quote.pk
    typed = {
        "quote": str(quote_id),
        "contact": asdict(contact),
        "pickup": asdict(pickup) if pickup else None,
        "dropoff": asdict(dropoff) if dropoff else None,
        "items_description": items_description,
        "notes": notes,
        "flight": [flight_number, flight_at.isoformat() if flight_at else None],
        "text_answers": dict(text_answers or {}),
    }
    key, body = f"{source}:{idempotency_key}"[:200], body_hash(typed)
    placed = _placed_before(key, body)
    if placed is not None:
        return placed
    given = quote if isinstance(quote, Quote) else Quote.objects.get(pk=quote_id)
    terms = terms_of(given, now=now, text_answers=text_answers or {})
    flight_number = one_line(flight_number)
    flight = check_flight(terms.service, flight_number, flight_at)
    texts = text_problems(text_answers or {}, given.request, terms.catalogue)
    who, ends = _checked(terms, contact, pickup, dropoff, items_description, notes, more=[*flight, *texts])
    refuse_unsellable(terms, now)
    booking = _unsaved(terms, who, source, items_description, notes, now)
    booking.idempotency_key, booking.idempotency_hash = key, body
    booking.flight_number, booking.flight_at = flight_number, flight_at
    try:
        _store(booking, terms, ends, draft=draft, actor=actor, now=now)
    except (IntegrityError, SoldOut):
        # Another process may have placed it with this key in the same moment, and taken the last van for it
        placed = _placed_before(key, body)
        if placed is None:
            raise
        return placed
    return booking


def body_hash(typed: Mapping[str, Any]) -> str:
    """What an idempotency key stands for: the body as it was sent, order of keys aside."""
    return hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()


def _placed_before(key: str, body: str) -> Booking | None:
    placed = Booking.objects.filter(idempotency_key=key).first()
    if placed is not None and placed.idempotency_hash != body:
        raise IdempotencyConflict
    return placed


def _checked(
    terms: Terms,
    contact: Contact,
    pickup: Address | None,
    dropoff: Address | None,
    items_description: str,
    notes: str,
    *,
    more: Sequence[FieldProblem],
) -> tuple[Contact, dict[str, Address]]:
    """Contact and addresses as they are kept. Raises InvalidBooking with every wrong field."""
    who, wrong = check_contact(contact)
    ends: dict[str, Address] = {}
    for end, address in (("pickup", pickup), ("dropoff", dropoff)):
        zip_of_quote = terms.zips.get(end)
        if zip_of_quote is None:
            continue
        kept, problems = check_address(address or Address(line1="", zip=""), end, zip_of_quote=zip_of_quote)
        ends[end] = kept
        wrong += problems
    if len(ends) == 2:
        wrong += check_differ(ends["pickup"], ends["dropoff"])
    for field, text in (("items_description", items_description), ("notes", notes)):
        if len(text) > TEXT_LIMIT:
            wrong.append(FieldProblem(field, "limit", f"Shorten this to {TEXT_LIMIT} characters"))
    wrong += more
    if wrong:
        raise InvalidBooking(wrong)
    return who, ends


def _unsaved(terms: Terms, who: Contact, source: str, items_description: str, notes: str, now: datetime) -> Booking:
    """The booking in its first state. Transitions alone move it on: a constructor goes around the machine."""
    return Booking(
        **terms.booking_values(),
        source=source,
        contact_name=who.name,
        contact_email=who.email,
        contact_phone=who.phone,
        items_description=clean(items_description),
        notes=clean(notes),
        created_at=now,
        updated_at=now,
    )


@transaction.atomic
def _store(
    booking: Booking, terms: Terms, ends: Mapping[str, Address], *, draft: UUID | None, actor: Actor, now: datetime
) -> None:
    """Give the room and write it all down, or nothing. Raises SoldOut; IntegrityError for a key placed meanwhile."""
    van = None
    if not terms.needs_approval and not terms.need.is_nothing and terms.day is not None:
        van = room_or_sold_out(terms, terms.day, now)
    booking.customer = customer_for(
        user_id=_customer_login(actor),
        name=booking.contact_name,
        email=booking.contact_email,
        phone=booking.contact_phone,
        now=now,
    )
    booking.number = BookingNumber.objects.create().pk
    if terms.needs_approval:
        booking.ask_approval()
    else:
        booking.hold()
    booking.save(force_insert=True)
    bulk_create_with_history([_stop(booking, kind, address) for kind, address in ends.items()], BookingStop)
    hold_until = None
    if booking.state == BookingState.PENDING:
        hold_until = now + terms.hold_for(booking.source)
        claims.hold(booking, terms.need, van, day=terms.day, expires_at=hold_until, now=now)
    if draft is not None:
        _close_draft(draft, booking, now)
    record(
        verb="booking.placed",
        actor=actor,
        target=booking,
        now=now,
        data={"number": booking.number, "state": booking.state, "quote": str(terms.quote.pk), "van": van and van.name},
    )
    messages.booking_received(booking, hold_until=hold_until, now=now)


def _customer_login(actor: Actor) -> int | None:
    """The actor's login where it is a customer's; staff who book for somebody are not the customer."""
    if actor.user_id is None or actor.via == "admin":
        return None
    users = get_user_model().objects.filter(pk=actor.user_id, kind="customer")
    return actor.user_id if users.exists() else None


def _stop(booking: Booking, kind: str, address: Address) -> BookingStop:
    zip5, zip4 = address.zip[:5], address.zip[5:].lstrip("- ")
    values = asdict(address) | {"zip": zip5, "zip4": zip4}
    return BookingStop(booking=booking, kind=kind, **values)


def _close_draft(draft: UUID, booking: Booking, now: datetime) -> None:
    BookingDraft.objects.filter(pk=draft, booking__isnull=True).update(booking=booking, updated_at=now)
