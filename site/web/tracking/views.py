"""Tracking, receipt, calendar file, and the lookup by number and e-mail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bookings import queries
from bookings.models import Booking, BookingState
from bookings.payments.models import PaymentState, Settlement
from foundation.clock import clock_label, local_to_utc, utc_now
from foundation.money import dollars
from web.booking import asks, flight
from web.booking.forms import LookupForm
from web.booking.pay_views import booking_of, moment, when
from web.limits import LOOKUP, QUOTE, limited
from web.models import BookingPage
from web.tracking.events import events
from web.tracking.states import standing

PAID = {BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.COMPLETED, BookingState.DELIVERY_FAILED}


def _private(response: HttpResponse) -> HttpResponse:
    """Behind an unguessable link: kept out of search engines and out of the Referer header."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_GET
@limited(QUOTE)
def track(request: HttpRequest, token: str) -> HttpResponse:
    """One address from confirmation to delivery; what it shows changes with the state."""
    now = utc_now()
    booking = booking_of(token, now)
    payment = booking.payments.order_by("-created_at").first()
    confirming = payment is not None and payment.state == PaymentState.PROCESSING
    found = standing(booking, confirming=confirming)
    words = asks.words(booking.service)
    hold = queries.hold_of(booking, now) if booking.state == BookingState.PENDING else None
    stops = {stop.kind: stop for stop in booking.stops.all()}
    context: dict[str, Any] = {
        "booking": booking,
        "standing": found,
        "road": [
            {"name": name, "css": "p" if place <= found.road else ("e" if place == 3 else "")}
            for place, name in enumerate(words.road)
        ],
        "words": words,
        "flight": flight.label(booking.flight_number, booking.flight_at),
        "goes_by_road": words.comes == "collect",
        "events": events(booking),
        "panel": booking.quote.price_panel,
        "paid": booking.state in PAID,
        "returned": payment is not None and payment.settled_as == "returned",
        "pickup": stops.get("pickup"),
        "dropoff": stops.get("dropoff"),
        "held_until": clock_label(hold.lapses_at) if hold and hold.lapses_at else "",
        "confirmation": words.steps.get("confirmation", ("", BookingPage.texts().confirmation_text))[1],
        "updated": clock_label(now),
        "title": f"{found.heading} | {booking.reference} | ToteTaxi",
    }
    return _private(render(request, "web/tracking/track.html", context))


@never_cache
@require_GET
@limited(QUOTE)
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt, once something is paid; made to be printed."""
    booking = booking_of(token, utc_now())
    payment = booking.payments.filter(settled_as=Settlement.CONFIRMED).order_by("created_at").first()
    if payment is None and booking.state not in PAID:
        return redirect("web:track", token=token)
    stops = {stop.kind: stop for stop in booking.stops.all()}
    context = {
        "booking": booking,
        "payment": payment,
        "paid_on": moment(payment.succeeded_at) if payment and payment.succeeded_at else "",
        "paid": dollars(payment.amount_cents) if payment else dollars(0),
        "panel": booking.quote.price_panel,
        "when": when(booking),
        "words": asks.words(booking.service),
        "flight": flight.label(booking.flight_number, booking.flight_at),
        "pickup": stops.get("pickup"),
        "dropoff": stops.get("dropoff"),
    }
    return _private(render(request, "web/tracking/receipt.html", context))


@never_cache
@require_GET
@limited(QUOTE)
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The pickup as an iCalendar entry."""
    booking = booking_of(token, utc_now())
    if booking.pickup_date is None or booking.state not in PAID:
        return redirect("web:track", token=token)
    response = HttpResponse(_ics(request, booking, booking.pickup_date), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{booking.reference}.ics"'
    return _private(response)


def _ics(request: HttpRequest, booking: Booking, day: date) -> str:
    if booking.window_starts and booking.window_ends:
        starts, ends = (local_to_utc(day, at) for at in (booking.window_starts, booking.window_ends))
        times = [f"DTSTART:{_stamp(starts)}", f"DTEND:{_stamp(ends)}"]
    else:
        times = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}"]
    link = request.build_absolute_uri(reverse("web:track", args=[booking.token]))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ToteTaxi//Booking//EN",
        "BEGIN:VEVENT",
        f"UID:{booking.uuid}@totetaxi",
        f"DTSTAMP:{_stamp(booking.created_at)}",
        *times,
        f"SUMMARY:ToteTaxi {asks.words(booking.service).comes}s ({booking.reference})",
        f"URL:{link}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@never_cache
@require_GET
@limited(LOOKUP)
def lookup(request: HttpRequest) -> HttpResponse:
    """Number and e-mail together open a booking; either alone opens nothing."""
    asked = "number" in request.GET or "email" in request.GET
    form = LookupForm(request.GET if asked else None)
    if asked and form.is_valid():
        found = queries.booking_by_number_and_email(
            form.cleaned_data["number"], form.cleaned_data["email"], now=utc_now()
        )
        if found is not None:
            return _private(redirect("web:track", token=found.token))
        form.add_error(
            "number", "We find no booking with this number and email address. Check both, or use the link we sent you"
        )
    errors = form.error_list() if asked else []
    context = {"form": form, "errors": errors, "title": f"{'Error: ' if errors else ''}Track a delivery | ToteTaxi"}
    return _private(render(request, "web/tracking/lookup.html", context))
