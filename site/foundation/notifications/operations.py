"""Writing messages: rendered and stored with the event they tell of, sent by the outbox after its commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from foundation.audit.targets import target_key
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.rendering import render
from foundation.notifications.template_defaults import default, defaults
from foundation.outbox.operations import enqueue
from foundation.seeding.operations import seed_rows

SEND_EMAIL = "notifications.send_email"


@transaction.atomic
def queue_email(
    *,
    event_key: str,
    template: str,
    to: str,
    context: Mapping[str, str],
    target: models.Model | None,
    now: datetime,
) -> Message:
    """Write the e-mail of one event, to be sent after commit; the same `event_key` again gives the first message back.

    `template` is a declared kind and `context` must name exactly its variables, all as text: raises LookupError and
    ValueError. What staff wrote wins over the first wording; a kind they switched off is recorded and not sent.
    `target` is the object whose page shows the message. `now` is UTC.
    """
    kind = default(template)
    if set(context) != set(kind.variables):
        raise ValueError(f"{template} needs exactly these variables: {', '.join(sorted(kind.variables))}")
    known = Message.objects.filter(event_key=event_key).first()
    if known is not None:
        return known
    row = MessageTemplate.objects.filter(key=template).first()
    wording = row or kind
    rendered = render(subject=wording.subject, text=wording.text, html=wording.html, context=context)
    target_type, target_id = target_key(target) if target is not None else ("", "")
    message = Message(
        event_key=event_key,
        template=template,
        recipient=to,
        sender=row.sender if row else "",
        subject=rendered.subject[:400],
        text=rendered.text,
        html=rendered.html,
        target_type=target_type,
        target_id=target_id,
        created_at=now,
    )
    return _store(message, active=row is None or row.active)


def _store(message: Message, *, active: bool) -> Message:
    """Save the message with its effect, or give back the one that a concurrent cause of the same event saved first."""
    with transaction.atomic():
        Message.objects.bulk_create([message], ignore_conflicts=True)
        stored = Message.objects.select_for_update().get(event_key=message.event_key)
        if stored.effect is None and active:
            stored.effect = enqueue(
                key=f"message:{message.event_key}",
                handler=SEND_EMAIL,
                payload={"message": stored.pk},
                now=message.created_at,
            )
            stored.save(update_fields=["effect"])
    return stored
