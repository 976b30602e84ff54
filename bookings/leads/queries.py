"""Reading leads."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from bookings.leads.models import Lead, LeadState

OPEN = (LeadState.NEW, LeadState.CONTACTED, LeadState.QUOTED)


def lead(pk: UUID) -> Lead | None:
    """One lead; None where there is none."""
    return Lead.objects.filter(pk=pk).first()


def kept() -> QuerySet[Lead]:
    """Those not in the archive."""
    return Lead.objects.filter(archived_at__isnull=True)


def new_count() -> int:
    """How many wait for their first answer."""
    return kept().filter(state=LeadState.NEW).count()


def due(today: date) -> QuerySet[Lead]:
    """Open ones whose next step is due on `today` (New York) or was due before."""
    return kept().filter(state__in=OPEN, next_date__lte=today)


def matching(term: str) -> QuerySet[Lead]:
    """Those of whoever has this in name, company, e-mail or phone, archived ones too."""
    who = Q(contact_name__icontains=term) | Q(company__icontains=term)
    return Lead.objects.filter(who | Q(contact_email__icontains=term) | Q(contact_phone__icontains=term))
