"""Stripe's news in any order, any of it twice, some of it stale: one end state, and a ledger that equals Stripe's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.models import CapacityClaim
from bookings.operations.applying import apply_intent
from bookings.payments.models import LedgerEntry, Payment, Refund
from bookings.payments.snapshot import IntentSnapshot
from foundation.notifications.models import Message
from foundation.outbox.models import Effect
from tests.booking_making import (
    FEE_CENTS,
    NOW,
    PAID_CENTS,
    WEBHOOK,
    again,
    charge,
    failure,
    intent,
    placed,
    refund,
    seed_business,
    with_intent,
)

SOON = NOW + timedelta(minutes=5)


class Undo(Exception):
    """Ends each example's transaction, so that the next one begins anew."""


def news(payment: Payment) -> list[IntentSnapshot]:
    """One payment's life at Stripe, moment by moment; the last is how it stands there in the end."""
    without_fee = charge(payment, fee_cents=None, balance_transaction="")
    paid = intent(payment, "succeeded", failure=None)
    return [
        intent(payment),
        intent(payment, failure=failure(1)),
        intent(payment, "requires_action"),
        intent(payment, failure=failure(2)),
        intent(payment, failure=failure(3)),  # by now the hold is released; the success still finds room
        intent(payment, "processing"),
        replace(paid, charge=without_fee),
        paid,
        replace(paid, refunds=(refund("re_1", 5000, "pending"),)),
        replace(paid, refunds=(refund("re_1", 5000, "succeeded"),)),
    ]


def end_state(payment: Payment) -> dict[str, Any]:
    fresh = Payment.objects.get(pk=payment.pk)
    ledger = LedgerEntry.objects.filter(payment=payment)
    return {
        "booking": again(payment.booking).state,
        "payment": fresh.state,
        "settled": fresh.settled_as,
        "ledger": sorted(ledger.values_list("kind", "amount_cents", "object_id")),
        "adds_up": [entry.after_cents for entry in ledger.order_by("-position")[:1]],
        "refunds": list(Refund.objects.values_list("state", "amount_cents", "refund_id")),
        "claims": list(CapacityClaim.objects.live(SOON).values_list("kind", "items")),
        "receipts": Message.objects.filter(template="payment_received").count(),
        "taken in": Effect.objects.filter(handler="dispatch.take_in").count(),
    }


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(order=st.lists(st.integers(0, 9), max_size=14))
def test_any_order_and_any_repetition_end_the_same(order: list[int], seeded: None) -> None:
    with pytest.raises(Undo), transaction.atomic():
        payment = with_intent(placed())
        moments = news(payment)
        for index in [*order, 9]:  # the last read always sees how it stands in the end
            apply_intent(moments[index], actor=WEBHOOK, now=SOON, source_event=f"evt_{index}")
        number = payment.booking.number
        assert end_state(payment) == {
            "booking": "confirmed",
            "payment": "partially_refunded",
            "settled": "confirmed",
            "ledger": [
                ("charge", PAID_CENTS, f"ch_{number}"),
                ("fee", -FEE_CENTS, f"txn_{number}"),
                ("refund", -5000, "re_1"),
            ],
            "adds_up": [PAID_CENTS - FEE_CENTS - 5000],
            "refunds": [("succeeded", 5000, "re_1")],
            "claims": [("reservation", 30)],
            "receipts": 1,
            "taken in": 1,
        }
        raise Undo


@pytest.fixture
def seeded(db: None) -> None:
    seed_business()
