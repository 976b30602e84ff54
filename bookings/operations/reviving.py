"""Taking up a booking whose time to pay ran out: a new quote, a new hold (4-booking.md, `expired`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bookings.capacity import claims
from bookings.errors import TransitionRefused, Unavailable
from bookings.models import Booking, BookingState
from bookings.operations.locks import lock_booking
from bookings.operations.terms import Terms, refuse_unsellable, room_or_sold_out, terms_of
from bookings.payments.models import Payment
from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.models import Quote


@transaction.atomic
def revive(*, booking_id: UUID, quote: Quote, actor: Actor, now: datetime) -> Booking:
    """Make an expired booking `pending` again under a fresh quote of the same job; date and window may differ.

    Number, link, contact and addresses stay; the old payment's intent is cancelled and stays so. Raises
    TransitionRefused, QuoteExpired, Unavailable, CoiRequired, SoldOut.
    """
    terms = terms_of(quote, now=now)
    refuse_unsellable(terms, now)
    if terms.needs_approval:
        raise Unavailable("Our team has to look at this one. Start a new booking, and we write to you.")
    booking = lock_booking(booking_id)
    if booking.state != BookingState.EXPIRED:
        raise TransitionRefused(
            f"{booking.reference} is {booking.get_state_display().lower()}; nothing is to be revived."
        )
    if quote.pk == booking.quote_id or _was_tried(booking, quote) or not _same_job(booking, terms):
        raise TransitionRefused("A booking is taken up with a new price for the same addresses and service.")
    van = None
    if not terms.need.is_nothing and terms.day is not None:
        van = room_or_sold_out(terms, terms.day, now)
    claims.hold(booking, terms.need, van, day=terms.day, expires_at=now + terms.hold_for(booking.source), now=now)
    before = str(booking.quote_id)
    texts = [answer for answer in booking.answers if answer["kind"] == "text"]
    for field, value in terms.booking_values().items():
        setattr(booking, field, value)
    booking.answers = [*terms.answers, *texts]
    booking.hold()
    booking.updated_at = now
    booking.save()
    data = {"quote": str(quote.pk), "before": before, "total_cents": quote.total_cents}
    record(verb="booking.revived", actor=actor, target=booking, now=now, data=data)
    return booking


def _was_tried(booking: Booking, quote: Quote) -> bool:
    """Whether the booking waited under this quote before: its intent is cancelled, and nobody could pay it."""
    return Payment.objects.filter(booking=booking, quote=quote).exists()


def _same_job(booking: Booking, terms: Terms) -> bool:
    zips = dict(booking.stops.values_list("kind", "zip"))
    return terms.service == booking.service and dict(terms.zips) == zips
