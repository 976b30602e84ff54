"""Who publishes: the company's policy, and a request that a second person decides (3-pricing-rules.md)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from pricing_rules.models.rule_set import RuleSet


class PublishingPolicy(models.Model):
    """One row (id 1): whether a second person must approve before the draft is published."""

    approval_required = models.BooleanField(
        "a second person approves",
        default=False,
        help_text="Then a colleague with the right to publish decides, never the one who asks.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "publishing policy"
        verbose_name_plural = "publishing policy"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="publishing_policy_is_one_row")]

    def __str__(self) -> str:
        return "Publishing policy"


class RequestState(models.TextChoices):
    """What became of a request to publish. `void`: the draft changed before anybody decided."""

    OPEN = "open", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VOID = "void", "Void"


class PublishRequest(models.Model):
    """A manager asks that the draft be published as it stands, which is what `digest` says of it. Times are UTC.

    `publish_at` is None for at once, when approved. `cancels` are the numbers of scheduled sets that go with it.
    """

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    publish_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    confirm_personal = models.BooleanField(default=False)
    override_reason = models.TextField(blank=True)
    cancels = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    rule_set = models.OneToOneField(RuleSet, null=True, blank=True, on_delete=models.PROTECT, related_name="request")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "request to publish"
        verbose_name_plural = "requests to publish"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RequestState.values), name="publish_request_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="open"), name="publish_request_one_is_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "declined"]) | ~models.Q(decided_by=models.F("asked_by")),
                name="publish_request_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(rule_set__isnull=False),
                name="publish_request_approved_has_set",
            ),
        ]

    def __str__(self) -> str:
        return f"Request to publish of {self.asked_at:%Y-%m-%d}"
