"""Where: zones and the towns along the road east."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models.codes import CODE_HELP, five_digits, short_code
from catalog.models.selling import POSITION_HELP


class Zone(models.Model):
    """A named list of ZIPs, ZIP prefixes, cities or states, which rules and routes speak of."""

    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True, help_text="For colleagues.")
    position = models.PositiveIntegerField(default=1000, help_text=POSITION_HELP)
    active = models.BooleanField(default=True, help_text="Switched off, no address lies in it.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="zone_code_once", violation_error_message="Another zone has this code already."
            )
        ]

    def __str__(self) -> str:
        return self.label


class ZoneMember(models.Model):
    """One entry of a zone's list."""

    class Kind(models.TextChoices):
        ZIP = "zip", "ZIP code"
        PREFIX = "prefix", "ZIP codes beginning with"
        CITY = "city", "City"
        STATE = "state", "State"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(
        max_length=80, help_text="11930 · 119 · Greenwich, or Greenwich, CT where another state has one too · CT"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "value"]
        verbose_name = "entry"
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "kind", "value"],
                name="zone_member_once",
                violation_error_message="This entry stands in the zone already.",
            ),
            models.CheckConstraint(
                name="zone_member_kind_known", condition=Q(kind__in=["zip", "prefix", "city", "state"])
            ),
            models.CheckConstraint(name="zone_member_not_empty", condition=~Q(value="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class Town(models.Model):
    """A town on the road east; rules ask whether an address lies east or west of one."""

    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField(max_length=80)
    position = models.PositiveIntegerField(help_text="Order along the road: the higher number lies further east.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="town_code_once", violation_error_message="Another town has this code already."
            ),
        ]

    def __str__(self) -> str:
        return self.label


class TownZip(models.Model):
    """A ZIP of a town; a ZIP belongs to one town only."""

    town = models.ForeignKey(Town, on_delete=models.CASCADE, related_name="zips")
    zip = models.CharField("ZIP", max_length=5, validators=[five_digits])

    history = HistoricalRecords()

    class Meta:
        ordering = ["zip"]
        verbose_name = "ZIP"
        constraints = [
            models.UniqueConstraint(
                fields=["zip"], name="town_zip_once", violation_error_message="This ZIP belongs to a town already."
            )
        ]

    def __str__(self) -> str:
        return self.zip
