"""Where a booking goes: its pickup and its drop-off."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from bookings.models.booking import Booking


class BookingStop(models.Model):
    """One address of a booking, with whom to ask for and how to get in."""

    class Kind(models.TextChoices):
        PICKUP = "pickup", "Pickup"
        DROPOFF = "dropoff", "Drop-off"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    line1 = models.CharField("street address", max_length=120)
    line2 = models.CharField("apartment or unit", max_length=60, blank=True)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    zip = models.CharField("ZIP code", max_length=5)
    zip4 = models.CharField("ZIP+4", max_length=4, blank=True)
    instructions = models.TextField(blank=True, max_length=500)
    access_code = models.CharField(max_length=60, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["booking", "-kind"]  # the pickup first
        verbose_name = "stop"
        indexes = [models.Index(fields=["zip"], name="booking_stop_by_zip")]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="booking_stop_one_of_each_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=["pickup", "dropoff"]), name="booking_stop_kind_known"),
        ]

    def __str__(self) -> str:
        return self.one_line

    @property
    def one_line(self) -> str:
        """`214 Berkeley Place, Apt 3R, Brooklyn, NY 11217`."""
        street = ", ".join(part for part in (self.line1, self.line2) if part)
        return f"{street}, {self.city}, {self.state} {self.zip}"
