"""The people who book: a contact record each, with or without a login."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords


class Customer(models.Model):
    """A person with a contact record. A guest is known by e-mail; one with an account, by the account.

    VIP and spending are derived from the ledger, never kept here (4-booking.md, "Customer accounts").
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="customer"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, help_text="Kept in lower case.")
    phone = models.CharField(max_length=32, blank=True, help_text="International form, such as +12125550142.")
    created_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "uuid"]
        verbose_name = "customer"
        indexes = [models.Index(fields=["email"], name="customer_by_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(user__isnull=True), name="customer_one_guest_per_email"
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="customer_has_email"),
        ]

    def __str__(self) -> str:
        return self.name
