"""What stands on a booking's page. Reads only; whatever is done there is done by the operations behind its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Sum
from django.urls import NoReverseMatch, reverse

from bookings.admin.labels import state_tone
from bookings.admin.money import KEPT_KINDS, kept_cents, paid_label, payment_rows
from bookings.admin.price import price_rows, trace_rows
from bookings.admin.story import KINDS, story
from bookings.admin.strip import reached, steps
from bookings.admin.work import OPEN
from bookings.models import Booking, BookingState, CapacityClaim
from bookings.payments.models import LedgerEntry, Payment
from bookings.queries import allowed_transitions
from catalog.models import Zone
from foundation.accounts.models import User
from foundation.clock import clock_label, day_label, new_york_day
from foundation.money import dollars
from foundation.notifications.queries import messages_about

MOST_WARNINGS = 3


@dataclass(frozen=True, slots=True)
class Caution:
    """One sentence of the attention bar: what is wrong, and what to do."""

    title: str
    text: str


def load(pk: UUID) -> Booking:
    """The booking with all that its page shows, in a number of queries that does not grow. Raises DoesNotExist."""
    payments = Payment.objects.prefetch_related("refunds", "ledger", "failed_attempts")
    claims = CapacityClaim.objects.filter(released_at__isnull=True).select_related("van")
    return (
        Booking.objects.select_related("quote__rule_set", "customer__user")
        .prefetch_related("stops", Prefetch("payments", payments), Prefetch("claims", claims, to_attr="claims_now"))
        .get(pk=pk)
    )


def context(booking: Booking, *, user: User, show: str, now: datetime) -> dict[str, Any]:
    """The page's context for `user` at `now` (UTC). `show` chooses one kind of the timeline's entries, "" all."""
    kept = kept_cents(booking)
    paid, paid_tone = paid_label(booking, kept)
    messages = list(messages_about([booking]))
    told = story(booking, messages)
    return {
        "booking": booking,
        "state_tone": state_tone(booking.state),
        "total": dollars(booking.total_cents),
        "kept": dollars(kept),
        "paid": paid,
        "paid_tone": paid_tone,
        "transitions": allowed_transitions(booking, user),
        "steps": steps(booking, reached(booking), _hint(booking, now)),
        "warnings": _warnings(booking, messages, now)[:MOST_WARNINGS],
        "pickup_day": day_label(booking.pickup_date) if booking.pickup_date else "",
        "places": _places(booking),
        "price_rows": price_rows(booking.quote),
        "trace": trace_rows(booking.quote),
        "payments": payment_rows(booking),
        "claims": booking.claims_now,  # type: ignore[attr-defined]
        "customer_figures": _customer(booking),
        "customer_address": _address("customers", "customer", booking.customer_id),
        "messages_sent": messages,
        "story": [moment for moment in told if not show or moment.kind == show],
        "story_kinds": [("", "All"), *KINDS],
        "story_shown": show,
    }


def _hint(booking: Booking, now: datetime) -> str:
    if booking.state == BookingState.PENDING:
        ends = [claim.lapses_at for claim in booking.claims_now if claim.lapses_at]  # type: ignore[attr-defined]
        if not ends:
            return "No van is held"
        if max(ends) <= now:
            return "The hold ran out"
        day = "" if new_york_day(max(ends)) == new_york_day(now) else f"{day_label(new_york_day(max(ends)))}, "
        return f"Held until {day}{clock_label(max(ends))}"
    if booking.state == BookingState.AWAITING_APPROVAL:
        return "No van is held yet"
    if booking.state == BookingState.CANCELLED:
        return booking.cancel_reason
    return ""


def _warnings(booking: Booking, messages: list[Any], now: datetime) -> list[Caution]:
    found = [
        Caution("Money came that confirmed nothing.", payment.returned_because)
        for payment in booking.payments.all()
        if payment.returned_because
    ]
    if booking.state == BookingState.DELIVERY_FAILED:
        found.append(Caution("The delivery failed.", "Agree on a new date with the customer; it costs them nothing."))
    if booking.state == BookingState.AWAITING_APPROVAL:
        reasons = "; ".join(booking.quote.answer["approval"]["reasons"])
        found.append(Caution("Somebody must approve this.", reasons))
    if booking.state in OPEN and booking.pickup_date is not None and booking.pickup_date < new_york_day(now):
        found.append(Caution("The pickup day is over.", "Complete the job, or record what happened."))
    for payment in booking.payments.all():
        if payment.state == "failed" and booking.state == BookingState.PENDING:
            found.append(Caution("The last payment failed.", payment.failure_message))
    if any(message.state in ("failed", "unclear") for message in messages):
        found.append(Caution("A message did not go out.", "It stands under Messages, with why."))
    return found


def _places(booking: Booking) -> list[dict[str, Any]]:
    """Each address with the zones and the town that the price saw."""
    facts = booking.quote.facts
    labels = dict(Zone.objects.values_list("code", "label"))
    return [
        {"stop": stop, "zones": [labels.get(code, code) for code in sorted(facts.get(f"{stop.kind}_zones") or ())]}
        for stop in booking.stops.all()
    ]


def _customer(booking: Booking) -> dict[str, Any]:
    """How often this person has booked, and what they have paid and we have kept."""
    others = Booking.objects.filter(customer_id=booking.customer_id)
    kept = LedgerEntry.objects.filter(payment__booking__customer_id=booking.customer_id, kind__in=KEPT_KINDS)
    return {"bookings": others.count(), "kept": dollars(kept.aggregate(cents=Sum("amount_cents"))["cents"] or 0)}


def _address(app: str, model: str, pk: object) -> str:
    try:
        return reverse(f"admin:{app}_{model}_change", args=[pk])
    except NoReverseMatch:  # no page of this kind in this installation
        return ""
