"""Money: payments, refunds, Stripe's events, and the ledger of every movement."""

from bookings.payments.models.event import PaymentEvent
from bookings.payments.models.ledger import LedgerEntry
from bookings.payments.models.payment import FailedAttempt, Payment, PaymentState, Settlement
from bookings.payments.models.refund import Refund, RefundState

__all__ = [
    "FailedAttempt",
    "LedgerEntry",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "Refund",
    "RefundState",
    "Settlement",
]
