"""Roles are seeded from data: once, never over staff's edits, and later rooms' permissions when they appear."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from foundation.accounts.operations import seed_roles
from foundation.accounts.roles import read_roles
from foundation.clock import utc_now

pytestmark = pytest.mark.django_db

NOW = utc_now()


def permissions(role: str) -> set[str]:
    rows = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in rows}


def test_every_role_exists_after_the_first_seed() -> None:
    assert seed_roles(now=NOW) > 0
    assert set(Group.objects.values_list("name", flat=True)) >= {role.name for role in read_roles()}
    assert "accounts.change_user" in permissions("Administrator")
    assert "notifications.change_messagetemplate" in permissions("Manager")
    assert "notifications.change_messagetemplate" not in permissions("Operations")
    assert "outbox.retry_effect" in permissions("Operations")


def test_an_administrator_holds_every_permission_there_is() -> None:
    seed_roles(now=NOW)
    assert Group.objects.get(name="Administrator").permissions.count() == Permission.objects.count()


def test_a_second_seed_gives_nothing() -> None:
    seed_roles(now=NOW)
    assert seed_roles(now=NOW) == 0


def test_what_staff_took_away_gave_or_deleted_stays() -> None:
    seed_roles(now=NOW)
    manager = Group.objects.get(name="Manager")
    manager.permissions.remove(Permission.objects.get(codename="change_messagetemplate"))
    viewer = Group.objects.get(name="Viewer")
    viewer.permissions.add(Permission.objects.get(codename="resend_message"))
    Group.objects.get(name="Driver").delete()
    seed_roles(now=NOW)
    assert "notifications.change_messagetemplate" not in permissions("Manager")
    assert "notifications.resend_message" in permissions("Viewer")
    assert not Group.objects.filter(name="Driver").exists()


def test_a_room_built_later_is_picked_up_by_the_next_seed() -> None:
    seed_roles(now=NOW)
    kind = ContentType.objects.get_for_model(Group)
    later = ContentType.objects.create(app_label="documents", model="document")
    Permission.objects.create(content_type=later, codename="change_document", name="Can change document")
    Permission.objects.create(content_type=kind, codename="fly", name="Can fly")
    assert seed_roles(now=NOW) == 5  # two to the Administrator; documents to Manager, Operations and Customer service
    assert "documents.change_document" in permissions("Customer service")
    assert "documents.change_document" not in permissions("Finance")


def test_a_group_that_staff_made_under_a_roles_name_is_used() -> None:
    Group.objects.create(name="Finance")
    seed_roles(now=NOW)
    assert Group.objects.filter(name="Finance").count() == 1
    assert "payments.approve_refund" in permissions("Finance")
