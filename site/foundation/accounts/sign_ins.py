"""Sign-ins, sign-outs and refusals as audit entries. Django's authentication signals are its hook for exactly this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from foundation.accounts.lockout import username
from foundation.accounts.models import User
from foundation.audit.actor import Actor, Via, actor_from_request
from foundation.audit.operations import record
from foundation.clock import utc_now

NOBODY = ("accounts.user", "unknown")


def connect() -> None:
    """Listen to Django's authentication signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="accounts.sign_in_refused")
    # Django's own receiver saves the user, which would make a history row of every sign-in.
    user_logged_in.disconnect(dispatch_uid="update_last_login")


def _signed_in(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    now = utc_now()
    User.objects.filter(pk=user.pk).update(last_login=now)
    record(verb="user.signed_in", actor=_actor(request, user), target=user, now=now)


def _signed_out(*, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(verb="user.signed_out", actor=_actor(request, user), target=user, now=utc_now())


def _refused(*, credentials: Mapping[str, Any], request: HttpRequest, **kwargs: Any) -> None:
    email = username(request, credentials)
    user = User.objects.filter(email=email).first()
    record(
        verb="user.sign_in_refused",
        actor=replace(actor_from_request(request, via=_via(request)), user_id=None, label="Guest"),
        target=user or NOBODY,
        now=utc_now(),
        data={"locked": bool(getattr(request, "axes_locked_out", False))},
        personal={"email": email[:320]},
    )


def _actor(request: HttpRequest, user: User) -> Actor:
    return replace(actor_from_request(request, via=_via(request)), user_id=user.pk, label=str(user))


def _via(request: HttpRequest) -> Via:
    return "admin" if request.path.startswith(("/admin/", "/cms/")) else "site"
