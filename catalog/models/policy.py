"""The booking policy: one row of numbers that staff may change, and the tiers of cancellation."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords


class BookingPolicy(models.Model):
    """One row (id 1). 2-catalogue.md "Pickup windows and dates" and "Van capacity", 4-booking.md."""

    lead_days = models.PositiveIntegerField(
        "lead time", help_text="Days between booking and pickup, at least. Same-day delivery has its own cut-off."
    )
    horizon_days = models.PositiveIntegerField("horizon", help_text="Days ahead that can be booked.")
    first_pickup = models.TimeField(help_text="No window begins earlier.")
    last_pickup = models.TimeField(help_text="No window ends later.")
    same_day_cutoff = models.TimeField("same-day cut-off", help_text="Same-day delivery is sold until this time.")
    same_day_items = models.PositiveIntegerField(
        "same-day items", validators=[MinValueValidator(1)], help_text="Items covered by the same-day price."
    )
    item_weight_lb = models.PositiveIntegerField("weight of an item", help_text="Pounds, of one item of a delivery.")
    served_states = models.CharField(max_length=200, help_text="Two letters each, with commas: NY, CT, NJ.")
    max_specialty = models.PositiveIntegerField(
        "specialty items a booking", help_text="At most, quantities added together."
    )
    hold_minutes = models.PositiveIntegerField(
        "hold", validators=[MinValueValidator(1)], help_text="Minutes that an unpaid booking keeps its place."
    )
    link_hold_minutes = models.PositiveIntegerField(
        "hold by payment link",
        validators=[MinValueValidator(1)],
        help_text="Minutes, for bookings by phone or payment link and after an approval.",
    )
    extension_minutes = models.PositiveIntegerField("extension of a hold", help_text="Minutes that one press adds.")
    max_extensions = models.PositiveIntegerField("extensions", help_text="Presses, at most.")
    change_hold_minutes = models.PositiveIntegerField(
        "hold for a change", help_text="Minutes that a new date is kept while the difference is paid."
    )
    quote_hours = models.PositiveIntegerField(
        "life of a quote", validators=[MinValueValidator(1)], help_text="Hours in which a quote can be booked."
    )
    reschedule_hours = models.PositiveIntegerField(
        "rescheduling", help_text="Hours before the pickup until which customers may choose another date themselves."
    )
    few_left = models.PositiveIntegerField(
        "few left", help_text="A day shows “few left” when at most so many more such requests fit."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "booking policy"
        verbose_name_plural = "booking policy"
        constraints = [
            models.CheckConstraint(name="policy_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="policy_lead_within_horizon",
                condition=Q(horizon_days__gte=F("lead_days")),
                violation_error_message="The horizon must not be shorter than the lead time.",
            ),
            models.CheckConstraint(
                name="policy_pickups_in_order",
                condition=Q(last_pickup__gt=F("first_pickup")),
                violation_error_message="The last pickup must come after the first.",
            ),
            models.CheckConstraint(
                name="policy_holds_positive",
                condition=Q(hold_minutes__gt=0, link_hold_minutes__gt=0, quote_hours__gt=0, same_day_items__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return "Booking policy"


class CancellationTier(models.Model):
    """Cancelled at least so many hours before the window starts, so many percent of the captured total are returned."""

    policy = models.ForeignKey(BookingPolicy, on_delete=models.CASCADE, related_name="tiers")
    hours_before = models.PositiveIntegerField("hours before", help_text="At least, before the pickup window starts.")
    percent = models.PositiveIntegerField(
        "refund", validators=[MaxValueValidator(100)], help_text="Percent of what was paid."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["-hours_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "hours_before"],
                name="cancellation_hours_once",
                violation_error_message="There is a tier with these hours already.",
            ),
            models.CheckConstraint(name="cancellation_percent_of_total", condition=Q(percent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % until {self.hours_before} hours before"
