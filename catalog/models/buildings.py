"""Buildings that we know something about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models.codes import five_digits


class Building(models.Model):
    """A building, matched to bookings by street and ZIP (`key`, see catalog.addresses)."""

    name = models.CharField(max_length=120, blank=True)
    line1 = models.CharField("street address", max_length=200)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    zip = models.CharField("ZIP", max_length=5, validators=[five_digits])
    key = models.CharField(max_length=240, editable=False)
    coi_demanded = models.BooleanField("demands a COI", default=False)
    coverage_minimum_cents = models.PositiveBigIntegerField(
        "coverage minimum", null=True, blank=True, help_text="In dollars, as the building asks for it."
    )
    certificate_holder = models.TextField(blank=True, help_text="Name and address as the certificate must show them.")
    elevator_hours = models.CharField(max_length=200, blank=True, help_text="When a service elevator may be used.")
    notes = models.TextField(blank=True, help_text="For the crew.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["line1", "zip"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="building_address_once",
                violation_error_message="A building at this address is in the list already.",
            ),
            models.CheckConstraint(name="building_key_not_empty", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.line1}, {self.zip}"
