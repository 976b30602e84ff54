"""The audit: written with the act, readable as one timeline, and out of everybody's reach afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test import RequestFactory
from pytest_django.asserts import assertNumQueries

from foundation.accounts.models import User
from foundation.audit.actor import Actor, actor_from_request
from foundation.audit.append_only import _guards, append_only, drop_triggers, guarded_tables, install_triggers
from foundation.audit.models import AuditEntry, AuditOrigin
from foundation.audit.operations import record
from foundation.audit.queries import timeline
from foundation.clock import utc_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return User.objects.create_staff("ann@totetaxi.example", full_name="Ann Ops")


def actor(user: User) -> Actor:
    return Actor(user.pk, str(user), "admin", "192.0.2.7", "Firefox")


def test_a_timeline_merges_targets_newest_first_in_one_query(ann: User) -> None:
    now = utc_now()
    record(verb="thing.made", actor=Actor.system(), target=("things.thing", "1"), now=now)
    record(verb="user.unlocked", actor=actor(ann), target=ann, now=now + timedelta(seconds=1), data={"records": 2})
    record(verb="thing.made", actor=Actor.system(), target=("things.thing", "2"), now=now)
    with assertNumQueries(1):
        lines = timeline([ann, ("things.thing", "1")])
    assert [(line.sentence, line.actor_label, line.via, line.ip) for line in lines] == [
        ("Unlocked the login", "Ann Ops", "admin", "192.0.2.7"),
        ("Thing made", "System", "worker", None),
    ]
    assert lines[0].data == {"records": 2}


def test_nothing_asked_nothing_found() -> None:
    record(verb="thing.made", actor=Actor.system(), target=("things.thing", "1"), now=utc_now())
    assert timeline([]) == []


def test_the_entry_goes_with_the_act_it_tells_of(ann: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(verb="thing.made", actor=actor(ann), target=ann, now=utc_now())
        raise RuntimeError("the act failed")
    assert not AuditEntry.objects.exists()


def test_an_unsaved_object_cannot_be_named() -> None:
    with pytest.raises(ValueError, match=r"accounts\.User was not saved yet"):
        record(verb="x", actor=Actor.system(), target=User(), now=utc_now())


@pytest.mark.parametrize("act", ["update", "save", "delete", "raw"])
def test_entries_cannot_be_changed_or_removed(ann: User, act: str) -> None:
    entry = record(verb="thing.made", actor=actor(ann), target=ann, now=utc_now())
    AuditOrigin.objects.all().delete()
    with pytest.raises(IntegrityError, match="audit_auditentry is append-only"), transaction.atomic():
        if act == "update":
            AuditEntry.objects.update(verb="thing.unmade")
        elif act == "save":
            entry.save()
        elif act == "delete":
            entry.delete()
        else:
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM audit_auditentry")
    assert AuditEntry.objects.get().verb == "thing.made"


def test_the_personal_side_row_may_be_overwritten(ann: User) -> None:
    record(verb="thing.made", actor=actor(ann), target=ann, now=utc_now(), personal={"email": "x@example.com"})
    AuditOrigin.objects.update(actor_label="Erased", ip=None, user_agent="", personal={})
    (line,) = timeline([ann])
    assert (line.actor_label, line.ip, line.personal) == ("Erased", None, {})


def test_every_declared_table_has_its_triggers_in_this_database() -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = {name for (name,) in cursor.fetchall()}
    assert "audit_auditentry" in guarded_tables()
    for table in guarded_tables():
        assert table in tables
        assert {f"append_only_{table}_update", f"append_only_{table}_delete"} <= triggers


def test_triggers_can_rest_for_a_flush_and_come_back(ann: User) -> None:
    record(verb="thing.made", actor=actor(ann), target=ann, now=utc_now())
    drop_triggers()
    AuditEntry.objects.update(verb="thing.unmade")
    install_triggers()
    install_triggers()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(verb="thing.made")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_a_guarded_table_cannot_be_truncated() -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditentry CASCADE")


class Note(models.Model):
    words = models.TextField()
    seen = models.IntegerField()

    class Meta:
        app_label = "audit_tests"
        managed = False


@pytest.fixture
def notes() -> Iterator[None]:
    """A guarded table of which one column may change."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE audit_tests_note (id integer PRIMARY KEY, words text, seen integer)")
    append_only(Note, update_columns_allowed=("seen",))
    install_triggers()
    yield
    _guards.pop("audit_tests_note")


@pytest.mark.usefixtures("notes")
def test_a_guard_may_leave_single_columns_open() -> None:
    Note.objects.create(pk=1, words="first", seen=0)
    Note.objects.update(seen=1)
    note = Note.objects.get()
    note.seen = 2
    note.save()
    for change in ({"words": "second"}, {"words": "second", "seen": 3}, {"words": None}):
        with pytest.raises(IntegrityError, match="audit_tests_note is append-only"), transaction.atomic():
            Note.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.all().delete()
    assert list(Note.objects.values_list("words", "seen")) == [("first", 2)]


def test_an_open_column_must_exist() -> None:
    with pytest.raises(ValueError, match=r"audit_tests\.Note has no column colour"):
        append_only(Note, update_columns_allowed=("colour",))


def test_an_actor_is_read_from_a_request(ann: User) -> None:
    request = RequestFactory().get("/", HTTP_USER_AGENT="Firefox" * 100, HTTP_X_FORWARDED_FOR="203.0.113.1")
    request.user = ann
    seen = actor_from_request(request, via="admin")
    assert (seen.user_id, seen.label, seen.via, seen.ip) == (ann.pk, "Ann Ops", "admin", "127.0.0.1")
    assert len(seen.user_agent) == 400


def test_a_guest_is_nobody_in_particular() -> None:
    seen = actor_from_request(RequestFactory().get("/"))
    assert (seen.user_id, seen.label, seen.via) == (None, "Guest", "site")
