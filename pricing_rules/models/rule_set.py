"""A published rule set: a numbered snapshot that never changes (3-pricing-rules.md, "Rule sets")."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from foundation.audit.append_only import append_only


class RuleSet(models.Model):
    """All rules of one number, whole, as JSON, so that any quote made under it can be explained for ever.

    In force at a moment is the set with the latest `publish_at` (UTC) that has come, ties by higher number: nothing has
    to run for that. `digest` is the SHA-256 of the rules, by which processes know what they have already read.
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

    class Meta:
        verbose_name = "rule set"
        ordering = ["-number"]
        permissions = [("publish_ruleset", "Can publish rule sets")]
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="rule_set_number_from_one")]

    def __str__(self) -> str:
        return f"Rule set {self.number}"


append_only(RuleSet)
