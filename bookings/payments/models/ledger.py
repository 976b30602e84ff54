"""The ledger: every movement of money, once, for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bookings.payments.models.payment import Payment
from bookings.payments.models.refund import Refund
from foundation.audit.append_only import append_only
from foundation.money import signed_dollars


class LedgerEntry(models.Model):
    """One movement in US cents: a charge is positive, a refund and a fee negative. Nobody can change or delete one.

    `before_cents` and `after_cents` are the payment's balance: the sum of its entries. `object_id` is Stripe's name of
    the movement (charge, refund, balance transaction); kind and object together occur once, whatever comes twice.
    """

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        REFUND = "refund", "Refund"
        FEE = "fee", "Fee"
        ADJUSTMENT = "adjustment", "Adjustment"
        DISPUTE = "dispute", "Dispute"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="ledger")
    position = models.PositiveIntegerField(help_text="Counts a payment's entries from 1.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount_cents = models.BigIntegerField()
    before_cents = models.BigIntegerField()
    after_cents = models.BigIntegerField()
    object_id = models.CharField(max_length=80)
    refund = models.ForeignKey(Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger")
    source_event = models.CharField(max_length=80, blank=True, help_text="The webhook event, if one brought it.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["payment", "position"]
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        indexes = [models.Index(fields=["at"], name="ledger_entry_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="ledger_entry_once_per_movement"),
            models.UniqueConstraint(fields=["payment", "position"], name="ledger_entry_position_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["charge", "refund", "fee", "adjustment", "dispute"]),
                name="ledger_entry_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(after_cents=F("before_cents") + F("amount_cents")), name="ledger_entry_adds_up"
            ),
            models.CheckConstraint(
                condition=(Q(kind="charge") & Q(amount_cents__gt=0))
                | (Q(kind="refund") & Q(amount_cents__lt=0))
                | Q(kind__in=["fee", "adjustment", "dispute"]),
                name="ledger_entry_sign_fits_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {signed_dollars(self.amount_cents)}"


append_only(LedgerEntry)
