"""A seeded business, and short ways to quote, place and pay in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bookings.models import Booking
from bookings.operations.applying import apply_intent
from bookings.operations.place import Address, Contact, place
from bookings.payments.intents import note_intent, payment_of
from bookings.payments.models import Payment
from bookings.payments.snapshot import ChargeSnapshot, FailureSnapshot, IntentSnapshot, RefundSnapshot
from catalog.operations import seed_catalogue
from foundation.audit.actor import Actor
from pricing_rules.models import Quote
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # Monday, 10 AM in New York
SATURDAY = date(2026, 6, 27)
GUEST = Actor(user_id=None, label="Guest", via="site", ip="192.0.2.7", user_agent="Test")
WEBHOOK = Actor.system("webhook")
CONTACT = Contact(name="Claire Whitcomb", email="claire@example.com", phone="(212) 555-0142")
PICKUP = Address(line1="214 West 83rd Street", line2="Apt 3R", zip="10024")
DROPOFF = Address(line1="27 Hedges Lane", zip="11962", instructions="Gate code at the desk")
STANDARD: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": SATURDAY.isoformat(),
}
PAID_CENTS = 198375
FEE_CENTS = 5783


def seed_business() -> None:
    """Catalogue and rules, in force since 2025."""
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def quote(now: datetime = NOW, **changes: Any) -> Quote:
    """A stored quote of the Standard mini move, changed where said."""
    return store({**STANDARD, **changes}, actor=GUEST, now=now, trusted=True)


def placed(now: datetime = NOW, *, key: str = "", given: Quote | None = None, **changes: Any) -> Booking:
    """A placed booking; `changes` go to the quote."""
    made = given or quote(now, **changes)
    return place(
        quote=made,
        contact=CONTACT,
        pickup=PICKUP if "pickup" in made.request else None,
        dropoff=DROPOFF if "dropoff" in made.request else None,
        idempotency_key=key or str(made.pk),
        actor=GUEST,
        now=now,
    )


def again(booking: Booking) -> Booking:
    """The booking as it stands in the database now."""
    return Booking.objects.get(pk=booking.pk)


def with_intent(booking: Booking, now: datetime = NOW, intent_id: str = "") -> Payment:
    """The booking's payment as if its intent had been made at Stripe."""
    payment = payment_of(booking, now=now)
    return note_intent(payment, intent(payment, id=intent_id or f"pi_{booking.number}"), now=now)


def intent(payment: Payment, status: str = "requires_payment_method", **changes: Any) -> IntentSnapshot:
    """Stripe's side of a payment."""
    given: dict[str, Any] = {
        "id": payment.intent_id or "pi_1",
        "status": status,
        "amount": payment.amount_cents,
        "amount_received": payment.amount_cents if status == "succeeded" else 0,
        "currency": "usd",
        "metadata": {"booking": str(payment.booking_id), "quote": str(payment.quote_id)},
        "charge": charge(payment) if status == "succeeded" else None,
    }
    return IntentSnapshot(**{**given, **changes})


def charge(payment: Payment, **changes: Any) -> ChargeSnapshot:
    given: dict[str, Any] = {
        "id": f"ch_{payment.booking.number}",
        "amount_captured": payment.amount_cents,
        "fee_cents": FEE_CENTS,
        "balance_transaction": f"txn_{payment.booking.number}",
        "card_brand": "visa",
        "card_last4": "4242",
    }
    return ChargeSnapshot(**{**given, **changes})


def failure(number: int = 1) -> FailureSnapshot:
    return FailureSnapshot(attempt=f"ch_failed_{number}", code="card_declined", decline_code="generic_decline")


def refund(id: str, amount: int, status: str = "succeeded", **metadata: str) -> RefundSnapshot:
    return RefundSnapshot(id=id, amount=amount, status=status, metadata=metadata)


def pay(booking: Booking, now: datetime = NOW + timedelta(minutes=5)) -> Payment:
    """Pay the booking as the webhook tells it."""
    payment = with_intent(booking, now)
    applied = apply_intent(intent(payment, "succeeded"), actor=WEBHOOK, now=now, source_event="evt_paid")
    assert applied is not None
    return applied
