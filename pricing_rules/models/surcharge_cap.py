"""Above which sum of surcharges on one day the heat map warns."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

USUAL_CAP_CENTS = 50_000  # until a manager says otherwise


class SurchargeCap(models.Model):
    """One row (id 1), made when a manager keeps a cap of their own. It changes no price."""

    cents = models.PositiveIntegerField("warn above", default=USUAL_CAP_CENTS, help_text="In cents.")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "surcharge cap"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="surcharge_cap_is_one_row"),
            models.CheckConstraint(condition=models.Q(cents__gte=100), name="surcharge_cap_from_one_dollar"),
        ]

    def __str__(self) -> str:
        return "Surcharge cap"
