"""Signing in: five failures lock for thirty minutes, and every sign-in, sign-out and refusal is in the audit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from foundation.accounts.lockout import locked_addresses
from foundation.accounts.models import User
from foundation.accounts.operations import unlock
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.audit.queries import timeline
from foundation.clock import utc_now

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-42"


@pytest.fixture
def ann() -> User:
    return User.objects.create_staff("ann@totetaxi.example", PASSWORD, full_name="Ann Ops")


def sign_in(client: Client, password: str, email: str = "ann@totetaxi.example", **extra: Any) -> HttpResponse:
    return client.post(reverse("admin:login"), {"username": email, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def lock(client: Client) -> None:
    for _ in range(5):
        sign_in(client, "wrong")


def test_four_failures_do_not_lock(ann: User, client: Client) -> None:
    for _ in range(4):
        assert sign_in(client, "wrong").status_code == 200
    sign_in(client, PASSWORD)
    assert signed_in(client)


def test_five_failures_lock_even_the_right_password(ann: User, client: Client) -> None:
    for _ in range(4):
        sign_in(client, "wrong")
    assert sign_in(client, "wrong").status_code == 429
    assert sign_in(client, PASSWORD).status_code == 429
    assert not signed_in(client)
    assert locked_addresses([ann.email], now=utc_now()) == {ann.email}


def test_capitals_buy_no_further_attempts(ann: User, client: Client) -> None:
    for email in ("ann@totetaxi.example", "Ann@totetaxi.example", "ANN@totetaxi.example", " ann@totetaxi.example"):
        sign_in(client, "wrong", email)
    assert sign_in(client, "wrong", "aNN@TOTETAXI.example").status_code == 429


def test_the_lock_is_for_one_address_at_one_ip(ann: User, client: Client) -> None:
    other = User.objects.create_staff("bo@totetaxi.example", PASSWORD, full_name="Bo")
    lock(client)
    sign_in(client, PASSWORD, other.email)
    assert signed_in(client)
    elsewhere = Client(REMOTE_ADDR="198.51.100.4")
    sign_in(elsewhere, PASSWORD)
    assert signed_in(elsewhere)


def test_a_forwarded_header_buys_no_further_attempts(ann: User, client: Client) -> None:
    for n in range(5):
        response = sign_in(client, "wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")
    assert response.status_code == 429


@pytest.mark.parametrize(("minutes", "opens"), [(29, False), (31, True)])
def test_the_lock_lasts_thirty_minutes(ann: User, client: Client, minutes: int, opens: bool) -> None:
    lock(client)
    AccessAttempt.objects.update(attempt_time=utc_now() - timedelta(minutes=minutes))
    sign_in(client, PASSWORD)
    assert signed_in(client) is opens


def test_knocking_at_a_locked_door_does_not_lengthen_the_lock(ann: User, client: Client) -> None:
    lock(client)
    AccessAttempt.objects.update(attempt_time=utc_now() - timedelta(minutes=29))
    sign_in(client, "wrong")
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=2))
    sign_in(client, PASSWORD)
    assert signed_in(client)


def test_a_success_forgets_the_failures(ann: User, client: Client) -> None:
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client, PASSWORD)
    client.logout()
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client, PASSWORD)
    assert signed_in(client)


def test_an_administrator_unlocks(ann: User, client: Client) -> None:
    lock(client)
    assert unlock(user=ann, actor=Actor(None, "Chief", "admin"), now=utc_now()) == 1
    sign_in(client, PASSWORD)
    assert signed_in(client)
    assert "Unlocked the login" in [line.sentence for line in timeline([ann])]


def test_a_customer_is_refused_at_the_staff_door(client: Client) -> None:
    User.objects.create_customer("c@example.com", PASSWORD, full_name="C")
    assert sign_in(client, PASSWORD, "c@example.com").status_code == 200
    assert not signed_in(client)


def test_sign_in_and_out_are_audited_with_where_from(ann: User) -> None:
    client = Client(REMOTE_ADDR="198.51.100.4", HTTP_USER_AGENT="Firefox")
    sign_in(client, PASSWORD)
    client.post(reverse("admin:logout"))
    out, into = timeline([ann])
    assert (into.sentence, into.actor_label, into.via, into.ip) == ("Signed in", "Ann Ops", "admin", "198.51.100.4")
    assert (out.sentence, out.actor_label) == ("Signed out", "Ann Ops")
    assert AuditEntry.objects.select_related("origin").last().origin.user_agent == "Firefox"


def test_a_refusal_is_audited_and_the_typed_address_stays_erasable(ann: User, client: Client) -> None:
    sign_in(client, "wrong")
    (line,) = timeline([ann])
    assert (line.sentence, line.actor_label, line.ip) == ("Was refused at sign-in", "Guest", "127.0.0.1")
    assert line.data == {"locked": False}
    assert line.personal == {"email": "ann@totetaxi.example"}


def test_a_refused_stranger_is_audited_as_nobody(client: Client) -> None:
    sign_in(client, "wrong", "stranger@example.com")
    (line,) = timeline([("accounts.user", "unknown")])
    assert line.personal == {"email": "stranger@example.com"}


def test_a_refusal_at_a_locked_door_says_so(ann: User, client: Client) -> None:
    lock(client)
    sign_in(client, PASSWORD)
    assert timeline([ann])[0].data == {"locked": True}


def test_a_sign_in_makes_no_history_row_but_is_remembered(ann: User, client: Client) -> None:
    before = ann.history.count()
    sign_in(client, PASSWORD)
    assert User.objects.get().last_login is not None
    assert ann.history.count() == before


def test_no_password_reaches_the_audit(ann: User, client: Client) -> None:
    sign_in(client, "my-other-secret")
    rows = [*AuditEntry.objects.values(), *AuditEntry.objects.values("origin__personal", "origin__actor_label")]
    assert "my-other-secret" not in str(rows)
