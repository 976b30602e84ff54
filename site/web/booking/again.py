"""A booking whose time to pay ran out, taken up again: under its number at the same price, else from its answers."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bookings.errors import BookingRefused, PaymentUnavailable
from bookings.models import Booking, BookingDraft, BookingState
from bookings.operations import drafts
from bookings.operations.reviving import revive
from bookings.operations.settlement import settle_booking
from foundation.audit.actor import Actor, actor_from_request
from foundation.clock import utc_now
from pricing_rules.models import Quote
from pricing_rules.operations.quote import PricingFailed, store
from pricing_rules.quoting.errors import RequestErrors
from web.booking import steps
from web.booking.answers import once_more
from web.booking.cookies import remember
from web.booking.pay_views import booking_of
from web.limits import BOOKING, limited


@never_cache
@require_POST
@limited(BOOKING)
def again(request: HttpRequest, token: str) -> HttpResponse:
    """To the card when a van is free at the same price; otherwise to "check your answers", which says what changed."""
    now, actor = utc_now(), actor_from_request(request)
    booking = booking_of(token, now)
    try:  # a card may have been charged in the last moment: that payment counts before another is asked for
        booking = settle_booking(booking_id=booking.pk, actor=actor, now=now)
    except PaymentUnavailable:
        return redirect("web:track", token=token)
    if booking.state != BookingState.EXPIRED:
        return redirect("web:track", token=token)
    if _revived(booking, actor, now):
        return redirect("web:pay", token=token)
    draft = BookingDraft.objects.filter(booking=booking).first()
    if draft is None:  # taken by phone: the site has no answers to go on with
        return redirect(f"{reverse('web:book')}?service={booking.service}&package={booking.package}")
    answers = once_more(draft.answers, total_cents=booking.total_cents)
    started = drafts.start_draft(answers=answers, actor=actor, now=now)
    response = redirect(steps.address(started.uuid, steps.first_open(answers)))
    remember(request, response, started.uuid)
    return response


def _revived(booking: Booking, actor: Actor, now: datetime) -> bool:
    """Whether the booking waits for payment again. Never at another price than the customer has seen."""
    try:
        quote: Quote = store(booking.quote.request, actor=actor, now=now)
        if quote.total_cents != booking.total_cents:
            return False
        revive(booking_id=booking.pk, quote=quote, actor=actor, now=now)
    except (RequestErrors, PricingFailed, BookingRefused):
        return False
    return True
