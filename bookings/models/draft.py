"""The site's unfinished answers, which are not a booking yet."""

from __future__ import annotations

import uuid

from django.db import models

from bookings.models.booking import Booking


class BookingDraft(models.Model):
    """What somebody has answered so far in the booking flow; found by a signed cookie or an e-mailed link."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = models.JSONField(default=dict)
    booking = models.OneToOneField(
        Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="draft", help_text="Once placed."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = "booking draft"
        indexes = [models.Index(fields=["updated_at"], name="booking_draft_by_age")]

    def __str__(self) -> str:
        return str(self.uuid)
