"""Audit entries, append-only by trigger, and beside each the personal part that erasure may overwrite."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from foundation.audit.append_only import append_only


class AuditEntry(models.Model):
    """One act on one object: references and figures only. Names and addresses of people stand in its `AuditOrigin`."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=100, help_text="What was done, such as booking.started.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=True
    )
    via = models.CharField(max_length=20)
    target_type = models.CharField(max_length=100, help_text="The kind of object, such as bookings.booking.")
    target_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"], name="audit_entry_by_target"),
            models.Index(fields=["at"], name="audit_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"


class AuditOrigin(models.Model):
    """The personal part of an entry: the actor's name, address and browser, and the personal values it tells of."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True, related_name="origin")
    actor_label = models.CharField(max_length=300)
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    personal = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return self.actor_label


append_only(AuditEntry)
