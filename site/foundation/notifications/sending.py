"""The outbox's side of a message: carrying it out over its channel and noting that it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from foundation.notifications.channels import email
from foundation.notifications.models import Message


def send_email(payload: dict[str, Any], *, key: str, now: datetime) -> None:
    """Send the message that `payload` names, unless it is known to have gone out. Raises what the channel raises."""
    message = Message.objects.get(event_key=payload["event"])
    if message.sent_at is not None:
        return
    email.send(message)
    Message.objects.filter(pk=message.pk).update(sent_at=now)
