"""Room in the vans: what bookings have claimed, and the row that a day's claimants queue at."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from bookings.models.booking import Booking


class CapacityDay(models.Model):
    """One row a day, locked while room on that day is given away. It counts nothing: counters leak."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()


class LiveClaims(models.QuerySet["CapacityClaim"]):
    def live(self, now: datetime) -> LiveClaims:
        """Claims that take room at `now` (UTC): reservations, and holds whose time is not up, worker or no worker."""
        return self.filter(
            models.Q(kind=CapacityClaim.Kind.RESERVATION)
            | models.Q(expires_at__gt=now)
            | models.Q(in_flight_until__gt=now),
            released_at__isnull=True,
        )


class CapacityClaim(models.Model):
    """Room for one booking in one van on one day: a hold while payment is awaited, then a reservation.

    A booking that needs no van claims nothing (no van, zero units) and still has its time to pay.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", "Hold"
        RESERVATION = "reservation", "Reservation"

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    day = models.DateField(null=True, blank=True, help_text="In New York.")
    van = models.ForeignKey("catalog.Van", null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    items = models.PositiveIntegerField(default=0, help_text="Items' room taken.")
    specialty = models.PositiveIntegerField(default=0, help_text="Specialty places taken.")
    whole_van = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When a hold runs out.")
    in_flight_until = models.DateTimeField(
        null=True, blank=True, help_text="A bank is still deciding: the hold lives on until then at most."
    )
    extensions = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = LiveClaims.as_manager()

    class Meta:
        ordering = ["day", "id"]
        verbose_name = "capacity claim"
        indexes = [
            models.Index(
                fields=["day", "van"], name="capacity_claim_unreleased", condition=models.Q(released_at__isnull=True)
            ),
            models.Index(
                fields=["expires_at"],
                name="capacity_claim_lapsing",
                condition=models.Q(released_at__isnull=True, kind="hold"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["hold", "reservation"]), name="capacity_claim_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="hold", expires_at__isnull=False)
                | models.Q(kind="reservation", expires_at__isnull=True, in_flight_until__isnull=True),
                name="capacity_claim_only_holds_expire",
            ),
            models.CheckConstraint(
                condition=models.Q(van__isnull=True, items=0, specialty=0, whole_van=False)
                | models.Q(van__isnull=False, day__isnull=False),
                name="capacity_claim_room_is_in_a_van_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["booking", "kind"],
                condition=models.Q(released_at__isnull=True),
                name="capacity_claim_one_unreleased_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day} {self.van_id or ''}".strip()

    @property
    def lapses_at(self) -> datetime | None:
        """When a hold stops taking room (UTC), a payment in flight counted in; None for a reservation."""
        ends = [at for at in (self.expires_at, self.in_flight_until) if at is not None]
        return max(ends) if ends else None
