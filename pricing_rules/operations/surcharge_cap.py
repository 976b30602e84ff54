"""Keeping above which sum of surcharges on one day the heat map warns."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from pricing_rules.models import SurchargeCap
from pricing_rules.operations.drafting import CHANGE_RIGHT


@transaction.atomic
def keep_surcharge_cap(*, cents: int, actor: Actor, now: datetime) -> SurchargeCap:
    """Warn from now on above `cents` (at least 100). Raises PermissionDenied without the right to change rules."""
    user = get_user_model().objects.filter(pk=actor.user_id).first()
    if user is None or not user.has_perm(CHANGE_RIGHT):
        raise PermissionDenied("Changing the cap needs the right to change rules")
    SurchargeCap.objects.get_or_create(pk=1)
    cap = SurchargeCap.objects.select_for_update().get(pk=1)
    before, cap.cents = cap.cents, cents
    cap._history_user = user  # type: ignore[attr-defined]
    cap._history_date = now  # type: ignore[attr-defined]
    cap.save()
    record(
        verb="surcharge_cap.changed", actor=actor, target=cap, now=now, data={"before_cents": before, "cents": cents}
    )
    return cap
