"""The pay page, the way back from the bank, and more time on the hold."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bookings import queries
from bookings.errors import BookingRefused, HoldOver, NothingToPay, PaymentUnavailable
from bookings.models import Booking
from bookings.operations.holds import extend_hold
from bookings.operations.pay import ready_to_pay
from bookings.operations.settlement import settle_booking
from foundation.audit.actor import actor_from_request
from foundation.clock import clock_label, day_label, new_york, utc_now
from web.booking import asks, flight, steps
from web.limits import QUOTE, limited
from web.models import BookingPage, SiteSettings

WARN = timedelta(minutes=5)
FONT = "web/fonts/figtree-latin-wght-normal.woff2"  # so that the card fields look like the page around them


@never_cache
@require_GET
@limited(QUOTE)
@csp_update(settings.STRIPE_ORIGINS)
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """The card, while the booking waits for it; otherwise its own page says how it stands."""
    now = utc_now()
    booking = booking_of(token, now)
    if booking.state != "pending":
        return redirect("web:track", token=token)
    context = _context(request, booking, now)
    try:
        ready = ready_to_pay(booking_id=booking.pk, actor=actor_from_request(request), now=now)
    except (NothingToPay, HoldOver):
        return redirect("web:track", token=token)
    except PaymentUnavailable as problem:
        return render(request, "web/booking/pay_later.html", {**context, "message": problem.message}, status=503)
    return render(
        request,
        "web/booking/pay.html",
        {
            **context,
            "client_secret": ready.client_secret,
            "publishable_key": ready.publishable_key,
            "stripe_js": settings.STRIPE_JS_URL,
            "font_url": request.build_absolute_uri(static(FONT)),
            "problem": getattr(ready.payment, "failure_message", "") or "",
            "return_url": request.build_absolute_uri(reverse("web:pay-return", args=[token])),
        },
    )


def _context(request: HttpRequest, booking: Booking, now: datetime) -> dict[str, Any]:
    hold = queries.hold_of(booking, now)
    ends = hold.lapses_at if hold else None
    texts = BookingPage.texts()
    return {
        "booking": booking,
        "panel": booking.quote.price_panel,
        "steps": steps.paying(booking.service),
        "title": steps.paying(booking.service).title,
        "words": asks.words(booking.service),
        "flight": flight.label(booking.flight_number, booking.flight_at),
        "texts": texts,
        "hold_sentence": _held(booking, ends, now) if ends else "",
        "held_until": clock_label(ends) if ends else "",
        "extend_url": reverse("web:pay-more-time", args=[booking.token]),
        "site": SiteSettings.of(request),
    }


def _held(booking: Booking, ends: datetime, now: datetime) -> str:
    """Until when, as a clock time and not a ticking counter; said again when little is left (brief 2.4)."""
    sentence = f"{when(booking)} is held for you until {clock_label(ends)}."
    return f"{sentence} Less than five minutes are left." if ends - now <= WARN else sentence


@never_cache
@require_GET
def pay_return(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the bank: ask Stripe once, so that nobody waits for a webhook, then show how the booking stands."""
    now = utc_now()
    booking = booking_of(token, now)
    with suppress(BookingRefused):  # Stripe does not answer: the webhook settles it, the page says so meanwhile
        settle_booking(booking_id=booking.pk, actor=actor_from_request(request), now=now)
    settled = booking_of(token, now)
    if settled.state == "pending" and request.GET.get("redirect_status") == "failed":
        return redirect("web:pay", token=token)
    return redirect("web:track", token=token)


@never_cache
@require_POST
@limited(QUOTE)
def more_time(request: HttpRequest, token: str) -> HttpResponse:
    """Fifteen more minutes, by one press (WCAG 2.2.1)."""
    now = utc_now()
    booking = booking_of(token, now)
    try:
        extend_hold(booking_id=booking.pk, actor=actor_from_request(request), now=now)
    except BookingRefused as refusal:
        return render(
            request, "web/booking/no_more_time.html", {"booking": booking, "message": refusal.message}, status=409
        )
    return redirect("web:pay", token=token)


def booking_of(token: str, now: datetime) -> Booking:
    """The booking of an unguessable link. Raises Http404."""
    booking = queries.booking_by_token(token, now)
    if booking is None:
        raise Http404
    return booking


def when(booking: Booking) -> str:
    """`Saturday, June 26, 8 to 11 AM`."""
    if booking.pickup_date is None:
        return booking.service_label
    day = day_label(booking.pickup_date)
    return f"{day}, {booking.window_label}" if booking.window_label else day


def moment(at: datetime) -> str:
    """`June 10, 1:02 PM` in New York."""
    local = new_york(at)
    return f"{local:%B} {local.day}, {clock_label(at)}"
