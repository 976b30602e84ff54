"""A rule of the draft (3-pricing-rules.md, "Rule sets, drafts, publishing"). Published rules live inside their set."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

LONGEST_REASON = 90  # one line of the price panel

SLUG = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", "Use lower-case letters, digits and single hyphens, like weekend-delivery."
)


class Rule(models.Model):
    """One row of the one draft. `conditions` and `actions` are JSON in the business-rules shape, days pickup dates.

    Written by `operations.drafting` alone, which raises `version` with every save: whoever saves on top of a version
    they have not seen is told.
    """

    slug = models.CharField(
        max_length=60,
        unique=True,
        validators=[SLUG],
        help_text="The code of its line in every quote. It stays the same when the name changes.",
    )
    name = models.CharField(max_length=200, help_text="What colleagues call it.")
    active = models.BooleanField("on", default=True, help_text="A rule that is off is published too, and does nothing.")
    priority = models.IntegerField(
        default=0, help_text="Lines stand in this order; in an exclusive group the lowest number acts."
    )
    group = models.CharField(
        "exclusive group",
        max_length=60,
        blank=True,
        help_text="Of the matching rules of one group only one acts. Leave empty for none.",
    )
    first_day = models.DateField("from", null=True, blank=True, help_text="First pickup date it holds for.")
    last_day = models.DateField("to", null=True, blank=True, help_text="Last pickup date it holds for.")
    conditions = models.JSONField(default=dict, blank=True)
    actions = models.JSONField(default=list, blank=True)
    reason = models.CharField(
        max_length=LONGEST_REASON,
        blank=True,
        help_text="Why, for customers, in one short sentence. A fact in braces is filled in: {weekday}.",
    )
    note = models.TextField("note to colleagues", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Counts saves, so that none is lost.")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "surcharge rule"
        ordering = ["priority", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__isnull=True)
                | models.Q(last_day__isnull=True)
                | models.Q(first_day__lte=models.F("last_day")),
                name="rule_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def as_json(self) -> dict[str, Any]:
        """The rule as import, export and `manage.py quote --rules` have it (3-pricing-rules.md, "Rules as JSON")."""
        return {
            "slug": self.slug,
            "name": self.name,
            "active": self.active,
            "priority": self.priority,
            "group": self.group or None,
            "from": self.first_day.isoformat() if self.first_day else None,
            "to": self.last_day.isoformat() if self.last_day else None,
            "conditions": self.conditions,
            "actions": self.actions,
            "reason": self.reason,
            "note": self.note,
        }
