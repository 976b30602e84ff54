"""The staff pages of logins, roles, messages, templates and the outbox: what they show, change and refuse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from foundation.accounts.lockout import locked_addresses
from foundation.accounts.models import StaffRecord, User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.queries import timeline
from foundation.clock import utc_now
from foundation.notifications import template_defaults
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.operations import queue_email, seed_templates
from foundation.outbox.models import Effect
from foundation.outbox.operations import enqueue
from foundation.outbox.seed import seed_schedule

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-02T15:00:00+00:00")
PASSWORD = "correct-horse-42"
SUBMITTED = {"_form_submitted": "on"}  # what the dialog's button posts


def client_in(role: str) -> Client:
    seed_roles(now=NOW)
    email = f"{role.replace(' ', '.').lower()}@totetaxi.example"
    user = create_staff(email=email, full_name=role, roles=[role], actor=Actor.system("command"), now=NOW)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin_client() -> Client:
    return client_in("Administrator")


@pytest.fixture
def message(monkeypatch: pytest.MonkeyPatch) -> Message:
    monkeypatch.setattr(template_defaults, "_defaults", {})
    template_defaults.register("hello", "Hello {{ name }}", "Hi {{ name }}", "<p>Hi {{ name }}</p>", {"name": "Ann"})
    seed_templates(now=NOW)
    return queue_email(
        event_key="e", template="hello", to="c@example.com", context={"name": "Bo"}, target=None, now=NOW
    )


def url(model: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{model}_{page}", args=args)


# Outbox --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def failed() -> Effect:
    effect = enqueue(key="k", handler="x", payload={}, now=NOW)
    Effect.objects.update(state="failed", last_error="the server is closed", settled_at=NOW)
    return effect


def test_a_failed_effect_is_tried_again_by_a_post(admin_client: Client, failed: Effect) -> None:
    assert "the server is closed" in admin_client.get(url("outbox_effect", "change", failed.pk)).content.decode()
    address = url("outbox_effect", "try_again", failed.pk)
    admin_client.get(address)
    assert Effect.objects.get().state == "failed"
    assert admin_client.post(address, SUBMITTED)["HX-Redirect"] == url("outbox_effect", "change", failed.pk)
    assert Effect.objects.get().state == "waiting"
    assert timeline([failed])[0].actor_label == "Administrator"


def test_trying_again_needs_the_right(failed: Effect) -> None:
    assert client_in("Operations").post(url("outbox_effect", "try_again", failed.pk), SUBMITTED).status_code == 200
    Effect.objects.update(state="failed")
    assert client_in("Finance").post(url("outbox_effect", "try_again", failed.pk), SUBMITTED).status_code == 403
    assert Effect.objects.get().state == "failed"


def test_what_is_done_cannot_be_tried_again(admin_client: Client, failed: Effect) -> None:
    Effect.objects.update(state="done")
    assert admin_client.post(url("outbox_effect", "try_again", failed.pk), SUBMITTED).status_code == 403


@pytest.mark.parametrize("page", ["change", "delete"])
def test_effects_cannot_be_edited_or_deleted(admin_client: Client, failed: Effect, page: str) -> None:
    address = url("outbox_effect", page, failed.pk)
    assert admin_client.post(address, {"post": "yes", "state": "done", "key": "other"}).status_code == 403
    assert Effect.objects.get().state == "failed"


def test_the_task_queue_has_pages(admin_client: Client) -> None:
    seed_schedule(now=NOW)
    for model in ("schedule", "success", "failure", "ormq"):
        assert admin_client.get(url(f"django_q_{model}")).status_code == 200
    assert client_in("Manager").get(url("django_q_schedule")).status_code == 403


# Messages ------------------------------------------------------------------------------------------------------------


def test_a_message_is_shown_as_it_was_rendered_inside_a_sandbox(message: Message) -> None:
    page = client_in("Viewer").get(url("notifications_message", "change", message.pk)).content.decode()
    assert "Queued" in page
    assert "sandbox" in page
    assert "&lt;p&gt;Hi Bo&lt;/p&gt;" in page


def test_the_list_of_messages_costs_the_same_however_many(
    message: Message, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_in("Viewer")
    client.get(url("notifications_message"))
    with django_assert_max_num_queries(12) as few:
        client.get(url("notifications_message"))
    for n in range(12):
        queue_email(
            event_key=f"e{n}", template="hello", to="c@example.com", context={"name": "Bo"}, target=None, now=NOW
        )
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(url("notifications_message"))


def test_a_message_is_sent_again_by_those_who_may(message: Message) -> None:
    address = url("notifications_message", "send_again", message.pk)
    service = client_in("Customer service")
    assert service.post(address, SUBMITTED).status_code == 403  # it is still on its way
    Effect.objects.update(state="unclear")
    assert client_in("Viewer").post(address, SUBMITTED).status_code == 403
    assert service.post(address, SUBMITTED).status_code == 200
    assert Message.objects.get(resend_of=message).recipient == "c@example.com"


@pytest.mark.parametrize(
    ("wording", "words"),
    [("{{ nme }}", "nme is not a variable of this message. It may use: name"), ("{% if name %}", "Unclosed tag")],
)
def test_a_broken_wording_is_refused_where_it_is_wrong(message: Message, wording: str, words: str) -> None:
    template = MessageTemplate.objects.get()
    fields = {"active": "on", "subject": wording, "text": "Hi", "html": "<p>Hi</p>"}
    page = client_in("Manager").post(url("notifications_messagetemplate", "change", template.pk), fields)
    assert words in page.content.decode()
    assert MessageTemplate.objects.get().subject == "Hello {{ name }}"


def test_a_good_wording_is_saved_with_history_audit_and_preview(message: Message) -> None:
    template = MessageTemplate.objects.get()
    fields = {"active": "on", "subject": "Dear {{ name }}", "text": "Hi", "html": "<h1>{{ name }}</h1>", "sender": ""}
    manager = client_in("Manager")
    address = url("notifications_messagetemplate", "change", template.pk)
    assert manager.post(address, fields).status_code == 302
    assert [row.subject for row in template.history.all()] == ["Dear {{ name }}", "Hello {{ name }}"]
    assert timeline([template])[0].data == {"fields": ["Subject", "Text", "HTML"]}
    assert "&lt;h1&gt;Ann&lt;/h1&gt;" in manager.get(address).content.decode()
    assert manager.get(url("notifications_messagetemplate", "history", template.pk)).status_code == 200


def test_wordings_are_for_those_who_may_edit_them(message: Message) -> None:
    template = MessageTemplate.objects.get()
    assert client_in("Operations").get(url("notifications_messagetemplate", "change", template.pk)).status_code == 403
    manager = client_in("Manager")
    assert manager.get(url("notifications_messagetemplate", "add")).status_code == 403
    assert manager.get(url("notifications_messagetemplate", "delete", template.pk)).status_code == 403


# Logins and roles ----------------------------------------------------------------------------------------------------


def new_login(**named: Any) -> dict[str, Any]:
    operations = Group.objects.get(name="Operations")
    return {
        "email": "New@totetaxi.example",
        "full_name": "New Person",
        "groups": [operations.pk],
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        **named,
    }


def test_an_administrator_makes_a_staff_login(admin_client: Client) -> None:
    assert admin_client.get(url("accounts_user", "add")).status_code == 200
    assert admin_client.post(url("accounts_user", "add"), new_login()).status_code == 302
    made = User.objects.get(email="new@totetaxi.example")
    assert (made.kind, made.is_staff, made.check_password(PASSWORD)) == ("staff", True, True)
    assert [group.name for group in made.groups.all()] == ["Operations"]
    assert [line.verb for line in timeline([made])] == ["user.staff_created"]


def test_a_login_can_be_made_without_a_password_yet(admin_client: Client) -> None:
    fields = new_login(usable_password="false", password1="", password2="")
    assert admin_client.post(url("accounts_user", "add"), fields).status_code == 302
    assert not User.objects.get(email="new@totetaxi.example").has_usable_password()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "taken@example.com"}, "This e-mail address has a login already."),
        ({"email": "TAKEN@example.com"}, "This e-mail address has a login already."),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
        ({"password2": "something-else-42"}, "The two password fields didn’t match."),
        ({"full_name": ""}, "This field is required."),
    ],
)
def test_a_login_that_cannot_be_is_refused_in_words(admin_client: Client, fields: dict[str, Any], words: str) -> None:
    User.objects.create_customer("taken@example.com", full_name="A customer")
    page = admin_client.post(url("accounts_user", "add"), new_login(**fields))
    assert page.status_code == 200
    assert words in page.content.decode()


def test_customers_logins_are_out_of_reach(admin_client: Client) -> None:
    customer = User.objects.create_customer("c@example.com", full_name="Claire Marlow")
    assert "Claire Marlow" not in admin_client.get(url("accounts_user")).content.decode()
    assert admin_client.get(url("accounts_user", "change", customer.pk)).status_code == 302
    posted = admin_client.post(url("accounts_user", "change", customer.pk), {"is_superuser": "on", "groups": [1]})
    assert posted.status_code == 302
    assert not User.objects.get(pk=customer.pk).groups.exists()


def change_form(user: User, **named: Any) -> dict[str, Any]:
    return {
        "email": user.email,
        "full_name": user.full_name,
        "is_active": "on",
        "groups": [group.pk for group in user.groups.all()],
        "staff_record-TOTAL_FORMS": "1",
        "staff_record-INITIAL_FORMS": "0",
        "staff_record-0-user": user.pk,
        **named,
    }


def test_a_login_is_changed_with_its_record_and_audited(admin_client: Client) -> None:
    ann = User.objects.create_staff("ann@totetaxi.example", full_name="Ann")
    fields = change_form(ann, **{"full_name": "Ann Ops", "staff_record-0-employee_number": "E7"})
    address = url("accounts_user", "change", ann.pk)
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, fields).status_code == 302
    assert StaffRecord.objects.get(user=ann).employee_number == "E7"
    assert "Full name" in timeline([ann])[0].data["fields"]
    assert admin_client.get(url("accounts_user", "history", ann.pk)).status_code == 200


def test_an_administrator_cannot_make_or_touch_a_superuser(admin_client: Client) -> None:
    ann = User.objects.create_staff("ann@totetaxi.example", full_name="Ann")
    admin_client.post(url("accounts_user", "change", ann.pk), change_form(ann, is_superuser="on"))
    assert not User.objects.get(pk=ann.pk).is_superuser
    chief = User.objects.create_superuser("chief@totetaxi.example", PASSWORD, full_name="Chief")
    assert admin_client.post(url("accounts_user", "change", chief.pk), change_form(chief)).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    fields = {"password1": "another-horse-42", "password2": "another-horse-42"}
    assert admin_client.post(password, fields).status_code == 403
    assert User.objects.get(pk=chief.pk).check_password(PASSWORD)


def test_an_administrator_sets_a_password(admin_client: Client) -> None:
    ann = User.objects.create_staff("ann@totetaxi.example", full_name="Ann")
    fields = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert admin_client.post(reverse("admin:auth_user_password_change", args=[ann.pk]), fields).status_code == 302
    assert User.objects.get(pk=ann.pk).check_password(PASSWORD)
    assert timeline([ann])[0].verb == "user.changed"


def test_a_locked_login_is_shown_and_unlocked(admin_client: Client) -> None:
    ann = User.objects.create_staff("ann@totetaxi.example", full_name="Ann")
    unlock = url("accounts_user", "unlock", ann.pk)
    assert admin_client.post(unlock, SUBMITTED).status_code == 403
    AccessAttempt.objects.create(
        username=ann.email, ip_address="198.51.100.4", failures_since_start=5, attempt_time=utc_now()
    )
    assert "Locked after failed sign-ins" in admin_client.get(url("accounts_user", "change", ann.pk)).content.decode()
    assert client_in("Manager").post(unlock, SUBMITTED).status_code == 403
    assert admin_client.post(unlock, SUBMITTED).status_code == 200
    assert not locked_addresses([ann.email], now=utc_now())


@pytest.mark.parametrize("role", ["Manager", "Operations", "Customer service", "Finance", "Viewer", "Driver"])
def test_staff_accounts_are_for_administrators(role: str) -> None:
    client = client_in(role)
    for page in ("accounts_user_changelist", "accounts_user_add", "auth_group_changelist", "auth_group_add"):
        assert client.get(reverse(f"admin:{page}")).status_code == 403


def test_a_roles_rights_are_changed_and_audited(admin_client: Client) -> None:
    viewer = Group.objects.get(name="Viewer")
    fields = {"name": "Viewer", "permissions": [viewer.permissions.all()[0].pk]}
    assert admin_client.get(url("auth_group", "change", viewer.pk)).status_code == 200
    assert admin_client.post(url("auth_group", "change", viewer.pk), fields).status_code == 302
    assert viewer.permissions.count() == 1
    assert timeline([viewer])[0].data == {"fields": ["Permissions"]}
