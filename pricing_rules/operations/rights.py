"""Rights checked where the act is done, so that no page, command or crafted request gets around them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from foundation.audit.actor import Actor


def require_right(actor: Actor, right: str) -> Any:
    """The person behind `actor`, who has the right; raises PermissionDenied for everybody else, guests included."""
    user = get_user_model().objects.filter(pk=actor.user_id, is_active=True).first()
    if user is None or not user.has_perm(right):
        raise PermissionDenied(f"This needs the right {right}")
    return user


def has_right(actor: Actor, right: str) -> bool:
    """Whether `actor` has the right."""
    user = get_user_model().objects.filter(pk=actor.user_id, is_active=True).first()
    return user is not None and bool(user.has_perm(right))
