"""Pickup windows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.errors import CatalogueRefused
from catalog.models import PickupWindow
from foundation.audit.actor import Actor
from foundation.audit.operations import record


@transaction.atomic
def make_default_window(*, window_id: int, actor: Actor, now: datetime) -> PickupWindow:
    """Choose the window that a form starts with. Raises CatalogueRefused (`unknown`, `inactive`)."""
    windows = {window.pk: window for window in PickupWindow.objects.select_for_update()}
    chosen = windows.get(window_id)
    if chosen is None:
        raise CatalogueRefused("unknown", "This window does not exist.")
    if not chosen.active:
        raise CatalogueRefused("inactive", f"{chosen.label} is switched off: switch it on first.")
    # The old default goes first: the database allows one at any moment.
    for window in windows.values():
        if window.is_default and window.pk != window_id:
            window.is_default = False
            window.save(update_fields=["is_default"])
    chosen.is_default = True
    chosen.save(update_fields=["is_default"])
    record(verb="pickupwindow.made_default", actor=actor, target=chosen, now=now, data={"code": chosen.code})
    return chosen
