"""Vans, and what differs on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class Van(models.Model):
    """A van with room for items and places for specialty items, in service from one day until another, both
    included."""

    name = models.CharField(max_length=40)
    item_capacity = models.PositiveIntegerField("room for items", default=60)
    specialty_capacity = models.PositiveIntegerField("specialty places", default=5)
    in_service_from = models.DateField(null=True, blank=True, help_text="Empty: always was.")
    in_service_until = models.DateField(
        null=True,
        blank=True,
        help_text="Its last day. Empty: until further notice. A van is retired here, never deleted.",
    )
    note = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="van_name_once", violation_error_message="Another van has this name."
            ),
            models.CheckConstraint(
                name="van_service_in_order",
                condition=Q(in_service_from=None)
                | Q(in_service_until=None)
                | Q(in_service_until__gte=F("in_service_from")),
                violation_error_message="The last day in service must not come before the first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FleetDay(models.Model):
    """A day on which the fleet is not as usual."""

    date = models.DateField()
    specialty_closed = models.BooleanField("no specialty items", default=False, help_text="On any van, that day.")
    note = models.CharField(max_length=300, blank=True, help_text="For colleagues; dispatch sees it too.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-date"]
        verbose_name = "day of the fleet"
        verbose_name_plural = "days of the fleet"
        constraints = [
            models.UniqueConstraint(
                fields=["date"], name="fleet_day_once", violation_error_message="This day has a page already."
            )
        ]

    def __str__(self) -> str:
        return self.date.isoformat()


class VanOverride(models.Model):
    """How one van differs that day. Empty capacities are as usual."""

    class Runs(models.TextChoices):
        USUAL = "usual", "As usual"
        OFF = "off", "Off the road"
        EXTRA = "extra", "Runs extra"

    day = models.ForeignKey(FleetDay, on_delete=models.CASCADE, related_name="vans")
    van = models.ForeignKey(Van, on_delete=models.PROTECT, related_name="overrides")
    runs = models.CharField(
        max_length=10,
        choices=Runs.choices,
        default=Runs.USUAL,
        help_text="“Runs extra” puts a van on the road that is not in service that day.",
    )
    item_capacity = models.PositiveIntegerField("room for items", null=True, blank=True)
    specialty_capacity = models.PositiveIntegerField("specialty places", null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["van__name"]
        verbose_name = "van"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "van"],
                name="van_override_once",
                violation_error_message="This van stands in the list already.",
            ),
            models.CheckConstraint(name="van_override_known", condition=Q(runs__in=["usual", "off", "extra"])),
        ]

    def __str__(self) -> str:
        return f"{self.van} on {self.day}: {self.get_runs_display().lower()}"
