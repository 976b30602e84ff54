"""The list's tabs: bookings by the work they are, not by a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import Booking, BookingState
from bookings.payments.models import Payment, PaymentState

SOLD = (BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.DELIVERY_FAILED, BookingState.COMPLETED)
OPEN = (BookingState.CONFIRMED, BookingState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Work:
    """A tab: its code in the address, its words, and which bookings it holds on a New York day."""

    code: str
    label: str
    chosen: Callable[[date], Q]
    is_tab: bool = True


def _needs_action(today: date) -> Q:
    """Somebody must decide or repair: approvals, failed deliveries, failed or unmatched money, jobs left open."""
    failed = Payment.objects.filter(booking=OuterRef("pk"), state=PaymentState.FAILED)
    unmatched = Payment.objects.filter(booking=OuterRef("pk")).exclude(returned_because="")
    return (
        Q(state__in=[BookingState.AWAITING_APPROVAL, BookingState.DELIVERY_FAILED])
        | Q(Exists(failed), state=BookingState.PENDING)
        | Q(state__in=OPEN, pickup_date__lt=today)
        | Q(Exists(unmatched))
    )


def _on(days: int) -> Callable[[date], Q]:
    return lambda today: Q(pickup_date=today + timedelta(days=days), state__in=SOLD)


def _this_week(today: date) -> Q:
    """Monday to Sunday around today."""
    monday = today - timedelta(days=today.weekday())
    return Q(pickup_date__range=(monday, monday + timedelta(days=6)), state__in=SOLD)


WORKS: tuple[Work, ...] = (
    Work("needs_action", "Needs action", _needs_action),
    Work("today", "Today", _on(0)),
    Work("tomorrow", "Tomorrow", _on(1)),
    Work("week", "This week", _this_week),
    Work("unpaid", "Awaiting payment", lambda today: Q(state=BookingState.PENDING)),
    Work("sold", "Sold", lambda today: Q(state__in=SOLD), is_tab=False),
)


def work_of(bookings: QuerySet[Booking], code: str, today: date) -> QuerySet[Booking]:
    """The bookings of one tab; all of them for a code that no tab has."""
    for work in WORKS:
        if work.code == code:
            return bookings.filter(work.chosen(today))
    return bookings
