"""The money of one booking as its page shows it: payments, refunds and the ledger, added up from the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.admin.labels import PAYMENT_TONES
from bookings.models import Booking
from bookings.payments.models import LedgerEntry, Payment, PaymentState, Refund
from foundation.money import dollars, signed_dollars

_Kind = LedgerEntry.Kind
KEPT_KINDS = frozenset({_Kind.CHARGE, _Kind.REFUND, _Kind.ADJUSTMENT, _Kind.DISPUTE})


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One movement, written for people; `source` is Stripe's name of it."""

    kind: str
    amount: str
    balance: str
    source: str
    entry: LedgerEntry


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment with what became of it."""

    payment: Payment
    amount: str
    tone: str
    card: str
    refunds: tuple[tuple[Refund, str], ...]
    ledger: tuple[LedgerRow, ...]


def payment_rows(booking: Booking) -> tuple[PaymentRow, ...]:
    """The booking's payments, newest first; payments, refunds and ledger are to be prefetched."""
    return tuple(_payment(payment) for payment in booking.payments.all())


def kept_cents(booking: Booking) -> int:
    """What was taken and not given back, fees aside, from the prefetched ledger."""
    entries = (entry for payment in booking.payments.all() for entry in payment.ledger.all())
    return sum(entry.amount_cents for entry in entries if entry.kind in KEPT_KINDS)


def paid_label(booking: Booking, kept: int) -> tuple[str, str]:
    """Words and tone for the header: `("Paid", "good")`."""
    states = {payment.state for payment in booking.payments.all()}
    if PaymentState.DISPUTED in states:
        return "Disputed", "bad"
    if kept and kept >= booking.total_cents:
        return "Paid", "good"
    if kept:
        return f"{dollars(kept)} of {dollars(booking.total_cents)} paid", "warn"
    if PaymentState.REFUNDED in states:
        return "Refunded", ""
    if PaymentState.PROCESSING in states:
        return "Confirming with the bank", "info"
    if not booking.total_cents:
        return "Nothing to pay", "good"
    return "Not paid", "warn" if booking.state == "pending" else ""


def _payment(payment: Payment) -> PaymentRow:
    card = f"{payment.card_brand.capitalize()} {payment.card_last4}".strip()
    return PaymentRow(
        payment=payment,
        amount=dollars(payment.amount_cents),
        tone=PAYMENT_TONES.get(PaymentState(payment.state), ""),
        card=card,
        refunds=tuple((refund, dollars(refund.amount_cents)) for refund in payment.refunds.all()),
        ledger=tuple(_entry(entry) for entry in payment.ledger.all()),
    )


def _entry(entry: LedgerEntry) -> LedgerRow:
    return LedgerRow(
        kind=str(entry.get_kind_display()),
        amount=signed_dollars(entry.amount_cents),
        balance=dollars(entry.after_cents),
        source=entry.object_id,
        entry=entry,
    )
