"""Reading the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from foundation.audit.models import AuditEntry
from foundation.audit.targets import Target, target_key
from foundation.audit.verbs import sentence


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a timeline. `at` is UTC; `personal` holds what erasure may have overwritten since."""

    at: datetime
    actor_label: str
    via: str
    ip: str | None
    verb: str
    sentence: str
    data: Mapping[str, Any]
    personal: Mapping[str, Any]


def timeline(targets: Iterable[Target], *, limit: int = 200) -> list[TimelineEntry]:
    """What was done to any of `targets`, newest first, in one query whatever their number."""
    wanted = Q(pk__in=())
    for target_type, target_id in {target_key(target) for target in targets}:
        wanted |= Q(target_type=target_type, target_id=target_id)
    entries = AuditEntry.objects.filter(wanted).select_related("origin").order_by("-at", "-id")[:limit]
    return [
        TimelineEntry(
            at=entry.at,
            actor_label=entry.origin.actor_label,
            via=entry.via,
            ip=entry.origin.ip,
            verb=entry.verb,
            sentence=sentence(entry.verb),
            data=entry.data,
            personal=entry.origin.personal,
        )
        for entry in entries
    ]
