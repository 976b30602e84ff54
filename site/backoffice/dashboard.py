"""The dashboard: today by state, what waits for somebody, the days to come. Each figure is a link to its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from backoffice import queries
from bookings.models import BookingState
from foundation.clock import day_label, new_york_day, utc_now

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, its words, and the list it opens."""

    count: int
    label: str
    address: str
    hint: str = ""
    tone: str = "warn"


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: adds what this person may see."""
    now = utc_now()
    today = new_york_day(now)
    context["today_label"] = day_label(today)
    if request.user.has_perm("bookings.view_booking"):
        context["today"] = _today(today)
        context["coming"] = _coming(today)
    context["waiting"] = _waiting(request, now)
    context["has_no_role"] = not context["app_list"]
    return context


def _bookings(**filters: object) -> str:
    return f"{reverse('admin:bookings_booking_changelist')}?{urlencode(filters)}"


def _today(today: date) -> list[Figure]:
    counts = queries.bookings_of_day(today)
    shown = (
        BookingState.PENDING,
        BookingState.CONFIRMED,
        BookingState.IN_PROGRESS,
        BookingState.COMPLETED,
        BookingState.DELIVERY_FAILED,
        BookingState.CANCELLED,
    )
    return [
        Figure(counts[state], str(state.label), _bookings(pickup_date__exact=today, state__exact=state.value))
        for state in shown
    ]


def _coming(today: date) -> list[Figure]:
    counts = queries.coming_days(today, DAYS_SHOWN)
    return [
        Figure(count, day_label(day), _bookings(pickup_date__exact=day, work="sold")) for day, count in counts.items()
    ]


def _waiting(request: HttpRequest, now: datetime) -> list[Figure]:
    """What waits, most urgent first; only what this person may look at, and only what is not zero."""
    found = queries.trouble(now)
    rows: tuple[tuple[str, int, str, str, str, str], ...] = (
        (
            "bookings.view_booking",
            found.failed_deliveries,
            "Failed deliveries",
            "A new date is to be found",
            _bookings(state__exact="delivery_failed"),
            "bad",
        ),
        (
            "payments.view_payment",
            found.unmatched_payments,
            "Money that confirmed nothing",
            "Paid too late or for a price that no longer held",
            _list("payments", "payment", mismatched="yes"),
            "bad",
        ),
        (
            "bookings.view_booking",
            found.approvals,
            "Bookings to approve",
            "No van is held for them yet",
            _bookings(state__exact="awaiting_approval"),
            "warn",
        ),
        (
            "leads.view_lead",
            found.new_leads,
            "New requests",
            "Storage, businesses and far addresses; nobody has answered yet",
            _list("leads", "lead", list="new"),
            "warn",
        ),
        (
            "payments.view_refund",
            found.refunds_to_approve,
            "Refunds to approve",
            "Requested by staff",
            _list("payments", "refund", state__exact="requested"),
            "warn",
        ),
        (
            "payments.view_refund",
            found.refunds_failed,
            "Failed refunds",
            "The customer has no money back yet",
            _list("payments", "refund", state__exact="failed"),
            "bad",
        ),
        (
            "payments.view_payment",
            found.failed_payments,
            "Failed payments",
            "The customer may try again while the hold lasts",
            _list("payments", "payment", state__exact="failed"),
            "warn",
        ),
        (
            "bookings.view_booking",
            found.unpaid,
            "Awaiting payment",
            f"{found.lapsing} to run out within the hour" if found.lapsing else "None runs out within the hour",
            _bookings(state__exact="pending"),
            "info",
        ),
        (
            "notifications.view_message",
            found.messages,
            "Messages not sent",
            "Failed, or cut off while sending",
            _list("notifications", "message", effect__state__in="failed,unclear"),
            "bad",
        ),
        (
            "outbox.view_effect",
            found.effects,
            "Outside calls to look at",
            "Failed or unclear; none is repeated by itself",
            _list("outbox", "effect", state__in="failed,unclear"),
            "bad",
        ),
    )
    return [
        Figure(count, label, address, hint, tone)
        for permission, count, label, hint, address, tone in rows
        if count and address and request.user.has_perm(permission)
    ]


def _list(app: str, model: str, **filters: object) -> str:
    """The list's address, or nothing where no admin page shows this model."""
    try:
        return f"{reverse(f'admin:{app}_{model}_changelist')}?{urlencode(filters)}"
    except NoReverseMatch:
        return ""
