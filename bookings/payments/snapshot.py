"""Stripe's side of a payment at one moment, as frozen figures. PURE: made by the gateway, judged by settlement.

Amounts are integer cents of `currency`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChargeSnapshot:
    """The charge that captured the money. `fee_cents` is None until Stripe has written its balance transaction."""

    id: str
    amount_captured: int
    amount_refunded: int = 0
    fee_cents: int | None = None
    balance_transaction: str = ""
    card_brand: str = ""
    card_last4: str = ""


@dataclass(frozen=True, slots=True)
class RefundSnapshot:
    """A refund. `status` is Stripe's: pending, requires_action, succeeded, failed, canceled."""

    id: str
    amount: int
    status: str
    failure_reason: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailureSnapshot:
    """The last attempt that was refused. `attempt` names it: the failed charge, or else the payment method tried."""

    attempt: str
    code: str
    decline_code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class IntentSnapshot:
    """A PaymentIntent. `charge` is the successful one only; `client_secret` is for the payer's page, never kept."""

    id: str
    status: str
    amount: int
    amount_received: int
    currency: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    charge: ChargeSnapshot | None = None
    failure: FailureSnapshot | None = None
    refunds: tuple[RefundSnapshot, ...] = ()
    client_secret: str = field(default="", repr=False)
