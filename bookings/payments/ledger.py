"""Writing and summing the ledger. Every function that writes needs the payment's row locked by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from bookings.payments.models import LedgerEntry, Payment, Refund
from foundation.audit.actor import Actor

Kind = LedgerEntry.Kind


@dataclass(frozen=True, slots=True)
class Balance:
    """A payment's sums in cents, from its entries: what was captured, what went back, what Stripe kept."""

    captured: int = 0
    refunded: int = 0
    fees: int = 0

    @property
    def kept(self) -> int:
        """Captured less refunded: what a customer has paid in the end."""
        return self.captured - self.refunded


def balance(payment: Payment) -> Balance:
    """The sums of a payment's entries. A refund that failed after all was taken back by an adjustment."""
    rows = LedgerEntry.objects.filter(payment=payment).order_by().values("kind").annotate(cents=Sum("amount_cents"))
    sums = {row["kind"]: row["cents"] for row in rows}
    return Balance(
        captured=sums.get(Kind.CHARGE, 0),
        refunded=-(sums.get(Kind.REFUND, 0) + sums.get(Kind.ADJUSTMENT, 0)),
        fees=-sums.get(Kind.FEE, 0),
    )


def write(
    payment: Payment,
    kind: str,
    *,
    amount_cents: int,
    object_id: str,
    actor: Actor,
    now: datetime,
    source_event: str = "",
    refund: Refund | None = None,
) -> LedgerEntry | None:
    """Write one movement, or nothing (None) where it stands in the ledger already.

    `amount_cents` is signed: a charge positive, refunds and fees negative. `object_id` is Stripe's name of it.
    """
    if amount_cents == 0 or LedgerEntry.objects.filter(kind=kind, object_id=object_id).exists():
        return None
    last = LedgerEntry.objects.filter(payment=payment).order_by("-position").first()
    before = last.after_cents if last else 0
    return LedgerEntry.objects.create(
        payment=payment,
        position=last.position + 1 if last else 1,
        kind=kind,
        amount_cents=amount_cents,
        before_cents=before,
        after_cents=before + amount_cents,
        object_id=object_id,
        refund=refund,
        source_event=source_event,
        actor_id=actor.user_id,
        via=actor.via,
        at=now,
    )
