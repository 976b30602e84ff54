"""A stored quote: one explained price that somebody was given, and that never changes (1-product.md, "Quote")."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from foundation.audit.append_only import append_only
from pricing_rules.models.rule_set import RuleSet
from pricing_rules.quoting.panel import PricePanel, panel_from_json


class Quote(models.Model):
    """What was asked, what it cost, why, and by which versions. Append-only; holds no street, name or contact.

    Amounts are cents, timestamps UTC. `request` is the contract's request with every default; `facts` what the rules
    saw; `inputs` the catalogue lines they were given; `answer` the contract's answer without `expires_at`; `panel` the
    words shown. `expires_at` binds placing; afterwards the booking's hold governs.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    quoted_at = models.DateTimeField(help_text="The moment whose prices, rules and lead time apply.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    via = models.CharField(max_length=20)
    service = models.CharField(max_length=40)
    pickup_date = models.DateField(null=True, blank=True)
    base_cents = models.BigIntegerField()
    total_cents = models.BigIntegerField()
    price_list = models.PositiveIntegerField()
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="quotes")
    request = models.JSONField()
    facts = models.JSONField()
    inputs = models.JSONField()
    lines = models.JSONField()
    trace = models.JSONField()
    answer = models.JSONField()
    panel = models.JSONField()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["-created_at"], name="quote_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="quote_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"Quote {str(self.uuid)[:8]}"

    @property
    def price_panel(self) -> PricePanel:
        """The panel as the customer saw it: nothing recomputes a stored price."""
        return panel_from_json(self.panel)


append_only(Quote)
