"""A price case: a request whose price managers vouch for, so that no publish changes it unnoticed.

(3-pricing-rules.md, "Rule sets, drafts, publishing".)
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from pricing_rules.models.quote import Quote


class PriceCase(models.Model):
    """A named request and what it must cost, in cents: in all, line by line, or both. Kept by managers.

    `request` is contract-quote's, complete, with `quoted_at` pinned: the case keeps the catalogue's prices of that day
    and today's rules are checked against it (docs/adr/0008). `expected_lines` is a list of {"code", "cents", "label"};
    None where only the total counts. Holds no name, contact or street.
    """

    name = models.CharField(max_length=200, unique=True, help_text="Like “Standard on Labor Day from Montauk”.")
    note = models.TextField("note to colleagues", blank=True, help_text="Why this price matters.")
    active = models.BooleanField("on", default=True, help_text="A case that is off is not checked.")
    request = models.JSONField()
    expected_total_cents = models.BigIntegerField(null=True, blank=True)
    expected_lines = models.JSONField(null=True, blank=True)
    quote = models.ForeignKey(
        Quote,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The quote it was made from.",
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "price case"
        ordering = ["name"]
        permissions = [("override_cases", "Can publish rules although price cases fail")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expected_total_cents__isnull=False) | models.Q(expected_lines__isnull=False),
                name="price_case_expects_something",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def service(self) -> str:
        """The service's code."""
        request: dict[str, Any] = self.request if isinstance(self.request, dict) else {}
        return str(request.get("service", ""))
