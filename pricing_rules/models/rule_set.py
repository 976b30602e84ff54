"""Published rule sets: numbered snapshots that never change, and the cancelling of one that is still to come.

(3-pricing-rules.md, "Rule sets, drafts, publishing".)
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from foundation.audit.append_only import append_only


class RuleSet(models.Model):
    """All rules of one number, whole, as JSON, so that any quote made under it can be explained for ever.

    In force at a moment is the set with the latest `publish_at` (UTC) that has come and was not cancelled before, ties
    by higher number: nothing has to run for that (`pricing_rules.queries.published`). `digest` is the SHA-256 of the
    rules, by which processes know what they have already read.
    """

    number = models.PositiveIntegerField(unique=True)
    publish_at = models.DateTimeField("in force from", db_index=True)
    created_at = models.DateTimeField("published")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True, help_text="What changed, for colleagues.")
    rules = models.JSONField(help_text="A list of rules in the form of import and export.")
    digest = models.CharField(max_length=64, editable=False)
    copied_from = models.PositiveIntegerField(
        null=True, blank=True, help_text="The earlier number whose content this is, after a roll back."
    )
    override_reason = models.TextField(blank=True, help_text="Why it was published although price cases failed.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "rule set"
        ordering = ["-number"]
        permissions = [("publish_ruleset", "Can publish rule sets")]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="rule_set_number_from_one")]

    def __str__(self) -> str:
        return f"Rule set {self.number}"


class SetCancellation(models.Model):
    """A set that was to come and will not: made before its moment, so what was ever in force stays so.

    A row of its own because a set's row never changes. Times are UTC.
    """

    rule_set = models.OneToOneField(RuleSet, on_delete=models.PROTECT, related_name="cancellation", primary_key=True)
    cancelled_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.rule_set} cancelled"


append_only(RuleSet)
append_only(SetCancellation)
