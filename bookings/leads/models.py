"""A lead: somebody asked for what is not booked online, and a person answers (4-booking.md, "Leads")."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField
from simple_history.models import HistoricalRecords


class LeadKind(models.TextChoices):
    """What is asked for."""

    STORAGE = "storage", "Storage"
    B2B = "b2b", "Business"
    OUT_OF_AREA = "out_of_area", "Out of area"
    OTHER = "other", "Something else"


class LeadState(models.TextChoices):
    """How far it has come: new, contacted, quoted, then won or lost."""

    NEW = "new", "New"
    CONTACTED = "contacted", "Contacted"
    QUOTED = "quoted", "Quoted"
    WON = "won", "Won"
    LOST = "lost", "Lost"


class LeadSource(models.TextChoices):
    """How it reached us."""

    SITE = "site", "Website"
    PHONE = "phone", "Phone"
    API = "api", "API"


class Lead(ConcurrentTransitionMixin, models.Model):
    """One request, as it was sent. Only owner, next step and note change; the words of whoever asked stay theirs.

    `asked` holds the answers as they were asked, in order: `{"code", "label", "value", "shown"}` each, `shown` being
    the answer in words. A later edit of a question changes no lead. The state belongs to the machine and is never
    assigned.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=LeadKind.choices)
    state = FSMField(max_length=20, default=LeadState.NEW, choices=LeadState.choices, protected=True)
    source = models.CharField(max_length=10, choices=LeadSource.choices, default=LeadSource.SITE)

    contact_name = models.CharField("name", max_length=120, blank=True)
    contact_email = models.EmailField("e-mail", max_length=254, help_text="Kept in lower case.")
    contact_phone = models.CharField(
        "phone", max_length=32, blank=True, help_text="International form, such as +12125550142."
    )
    company = models.CharField(max_length=120, blank=True)
    asked = models.JSONField(default=list, blank=True, help_text="The answers as they were asked.")
    words = models.TextField(max_length=2000, blank=True, help_text="In their own words.")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads",
        limit_choices_to={"kind": "staff", "is_active": True},
        help_text="Who answers it.",
    )
    next_step = models.CharField(max_length=200, blank=True, help_text="For example: Call about access to the unit.")
    next_date = models.DateField("next date", null=True, blank=True, help_text="When the next step is due.")
    note = models.TextField(blank=True, max_length=4000, help_text="For colleagues; the customer never sees it.")

    created_at = models.DateTimeField("asked at")
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True, editable=False)
    idempotency_hash = models.CharField(max_length=64, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["idempotency_key", "idempotency_hash"])

    class Meta:
        ordering = ["-created_at", "uuid"]
        verbose_name = "request"
        permissions = [("archive_lead", "Can archive a request and take it out again")]
        indexes = [
            models.Index(fields=["state", "-created_at"], name="lead_by_state"),
            models.Index(fields=["contact_email"], name="lead_by_email"),
            models.Index(fields=["next_date"], name="lead_by_next_date"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LeadKind.values), name="lead_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=LeadState.values), name="lead_state_known"),
            models.CheckConstraint(condition=models.Q(source__in=LeadSource.values), name="lead_source_known"),
            models.CheckConstraint(condition=~models.Q(contact_email=""), name="lead_has_email"),
            models.UniqueConstraint(fields=["idempotency_key"], name="lead_idempotency_key_once"),
            models.CheckConstraint(
                condition=models.Q(idempotency_key__isnull=True) | ~models.Q(idempotency_hash=""),
                name="lead_idempotency_key_with_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.company or self.contact_name or self.contact_email
