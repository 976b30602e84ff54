"""Telling staff that quotes are being refused, at most once an hour for each rule (3-pricing-rules.md, "Failure")."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from foundation.accounts.models import User
from foundation.notifications.operations import queue_email
from pricing_rules.models import Rule

RULE_FAILED = "pricing_rule_failed"
PUBLISH = "publish_ruleset"

log = logging.getLogger(__name__)


@transaction.atomic
def alert_staff(*, rule: str, message: str, now: datetime) -> None:
    """E-mail those who may publish rule sets. rule: its slug, "" when no single rule is to blame; now: UTC."""
    log.error("Quotes are refused", extra={"rule": rule, "problem": message})
    for address in _recipients():
        queue_email(
            event_key=f"{RULE_FAILED}:{rule}:{now:%Y-%m-%dT%H}:{address}",
            template=RULE_FAILED,
            to=address,
            context={"rule": _name(rule), "problem": message[:500]},
            target=None,
            now=now,
        )


def _name(slug: str) -> str:
    """The rule's name as colleagues know it; the draft has it even where a published set failed."""
    if not slug:
        return "no single rule"
    known = Rule.objects.filter(slug=slug).values_list("name", flat=True).first()
    return f"{known} ({slug})" if known else slug


def publishers() -> list[User]:
    """The staff who may publish rule sets, by address."""
    may_publish = Q(is_superuser=True) | Q(
        groups__permissions__codename=PUBLISH, groups__permissions__content_type__app_label="pricing_rules"
    )
    users = User.objects.filter(may_publish, is_active=True, is_staff=True)
    return list(users.distinct().order_by("email"))


def _recipients() -> list[str]:
    return [user.email for user in publishers()] or [settings.CONTACT_EMAIL]
