"""Stops: the places where the crew takes something in or hands it over."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class StopKind(models.TextChoices):
    PICKUP = "pickup", "Pickup"
    DROPOFF = "dropoff", "Drop-off"


class StopState(models.TextChoices):
    """Task states of 6-dispatch.md; a stop is `created` until a driver is found for it."""

    CREATED = "created", "Waiting for a driver"
    ASSIGNED = "assigned", "Driver assigned"
    ACTIVE = "active", "On the way"
    COMPLETED = "completed", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Stop(models.Model):
    """One pickup or drop-off of a confirmed booking. Address and access notes stay with the booking; times are UTC."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.ForeignKey("bookings.Booking", on_delete=models.PROTECT, related_name="dispatch_stops")
    kind = models.CharField(max_length=10, choices=StopKind.choices)
    state = models.CharField(max_length=12, choices=StopState.choices, default=StopState.CREATED)
    window_from = models.DateTimeField(help_text="The crew may arrive from here on.")
    window_until = models.DateTimeField(help_text="The crew should have arrived by then.")
    taken_in_at = models.DateTimeField()

    class Meta:
        ordering = ["window_from", "booking_id", "-kind"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="dispatch_stop_once_per_booking_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=StopKind.values), name="dispatch_stop_kind_known"),
            models.CheckConstraint(condition=Q(state__in=StopState.values), name="dispatch_stop_state_known"),
            models.CheckConstraint(condition=Q(window_until__gt=F("window_from")), name="dispatch_stop_window_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.booking_id}"
