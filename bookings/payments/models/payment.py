"""A payment: one booking's PaymentIntent at Stripe, as far as we know it."""

from __future__ import annotations

import uuid

from django.db import models

from bookings.models import Booking
from foundation.money import dollars


class PaymentState(models.TextChoices):
    """5-payments.md, "Refunds"."""

    PENDING = "pending", "Pending"
    PROCESSING = "processing", "Processing"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"
    PARTIALLY_REFUNDED = "partially_refunded", "Partially refunded"
    REFUNDED = "refunded", "Refunded"
    DISPUTED = "disputed", "Disputed"


class Settlement(models.TextChoices):
    """What money that came has done."""

    CONFIRMED = "confirmed", "Confirmed the booking"
    RETURNED = "returned", "Sent back"


class Payment(models.Model):
    """What is to be paid for one quote of one booking. Amounts in US cents, from the stored quote and nowhere else.

    What was captured and refunded is the sum of its ledger entries and is not kept here a second time.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="payments")
    quote = models.ForeignKey("pricing_rules.Quote", on_delete=models.PROTECT, related_name="payments")
    amount_cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="usd")
    state = models.CharField(max_length=20, choices=PaymentState.choices, default=PaymentState.PENDING)
    intent_id = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)
    charge_id = models.CharField(max_length=80, blank=True, editable=False)
    card_brand = models.CharField(max_length=30, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    failure_code = models.CharField(max_length=80, blank=True)
    failure_message = models.CharField(max_length=500, blank=True, help_text="In words the customer may read.")
    settled_as = models.CharField(
        max_length=10,
        choices=Settlement.choices,
        blank=True,
        help_text="What the money did when it came; decided once.",
    )
    returned_because = models.CharField(max_length=300, blank=True, help_text="Why money that came confirmed nothing.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "payment"
        permissions = [("reconcile_payment", "Can reconcile payments with Stripe")]
        indexes = [models.Index(fields=["state", "created_at"], name="payment_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["booking", "quote"], name="payment_one_per_booking_and_quote"),
            models.CheckConstraint(condition=models.Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(
                condition=models.Q(settled_as__in=["", *Settlement.values]), name="payment_settlement_known"
            ),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=100), name="payment_at_least_one_dollar"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {dollars(self.amount_cents)}"


class FailedAttempt(models.Model):
    """One attempt to pay that was refused. `attempt` is Stripe's name of it: it counts once, however often told."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="failed_attempts")
    attempt = models.CharField(max_length=80, help_text="The failed charge, or else the payment method that was tried.")
    code = models.CharField(max_length=80, blank=True)
    message = models.CharField(max_length=500, help_text="In words the customer may read.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "failed attempt"
        constraints = [models.UniqueConstraint(fields=["payment", "attempt"], name="failed_attempt_once")]

    def __str__(self) -> str:
        return self.message
