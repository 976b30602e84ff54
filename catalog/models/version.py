"""The stamp that tells every process whether the catalogue it holds in memory is still the one in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class CatalogueVersion(models.Model):
    """One row. Triggers on the catalogue's tables put a new random `stamp` into it in the transaction of every
    change, by whatever way the change came. Random, not counted: a number would come again after a rollback, with
    other content."""

    stamp = models.CharField(max_length=36)

    class Meta:
        db_table = "catalog_version"
        default_permissions = ()
        constraints = [models.CheckConstraint(name="catalogue_version_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.stamp
