"""What the dashboard counts. Every figure is one the staff can open as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from bookings.leads.queries import new_count as new_leads
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.payments.models import Payment, PaymentState, Refund, RefundState
from foundation.notifications.models import Message
from foundation.outbox.models import Effect

TROUBLED = (Effect.State.FAILED, Effect.State.UNCLEAR)
AT_WORK = (BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.DELIVERY_FAILED, BookingState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Counts of what waits for a person's decision."""

    approvals: int
    new_leads: int
    unpaid: int
    lapsing: int
    failed_deliveries: int
    failed_payments: int
    unmatched_payments: int
    refunds_to_approve: int
    refunds_failed: int
    messages: int
    effects: int


def bookings_of_day(day: date) -> dict[str, int]:
    """How many bookings are to be picked up on `day` (New York), by state; states with none are 0."""
    found = Booking.objects.filter(pickup_date=day).order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(BookingState.values, 0) | dict(found)


def coming_days(first: date, days: int) -> Mapping[date, int]:
    """Bookings that are sold, by pickup day, for `days` days from `first` on; days with none are 0."""
    last = first + timedelta(days=days - 1)
    found = (
        Booking.objects.filter(pickup_date__range=(first, last), state__in=AT_WORK)
        .order_by()
        .values_list("pickup_date")
        .annotate(count=Count("pk"))
    )
    return {first + timedelta(days=n): 0 for n in range(days)} | dict(found)


def trouble(now: datetime) -> Trouble:
    """What waits for somebody at `now` (UTC), in seven queries whatever the number of bookings."""
    states = dict(
        Booking.objects.filter(
            state__in=[BookingState.AWAITING_APPROVAL, BookingState.PENDING, BookingState.DELIVERY_FAILED]
        )
        .order_by()
        .values_list("state")
        .annotate(count=Count("pk"))
    )
    payments = Payment.objects.aggregate(
        failed=Count("pk", filter=Q(state=PaymentState.FAILED, booking__state=BookingState.PENDING)),
        unmatched=Count("pk", filter=~Q(returned_because="")),
    )
    refunds = Refund.objects.aggregate(
        requested=Count("pk", filter=Q(state=RefundState.REQUESTED)),
        failed=Count("pk", filter=Q(state=RefundState.FAILED)),
    )
    return Trouble(
        new_leads=new_leads(),
        approvals=states.get(BookingState.AWAITING_APPROVAL, 0),
        unpaid=states.get(BookingState.PENDING, 0),
        lapsing=lapsing_holds(now),
        failed_deliveries=states.get(BookingState.DELIVERY_FAILED, 0),
        failed_payments=payments["failed"],
        unmatched_payments=payments["unmatched"],
        refunds_to_approve=refunds["requested"],
        refunds_failed=refunds["failed"],
        messages=Message.objects.filter(effect__state__in=TROUBLED).count(),
        effects=Effect.objects.filter(state__in=TROUBLED).count(),
    )


def lapsing_holds(now: datetime) -> int:
    """Unpaid holds that run out within the hour."""
    return CapacityClaim.objects.filter(
        kind=CapacityClaim.Kind.HOLD,
        released_at__isnull=True,
        expires_at__gt=now,
        expires_at__lte=now + timedelta(hours=1),
    ).count()
