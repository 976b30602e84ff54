"""Money on its way back."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from bookings.payments.models.payment import Payment
from foundation.money import dollars


class RefundState(models.TextChoices):
    """5-payments.md, "Refunds"."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    PROCESSING = "processing", "Processing"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"


class Refund(models.Model):
    """A refund of a payment, in US cents. `cause` names what owes it: nothing is refunded twice for one cause."""

    class Reason(models.TextChoices):
        CUSTOMER_REQUEST = "customer_request", "Customer request"
        SERVICE_ISSUE = "service_issue", "Service issue"
        DUPLICATE = "duplicate", "Duplicate"
        FRAUDULENT = "fraudulent", "Fraudulent"
        OTHER = "other", "Other"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    cause = models.CharField(max_length=120, unique=True)
    amount_cents = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=20, choices=Reason.choices, default=Reason.OTHER)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=RefundState.choices, default=RefundState.REQUESTED)
    by_system = models.BooleanField(default=False, help_text="The system's own refunds need no approval.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refund_id = models.CharField("Stripe's refund", max_length=80, null=True, blank=True, unique=True, editable=False)
    failure_message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "refund"
        permissions = [("request_refund", "Can request a refund"), ("approve_refund", "Can approve a refund")]
        indexes = [models.Index(fields=["state", "created_at"], name="refund_by_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RefundState.values), name="refund_state_known"),
            models.CheckConstraint(condition=models.Q(amount_cents__gte=1), name="refund_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {dollars(self.amount_cents)}"
