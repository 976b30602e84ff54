"""What an act was done to: an instance, or the pair (kind, id) that names it in the audit."""

from __future__ import annotations

from django.db import models

Target = models.Model | tuple[str, str]


def target_key(target: Target) -> tuple[str, str]:
    """(`bookings.booking`, its primary key as text). Raises ValueError for an instance that was never saved."""
    if isinstance(target, tuple):
        return target
    if target.pk is None:
        raise ValueError(f"{target._meta.label} was not saved yet, so the audit cannot name it")
    return target._meta.label_lower, str(target.pk)
