"""Lockout, kept by django-axes: five failed sign-ins with one address from one IP lock it there for thirty minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from django.http import HttpRequest


def username(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """The address somebody tries to sign in with, in its one form: capitals must not buy further attempts.

    Named by the setting AXES_USERNAME_CALLABLE.
    """
    typed: object = None
    if credentials:
        typed = credentials.get("username") or credentials.get("email")
    if typed is None and request is not None:
        typed = request.POST.get("username") or request.POST.get("login")
    return str(typed or "").strip().lower()


def locked_addresses(emails: list[str], *, now: datetime) -> frozenset[str]:
    """Which of these e-mail addresses are locked at `now` (UTC) from at least one IP."""
    cool_off = get_cool_off()
    limit = get_failure_limit(None, None)
    attempts = AccessAttempt.objects.filter(username__in=emails, failures_since_start__gte=limit)
    if cool_off is not None:
        attempts = attempts.filter(attempt_time__gte=now - cool_off)
    return frozenset(attempts.values_list("username", flat=True))
