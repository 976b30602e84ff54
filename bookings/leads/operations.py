"""Taking a request and putting it away. What becomes of it in between is staff's work on its page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bookings.customers.contact import clean, is_email, one_line, read_phone
from bookings.errors import FieldProblem, IdempotencyConflict, InvalidBooking
from bookings.leads import messages
from bookings.leads.models import Lead, LeadKind, LeadSource
from foundation.audit.actor import Actor
from foundation.audit.operations import record

WORDS_LIMIT = 2000
ANSWER_LIMIT = 2000
MOST_ANSWERS = 60


@dataclass(frozen=True, slots=True)
class LeadContact:
    """Who asks. Only the e-mail address is needed: it is how the answer comes back."""

    email: str
    name: str = ""
    phone: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer as it was asked. `value` is text, a number, yes or no; `shown` says it in words."""

    code: str
    label: str
    value: str | int | float | bool
    shown: str


def take_lead(
    *,
    kind: str,
    contact: LeadContact,
    asked: Sequence[Asked],
    words: str,
    source: str,
    idempotency_key: str,
    actor: Actor,
    now: datetime,
) -> Lead:
    """Keep a request as `new`, write to whoever asked and to staff. `now` is UTC.

    The same `idempotency_key` with the same content gives the same lead back, however often and from however many
    processes; with another content it raises IdempotencyConflict. Raises InvalidBooking with every wrong field.
    """
    who = _checked(contact, words, asked, kind, source)
    content = {"kind": kind, "contact": asdict(contact), "asked": [asdict(one) for one in asked], "words": words}
    key, body = f"{source}:{idempotency_key}"[:200], _hash(content)
    known = _taken_before(key, body)
    if known is not None:
        return known
    lead = Lead(
        kind=kind,
        source=source,
        contact_name=who.name,
        contact_email=who.email,
        contact_phone=who.phone,
        company=who.company,
        asked=[{**asdict(one), "shown": clean(one.shown)} for one in asked],
        words=clean(words),
        created_at=now,
        idempotency_key=key,
        idempotency_hash=body,
    )
    try:
        _store(lead, actor=actor, now=now)
    except IntegrityError:
        # Another process may have taken it with this key in the same moment
        known = _taken_before(key, body)
        if known is None:
            raise
        return known
    return lead


@transaction.atomic
def archive_lead(*, lead: UUID, actor: Actor, now: datetime) -> Lead:
    """Put a request away; nothing of it is lost. One that is away already stays as it is."""
    return _archive(lead, "lead.archived", now, actor=actor, now=now)


@transaction.atomic
def restore_lead(*, lead: UUID, actor: Actor, now: datetime) -> Lead:
    """Take a request out of the archive."""
    return _archive(lead, "lead.restored", None, actor=actor, now=now)


def _archive(pk: UUID, verb: str, archived_at: datetime | None, *, actor: Actor, now: datetime) -> Lead:
    lead = Lead.objects.select_for_update().get(pk=pk)
    if (lead.archived_at is None) == (archived_at is None):
        return lead
    lead.archived_at = archived_at
    lead.save(update_fields=["archived_at"])
    record(verb=verb, actor=actor, target=lead, now=now)
    return lead


@transaction.atomic
def _store(lead: Lead, *, actor: Actor, now: datetime) -> None:
    lead.save(force_insert=True)
    record(verb="lead.taken", actor=actor, target=lead, now=now, data={"kind": lead.kind, "source": lead.source})
    messages.received(lead, now=now)
    messages.tell_staff(lead, now=now)


def _taken_before(key: str, body: str) -> Lead | None:
    known = Lead.objects.filter(idempotency_key=key).first()
    if known is not None and known.idempotency_hash != body:
        raise IdempotencyConflict
    return known


def _hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _checked(contact: LeadContact, words: str, asked: Sequence[Asked], kind: str, source: str) -> LeadContact:
    """The contact as it is kept: e-mail in lower case, phone international."""
    if kind not in LeadKind.values or source not in LeadSource.values:
        raise ValueError(f"No lead is of kind {kind!r} from {source!r}")
    if len(asked) > MOST_ANSWERS:
        raise ValueError(f"A lead keeps {MOST_ANSWERS} answers at most")
    name, email = one_line(contact.name), one_line(contact.email).lower()
    phone, company = one_line(contact.phone), one_line(contact.company)
    wrong: list[FieldProblem] = []
    if not email:
        wrong.append(FieldProblem("contact.email", "required", "Enter your email address"))
    elif "@" not in email:
        wrong.append(FieldProblem("contact.email", "type", "Email address must include an @ sign"))
    elif not is_email(email) or len(email) > 254:
        message = "Enter an email address in the form name@example.com, without spaces"
        wrong.append(FieldProblem("contact.email", "type", message))
    if phone:
        number = read_phone(phone)
        if number is None:
            message = "Phone number must have 10 digits, or start with + and a country code"
            wrong.append(FieldProblem("contact.phone", "type", message))
        phone = number or phone
    texts = (("contact.name", "the name", name, 120), ("contact.company", "the company", company, 120))
    long = [*texts, ("words", "this", words, WORDS_LIMIT)]
    long += [(f"asked.{one.code}", f"the answer to “{one.label}”", str(one.shown), ANSWER_LIMIT) for one in asked]
    wrong += [
        FieldProblem(field, "limit", f"Shorten {what} to {most:,} characters")
        for field, what, text, most in long
        if len(text) > most
    ]
    if wrong:
        raise InvalidBooking(wrong)
    return LeadContact(email=email, name=name, phone=phone, company=company)
