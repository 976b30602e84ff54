"""Writing the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry, AuditOrigin
from foundation.audit.targets import Target, target_key


@transaction.atomic(savepoint=False)  # one with the act: nothing of it is worth saving alone
def record(
    *,
    verb: str,
    actor: Actor,
    target: Target,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write that `actor` did `verb` to `target`, in the transaction of the act itself.

    `data` is kept for ever and may hold references and figures only; names, e-mails, phones and addresses go into
    `personal`, which erasure may overwrite. `target` is a saved model instance or a pair (kind, id). `now` is UTC.
    """
    target_type, target_id = target_key(target)
    entry = AuditEntry.objects.create(
        at=now,
        verb=verb,
        actor_id=actor.user_id,
        via=actor.via,
        target_type=target_type,
        target_id=target_id,
        data=dict(data or {}),
    )
    AuditOrigin.objects.create(
        entry=entry,
        actor_label=actor.label[:300],
        ip=actor.ip,
        user_agent=actor.user_agent[:400],
        personal=dict(personal or {}),
    )
    return entry
