"""Prices: rows that are entered, may be withdrawn before they come into force, and are never altered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.selling import SellableItem
from foundation.audit.append_only import append_only


class ItemPrice(models.Model):
    """A price of one item from one day on. `number` is the price list that first held it, `withdrawn_in` the one that
    took it out again. Written by operations.prices alone; the database refuses to alter or delete a row."""

    item = models.ForeignKey(SellableItem, on_delete=models.PROTECT, related_name="prices")
    amount_cents = models.PositiveIntegerField("price")
    effective_from = models.DateField("in force from", help_text="The New York day on which it begins to apply.")
    number = models.PositiveIntegerField("price list", editable=False)
    entered_at = models.DateTimeField(editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    entered_on = models.DateField(
        null=True, editable=False, help_text="New York day of entering; empty for an opening price, which may lie back."
    )
    withdrawn_in = models.PositiveIntegerField("withdrawn in price list", null=True, editable=False)
    withdrawn_on = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["item__position", "item__code", "-effective_from", "-number"]
        verbose_name = "price"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="price_number_once"),
            models.UniqueConstraint(
                fields=["item", "effective_from"], condition=Q(withdrawn_in=None), name="price_item_and_day_once"
            ),
            models.CheckConstraint(name="price_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="price_not_in_the_past", condition=Q(entered_on=None) | Q(effective_from__gte=F("entered_on"))
            ),
            models.CheckConstraint(
                name="price_withdrawn_only_before_in_force",
                condition=Q(withdrawn_in=None, withdrawn_on=None)
                | Q(
                    # A comparison with nothing is "unknown", which a check lets pass: both must be said to be there.
                    withdrawn_in__isnull=False,
                    withdrawn_on__isnull=False,
                    withdrawn_in__gt=F("number"),
                    withdrawn_on__lt=F("effective_from"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.label} from {self.effective_from:%B} {self.effective_from.day}, {self.effective_from.year}"


append_only(ItemPrice, update_columns_allowed=("withdrawn_in", "withdrawn_on"))
