"""Reading messages, and seeing a template filled in before it is used."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from foundation.audit.targets import Target, target_key
from foundation.notifications.frame import framed
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.rendering import Rendered, render
from foundation.notifications.template_defaults import default


def messages_about(targets: Iterable[Target]) -> QuerySet[Message]:
    """The messages about any of `targets`, newest first, with the effects that tell their state: one query."""
    wanted = Q(pk__in=())
    for target_type, target_id in {target_key(target) for target in targets}:
        wanted |= Q(target_type=target_type, target_id=target_id)
    return Message.objects.filter(wanted).select_related("effect").order_by("-created_at", "-id")


def preview(template: MessageTemplate) -> Rendered:
    """The template as it would be sent, filled in with its kind's samples. Raises LookupError and TemplateProblem."""
    samples = default(template.key).variables
    body = render(subject=template.subject, text=template.text, html=template.html, context=samples)
    return Rendered(body.subject, body.text, framed(subject=body.subject, body=body.html))
