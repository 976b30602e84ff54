"""What has been seeded before, so that a row that staff deleted never comes back."""

from __future__ import annotations

from django.db import models


class SeededKey(models.Model):
    """One row of a seed that was once created: its kind (`catalog.zone`), its key within the kind, and when."""

    kind = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="seeded_key_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
