"""Logins: an e-mail address is one login, of staff or of a customer, and the database keeps it so."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from foundation.accounts.models import StaffRecord, User
from foundation.accounts.operations import UnknownRole, create_customer, create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.audit.queries import timeline
from foundation.clock import utc_now

pytestmark = pytest.mark.django_db

NOW = utc_now()
CHIEF = Actor(None, "Chief", "admin")


def staff(email: str = "ann@totetaxi.example", **named: Any) -> User:
    given: dict[str, Any] = {"full_name": "Ann Ops", "roles": [], "actor": CHIEF, "now": NOW}
    return create_staff(email=email, **{**given, **named})


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "staff", "is_staff": False},
        {"kind": "customer", "is_staff": True},
        {"kind": "customer", "is_staff": False, "is_superuser": True},
        {"kind": "robot", "is_staff": False},
        {"kind": "", "is_staff": False},
        {"kind": "customer", "is_staff": False, "email": "Ann@Example.com"},
    ],
)
def test_the_database_refuses_flags_that_disagree(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**{"email": "x@example.com", "full_name": "X", **fields})


@pytest.mark.parametrize("change", [{"kind": "customer"}, {"is_staff": False}])
def test_the_database_refuses_half_a_change_of_sides(change: dict[str, Any]) -> None:
    staff()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(**change)


def test_staff_and_customer_cannot_share_an_address_however_it_is_written() -> None:
    staff("ann@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        create_customer(email=" Ann@Example.COM ", full_name="Ann", password=None, actor=CHIEF, now=NOW)
    assert User.objects.count() == 1


def test_a_login_is_found_however_it_is_capitalised() -> None:
    made = staff(password="correct-horse-42")
    request = RequestFactory().post("/")
    assert authenticate(request, username=" ANN@totetaxi.example ", password="correct-horse-42") == made
    assert authenticate(request, username="ann@totetaxi.example", password="wrong") is None


def test_without_a_password_nobody_signs_in() -> None:
    assert not staff().has_usable_password()


def test_an_address_is_needed() -> None:
    with pytest.raises(ValueError, match="A user needs an e-mail address"):
        User.objects.create_customer("  ", full_name="X")


def test_a_superuser_is_staff() -> None:
    chief = User.objects.create_superuser("chief@totetaxi.example", "correct-horse-42", full_name="Chief")
    assert (chief.kind, chief.is_staff, chief.is_superuser) == ("staff", True, True)


def test_staff_are_made_with_roles_record_and_audit() -> None:
    seed_roles(now=NOW)
    made = staff(roles=["Operations", "Finance"], employee_number="E7", department="Vans", phone="+12125550142")
    assert sorted(group.name for group in made.groups.all()) == ["Finance", "Operations"]
    assert made.staff_record.department == "Vans"
    (line,) = timeline([made])
    assert (line.sentence, line.actor_label, line.data) == (
        "Created the staff login",
        "Chief",
        {"roles": ["Finance", "Operations"]},
    )


def test_an_unknown_role_makes_nobody() -> None:
    with pytest.raises(UnknownRole, match="There is no role called Juggler"):
        staff(roles=["Juggler"])
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_customer_has_no_staff_record() -> None:
    customer = create_customer(email="c@example.com", full_name="C", password=None, actor=CHIEF, now=NOW)
    with pytest.raises(ValidationError, match="Only a staff login has a staff record"):
        StaffRecord(user=customer, employee_number="E1").full_clean()


def test_names_are_one_field() -> None:
    made = staff(full_name="María José Ortiz")
    assert (str(made), made.get_full_name(), made.get_short_name()) == ("María José Ortiz", "María José Ortiz", "María")


def test_history_keeps_edits_and_roles_but_no_password() -> None:
    seed_roles(now=NOW)
    made = staff(roles=["Viewer"], password="correct-horse-42")
    made.full_name = "Ann Marlow"
    made.save()
    newest = made.history.first()
    assert newest.full_name == "Ann Marlow"
    assert [row.group.name for row in newest.groups.all()] == ["Viewer"]
    assert not hasattr(newest, "password")
