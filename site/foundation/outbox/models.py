"""The outbox: one row for each act on the outside world that is still to be done, or was."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class Effect(models.Model):
    """One outside act (a mail, a partner's API), done once its transaction committed. See docs/adr/0003."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        UNCLEAR = "unclear", "Unclear"

    key = models.CharField(max_length=250, unique=True, help_text="Names the act, so that one cause makes it once.")
    handler = models.CharField(max_length=100)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not tried before this moment.")
    claim = models.UUIDField(null=True, blank=True, editable=False, help_text="The attempt that is running it.")
    leased_until = models.DateTimeField(
        null=True, blank=True, help_text="A running attempt past this moment was cut off."
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was done, or given up.")
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("retry_effect", "Can try a failed or unclear effect again")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "unclear"]), name="effect_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="running", claim__isnull=False, leased_until__isnull=False)
                | (~Q(state="running") & Q(claim__isnull=True, leased_until__isnull=True)),
                name="effect_leased_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="effect_due", condition=Q(state="waiting")),
            models.Index(fields=["leased_until"], name="effect_leased", condition=Q(state="running")),
            models.Index(fields=["state"], name="effect_troubled", condition=Q(state__in=["failed", "unclear"])),
        ]

    def __str__(self) -> str:
        return self.key


class DrainRequest(models.Model):
    """One row: whether the worker has been asked for a drain that has not begun. Later causes need not ask again."""

    is_open = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="drain_request_is_one_row")]

    def __str__(self) -> str:
        return "asked" if self.is_open else "not asked"
