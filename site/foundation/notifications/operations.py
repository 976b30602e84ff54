"""Writing messages: rendered and stored with the event they tell of, sent by the outbox after its commit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from foundation.audit.actor import Actor
from foundation.audit.operations import record
from foundation.audit.targets import target_key
from foundation.notifications.frame import framed
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.rendering import render
from foundation.notifications.template_defaults import TemplateDefault, default, defaults
from foundation.outbox.operations import enqueue
from foundation.seeding.operations import seed_rows

SEND_EMAIL = "notifications.send_email"


class NotResendable(ValueError):
    """A message that is still on its way is not sent again."""


@transaction.atomic(savepoint=False)
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

    `template` is a declared kind and `context` names exactly its variables, all as text: raises LookupError and
    ValueError. What staff wrote wins over the first wording; a kind they switched off is recorded and not sent.
    `target` is the object whose page shows the message. `now` is UTC.
    """
    kind = default(template)
    if set(context) != set(kind.variables):
        raise ValueError(f"{template} needs exactly these variables: {', '.join(sorted(kind.variables))}")
    known = Message.objects.select_related("effect").filter(event_key=event_key).first()
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
        html=framed(subject=rendered.subject, body=rendered.html),
        target_type=target_type,
        target_id=target_id,
        created_at=now,
    )
    return _store(message, send=row is None or row.active)


@transaction.atomic
def resend(*, message_id: int, actor: Actor, now: datetime) -> Message:
    """Staff's decision to send a message once more, word for word, as a message of its own.

    Raises NotResendable, in words, while the first is still on its way.
    """
    first = Message.objects.select_related("effect").select_for_update(of=("self",)).get(pk=message_id)
    if first.state in ("queued", "sending"):
        raise NotResendable("This message is still on its way")
    again = Message(
        event_key=f"{first.event_key}#{first.resends.count() + 2}",
        template=first.template,
        channel=first.channel,
        recipient=first.recipient,
        sender=first.sender,
        subject=first.subject,
        text=first.text,
        html=first.html,
        target_type=first.target_type,
        target_id=first.target_id,
        created_at=now,
        resend_of=first,
    )
    record(verb="message.resent", actor=actor, target=first, now=now, data={"was": first.state})
    return _store(again, send=True)


def seed_templates(*, now: datetime) -> int:
    """Make a row, which staff may edit, of each declared kind that never had one; gives how many. `now` is UTC."""
    return seed_rows("notifications.template", defaults(), key=lambda kind: kind.key, create=_create_template, at=now)


def _create_template(kind: TemplateDefault) -> MessageTemplate:
    return MessageTemplate.objects.create(key=kind.key, subject=kind.subject, text=kind.text, html=kind.html)


def _store(message: Message, *, send: bool) -> Message:
    """Save the message and its sending, or give back the one that a concurrent cause of the same event saved first."""
    if send:
        message.effect = enqueue(
            key=f"message:{message.event_key}",
            handler=SEND_EMAIL,
            payload={"event": message.event_key},
            now=message.created_at,
        )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.select_related("effect").get(event_key=message.event_key)
