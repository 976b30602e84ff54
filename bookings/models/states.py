"""The states of a booking and what may follow what (4-booking.md, "States")."""

from __future__ import annotations

from django.db import models


class BookingState(models.TextChoices):
    DRAFT = "draft", "Draft"
    AWAITING_APPROVAL = "awaiting_approval", "Awaiting approval"
    PENDING = "pending", "Awaiting payment"
    CONFIRMED = "confirmed", "Confirmed"
    IN_PROGRESS = "in_progress", "In progress"
    DELIVERY_FAILED = "delivery_failed", "Delivery failed"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"


class Source(models.TextChoices):
    SITE = "site", "Website"
    PHONE = "phone", "Phone"
    API = "api", "API"
