"""What bookings tell people by mail, each once for its event; `bookings.message_kinds` has the first words."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bookings.links import pay_url, tracking_url
from bookings.models import Booking
from foundation.clock import clock_label, day_label, moment_label, new_york_day
from foundation.money import dollars
from foundation.notifications.operations import queue_email


def about(booking: Booking) -> dict[str, str]:
    """The variables that every mail about a booking may use."""
    return {
        "name": booking.contact_name,
        "booking_number": booking.reference,
        "service": booking.service_label,
        "date": day_label(booking.pickup_date) if booking.pickup_date else "a date to be agreed",
        "window": booking.window_label,
        "flight": f"{booking.flight_number}, {moment_label(booking.flight_at)}" if booking.flight_at else "",
        "total": dollars(booking.total_cents),
        "tracking_url": tracking_url(booking),
    }


def booking_received(booking: Booking, *, hold_until: datetime | None, now: datetime) -> None:
    """To the customer: the booking is written down; what comes next is payment, or staff's look at it."""
    mail(
        booking,
        "booking_received",
        key=f"booking_received:{booking.pk}",
        now=now,
        held_until=moment(hold_until, now) if hold_until else "",
        pay_url=pay_url(booking) if hold_until else "",
    )


def payment_received(booking: Booking, *, amount_cents: int, payment: str, now: datetime) -> None:
    """To the customer: paid and confirmed."""
    mail(booking, "payment_received", key=f"payment_received:{payment}", now=now, amount=dollars(amount_cents))


def payment_failed(booking: Booking, *, reason: str, payment: str, released: bool, now: datetime) -> None:
    """To the customer: not paid; once where the hold is over, once where a bank said no after the fact."""
    key = f"payment_failed:{payment}:{'released' if released else 'late'}"
    mail(
        booking,
        "payment_failed",
        key=key,
        now=now,
        reason=reason,
        pay_url="" if released else pay_url(booking),
    )


def money_returned(booking: Booking, *, amount_cents: int, why: str, payment: str, now: datetime) -> None:
    """To the customer, and to staff: money came that could confirm nothing and is on its way back."""
    amount = dollars(amount_cents)
    mail(booking, "date_gone_refund", key=f"date_gone_refund:{payment}", now=now, amount=amount, reason=why)
    queue_email(
        event_key=f"staff_money_returned:{payment}",
        template="staff_money_returned",
        to=settings.CONTACT_EMAIL,
        context={"booking_number": booking.reference, "amount": amount, "reason": why},
        target=booking,
        now=now,
    )


def refund_failed(booking: Booking, *, amount_cents: int, why: str, refund: str, now: datetime) -> None:
    """To staff: a refund did not arrive; somebody must look."""
    queue_email(
        event_key=f"staff_refund_failed:{refund}",
        template="staff_refund_failed",
        to=settings.CONTACT_EMAIL,
        context={"booking_number": booking.reference, "amount": dollars(amount_cents), "reason": why},
        target=booking,
        now=now,
    )


def booking_approved(booking: Booking, *, hold_until: datetime | None, now: datetime) -> None:
    """To the customer: approved, with the payment link, or confirmed where nothing is to be paid."""
    mail(
        booking,
        "booking_approved",
        key=f"booking_approved:{booking.pk}",
        now=now,
        held_until=moment(hold_until, now) if hold_until else "",
        pay_url=pay_url(booking) if hold_until else "",
    )


def booking_cancelled(booking: Booking, *, refund_cents: int, now: datetime) -> None:
    """To the customer: cancelled, and what is paid back."""
    refund = dollars(refund_cents) if refund_cents else ""
    mail(booking, "booking_cancelled", key=f"booking_cancelled:{booking.pk}", now=now, refund=refund)


def mail(booking: Booking, template: str, *, key: str, now: datetime, **context: str) -> None:
    """Queue one mail to the booking's contact; the same key never mails twice."""
    queue_email(
        event_key=key,
        template=template,
        to=booking.contact_email,
        context={**about(booking), **context},
        target=booking,
        now=now,
    )


def moment(at: datetime, now: datetime) -> str:
    """`3:42 PM`, with the day where it is not today's in New York."""
    day = new_york_day(at)
    clock = clock_label(at)
    return clock if day == new_york_day(now) else f"{clock} on {day_label(day)}"
