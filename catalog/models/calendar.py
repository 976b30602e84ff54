"""When: seasons, holidays, closed dates, pickup windows. All days and times are New York's."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from catalog.models.codes import CODE_HELP, short_code
from catalog.models.selling import ACTIVE_HELP, POSITION_HELP


class Season(models.Model):
    """A season that rules may ask about; its days are dated rows, year by year."""

    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField(max_length=80)
    active = models.BooleanField(default=True, help_text="Switched off, no day lies in it.")

    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="season_code_once",
                violation_error_message="Another season has this code already.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class SeasonDates(models.Model):
    """One stretch of a season, first and last day included."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="dates")
    first_day = models.DateField()
    last_day = models.DateField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["first_day", "last_day"]
        verbose_name = "dates"
        verbose_name_plural = "dates"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "first_day", "last_day"],
                name="season_dates_once",
                violation_error_message="These dates stand in the season already.",
            ),
            models.CheckConstraint(
                name="season_dates_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day must not come before the first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day.isoformat()} to {self.last_day.isoformat()}"


class HolidayOverride(models.Model):
    """A day that staff add to, or take from, the federal holidays."""

    date = models.DateField()
    name = models.CharField(max_length=80, help_text="As customers read it in the reason of a surcharge.")
    is_holiday = models.BooleanField(
        "counts as a holiday", default=True, help_text="Switch off to take a federal holiday from the list."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["date"]
        verbose_name = "holiday of our own"
        verbose_name_plural = "holidays of our own"
        constraints = [
            models.UniqueConstraint(
                fields=["date"],
                name="holiday_date_once",
                violation_error_message="This date stands in the list already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.date.isoformat()}"


class ClosedDate(models.Model):
    """A day on which no pickup is sold."""

    date = models.DateField()
    reason = models.CharField(
        max_length=200, blank=True, help_text="Customers read it: for example, We are closed for a day of training."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], name="closed_date_once", violation_error_message="This date is closed already."
            )
        ]

    def __str__(self) -> str:
        return self.date.isoformat()


class PickupWindow(models.Model):
    """A stretch of the day in which we come. Without hours it means "no preference"."""

    code = models.CharField(max_length=40, validators=[short_code], help_text=CODE_HELP)
    label = models.CharField(max_length=40, help_text="What customers read: 8–11 AM.")
    starts = models.TimeField(null=True, blank=True, help_text="Leave both empty for no preference.")
    ends = models.TimeField(null=True, blank=True)
    is_default = models.BooleanField("default", default=False, help_text="Chosen where the customer chooses none.")
    daily_limit = models.PositiveIntegerField(
        "limit a day",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Bookings a day in this window, at most. Leave empty for no limit.",
    )
    position = models.PositiveIntegerField(default=1000, help_text=POSITION_HELP)
    active = models.BooleanField(default=True, help_text=ACTIVE_HELP)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="window_code_once",
                violation_error_message="Another window has this code already.",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="window_one_default",
                violation_error_message="Another window is the default: switch that off first.",
            ),
            models.CheckConstraint(
                name="window_hours_in_order",
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False, ends__gt=F("starts")),
                violation_error_message="Give both hours, the end after the start, or neither.",
            ),
            models.CheckConstraint(
                name="window_default_is_active",
                condition=Q(is_default=False) | Q(active=True),
                violation_error_message="The default window must be active.",
            ),
            models.CheckConstraint(name="window_limit_positive", condition=Q(daily_limit=None) | Q(daily_limit__gt=0)),
        ]

    def __str__(self) -> str:
        return self.label
