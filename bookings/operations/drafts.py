"""The site's unfinished answers: started, and saved step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bookings.models import BookingDraft
from foundation.audit.actor import Actor


@transaction.atomic
def start_draft(*, answers: Mapping[str, Any], actor: Actor, now: datetime) -> BookingDraft:
    """A new draft. Drafts are nobody's record yet, so the audit does not speak of them."""
    return BookingDraft.objects.create(answers=dict(answers), created_at=now, updated_at=now)


@transaction.atomic
def save_draft(*, draft: UUID, answers: Mapping[str, Any], actor: Actor, now: datetime) -> BookingDraft:
    """The draft with `answers` in place of what it held. Raises BookingDraft.DoesNotExist."""
    kept = BookingDraft.objects.select_for_update().get(pk=draft)
    kept.answers = dict(answers)
    kept.updated_at = now
    kept.save(update_fields=["answers", "updated_at"])
    return kept
