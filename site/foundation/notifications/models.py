"""Message templates, which staff edit, and messages, which are kept as they were sent (4-booking.md, "Messages")."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from foundation.notifications.rendering import TemplateProblem, check
from foundation.notifications.template_defaults import variables_of
from foundation.outbox.models import Effect


class MessageTemplate(models.Model):
    """The words of one kind of message. Kinds are declared in code; their words belong to staff."""

    key = models.SlugField(max_length=60, unique=True, editable=False)
    subject = models.CharField(max_length=200)
    text = models.TextField(help_text="The plain version, for readers that show no pictures or styles.")
    html = models.TextField("HTML", help_text="The body inside the brand's frame.")
    sender = models.CharField(
        max_length=200,
        blank=True,
        help_text="Name and address it comes from; empty for the usual sender.",
    )
    active = models.BooleanField(
        default=True, help_text="Switched off, messages of this kind are recorded but not sent."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key.replace("_", " ").capitalize()

    @property
    def variables(self) -> tuple[str, ...]:
        """The names this kind of message may use."""
        return variables_of(self.key)

    def clean(self) -> None:
        """Refuse broken syntax and unknown names, saying in which field and what is wrong."""
        problems: dict[str, str] = {}
        for field in ("subject", "text", "html"):
            try:
                check(getattr(self, field), self.variables)
            except TemplateProblem as problem:
                problems[field] = str(problem)
        if problems:
            raise ValidationError(problems)


class Message(models.Model):
    """One message as it was rendered for one person, once an event. How far it got is the state of its effect."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        SMS = "sms", "Text message"

    event_key = models.CharField(
        max_length=200, unique=True, help_text="The event it tells of; the same event never mails twice."
    )
    template = models.SlugField(max_length=60)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.CharField("to", max_length=320)
    sender = models.CharField("from", max_length=200, blank=True)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    html = models.TextField("HTML")
    target_type = models.CharField(max_length=100, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    effect = models.OneToOneField(
        Effect,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="message",
        help_text="The sending; none where the template was switched off.",
    )
    resend_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="resends")

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("resend_message", "Can send a message again")]
        constraints = [models.CheckConstraint(condition=Q(channel__in=["email", "sms"]), name="message_channel_known")]
        indexes = [
            models.Index(fields=["target_type", "target_id", "created_at"], name="message_by_target"),
            models.Index(fields=["recipient"], name="message_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"

    @property
    def state(self) -> str:
        """`queued`, `sending`, `sent`, `failed`, `unclear`, or `suppressed` where the template was switched off."""
        return "suppressed" if self.effect is None else _STATES[self.effect.state]


_STATES = {
    Effect.State.WAITING: "queued",
    Effect.State.RUNNING: "sending",
    Effect.State.DONE: "sent",
    Effect.State.FAILED: "failed",
    Effect.State.UNCLEAR: "unclear",
}
