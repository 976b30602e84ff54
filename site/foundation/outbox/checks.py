"""The task queue's limits must fit the outbox's lease, or a live attempt could be taken for a dead one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from foundation.outbox.worker import LEASE, SLICE_SECONDS


@register()
def lease_outlives_every_task(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`Q_CLUSTER["timeout"]` lies between a drain's slice and the lease."""
    timeout, lease = settings.Q_CLUSTER.get("timeout"), LEASE.total_seconds()
    if timeout and SLICE_SECONDS < timeout < lease:
        return []
    return [
        Error(
            f"Q_CLUSTER['timeout'] must lie between {SLICE_SECONDS:.0f} and {lease:.0f} seconds, not be {timeout}.",
            hint="A task that outlives its lease would be repeated while it still runs.",
            id="outbox.E001",
        )
    ]
