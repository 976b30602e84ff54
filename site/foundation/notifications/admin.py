"""Messages and their templates in the staff admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from unfold.decorators import action, display

from foundation.clock import utc_now
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.operations import NotResendable, resend
from foundation.notifications.queries import preview
from foundation.notifications.rendering import TemplateProblem
from foundation.staffadmin.admin import StaffModelAdmin

STATE_COLOURS = {
    "queued": "info",
    "sending": "info",
    "sent": "success",
    "failed": "danger",
    "unclear": "warning",
    "suppressed": "warning",
}


def _frame(html: str) -> str:
    """HTML shown in a sandbox of its own, where no script runs; escaped even where it was marked safe as a page."""
    inside = escape(html)
    return format_html(
        '<iframe class="w-full bg-white" height="480" sandbox title="HTML" srcdoc="{}"></iframe>', inside
    )


@admin.register(Message)
class MessageAdmin(StaffModelAdmin):
    """Messages as they were sent."""

    read_only = True
    list_display = ("created_at", "recipient", "subject", "state_label", "sent_at")
    list_display_links = ("created_at", "recipient")
    list_filter = ("effect__state", "template")
    list_select_related = ("effect",)
    search_fields = ("recipient", "subject", "event_key")
    fields = (
        "standing",
        "trouble",
        "recipient",
        "sender",
        "subject",
        "text",
        "html_preview",
        "template",
        "event_key",
        "created_at",
        "sent_at",
        "resend_of",
    )
    readonly_fields = fields
    actions_detail = ("send_again",)

    @display(description="State", label=STATE_COLOURS)
    def state_label(self, message: Message) -> tuple[str, str]:
        return message.state, message.state.capitalize()

    @display(description="State")
    def standing(self, message: Message) -> str:
        return message.state.capitalize()

    @display(description="What went wrong")
    def trouble(self, message: Message) -> str:
        return message.effect.last_error if message.effect else "This kind of message was switched off"

    @display(description="HTML")
    def html_preview(self, message: Message) -> str:
        return _frame(message.html)

    def has_send_again_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only what is not on its way already, and only by those who hold the right."""
        settled = Message.objects.filter(pk=object_id).exclude(effect__state__in=["waiting", "running"])
        return bool(object_id) and request.user.has_perm("notifications.resend_message") and settled.exists()

    @action(
        description="Send again",
        permissions=["send_again"],
        icon="forward_to_inbox",
        dialog={
            "title": "Send this message again?",
            "description": "The same words go to the same address once more, as a message of their own.",
            "form_class": None,
            "form_submit_text": "Send again",
        },
    )
    def send_again(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        try:
            shown = resend(message_id=int(object_id), actor=self.actor(request), now=utc_now()).pk
        except NotResendable as refusal:
            messages.error(request, str(refusal))
            shown = object_id
        else:
            messages.success(request, "The message is being sent again.")
        return HttpResponse(headers={"HX-Redirect": reverse("admin:notifications_message_change", args=[shown])})


@admin.register(MessageTemplate)
class MessageTemplateAdmin(StaffModelAdmin):
    """The wording of each kind of message. Kinds come and go with the product, so none is added or deleted here."""

    list_display = ("__str__", "subject", "active")
    list_filter = ("active",)
    search_fields = ("key", "subject")
    fields = ("key", "active", "subject", "sender", "variable_list", "text", "html", "sample")
    readonly_fields = ("key", "variable_list", "sample")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    @display(description="Variables")
    def variable_list(self, template: MessageTemplate) -> str:
        """The names that may stand between double braces."""
        return format_html_join(" ", "<code>{}</code>", (("{{ " + name + " }}",) for name in template.variables))

    @display(description="Preview, as saved, with sample values")
    def sample(self, template: MessageTemplate) -> str:
        try:
            return _frame(preview(template).html)
        except (LookupError, TemplateProblem) as problem:
            return str(problem)
