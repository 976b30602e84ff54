"""An impact run: what the draft would have charged for past requests, kept as it was found.

(3-pricing-rules.md, "Impact preview".)
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models

from pricing_rules.models.rule_set import RuleSet


class ImpactState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class ImpactRun(models.Model):
    """The draft as it stood, against the set that was in force, over the pickup dates from `first_day` to `last_day`.

    `moved_days` is by how many days the pickups were moved on before both sides priced them, 0 for the past as it was.
    `source` is what was looked at (`impact_sources`). `rules` is the draft in exchange form, `digest` by which a page
    knows whether the draft is still the same. `result` is what `operations.impact_result` made, None until it is done;
    `problem` why there is none, in words for the manager.
    """

    created_at = models.DateTimeField("asked")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=20)
    first_day = models.DateField("from")
    last_day = models.DateField("to")
    moved_days = models.PositiveSmallIntegerField("moved by", default=0)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+", verbose_name="against")
    rules = models.JSONField()
    digest = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=10, choices=ImpactState.choices, default=ImpactState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField("finished", null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = "impact"
        verbose_name_plural = "impacts"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="impact_days_in_order"
            ),
            models.CheckConstraint(condition=models.Q(state__in=ImpactState.values), name="impact_state_known"),
        ]

    def __str__(self) -> str:
        return f"Impact {self.pk}"

    @property
    def moved_first(self) -> date:
        """The first day after the move."""
        return self.first_day + timedelta(days=self.moved_days)

    @property
    def moved_last(self) -> date:
        """The last day after the move."""
        return self.last_day + timedelta(days=self.moved_days)

    @property
    def is_over(self) -> bool:
        return self.state in (ImpactState.DONE, ImpactState.FAILED)
