"""Stripe's events, each written once."""

from __future__ import annotations

from django.db import models

from bookings.payments.models.payment import Payment
from foundation.audit.append_only import append_only


class PaymentEvent(models.Model):
    """A verified webhook event. Its body is not kept: what counts is read anew from Stripe when it is applied."""

    event_id = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80, help_text="The PaymentIntent, charge or refund it is about.")
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    livemode = models.BooleanField()
    created_at = models.DateTimeField(help_text="At Stripe.")
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        verbose_name = "payment event"
        indexes = [models.Index(fields=["object_id"], name="payment_event_by_object")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


append_only(PaymentEvent, update_columns_allowed=("payment_id", "applied_at", "outcome"))
