"""Messages: rendered with their event, stored as sent, mailed once an event through the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from pytest_django.asserts import assertNumQueries

from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.audit.queries import timeline
from foundation.notifications import template_defaults
from foundation.notifications.models import Message, MessageTemplate
from foundation.notifications.operations import NotResendable, queue_email, resend, seed_templates
from foundation.notifications.queries import messages_about, preview
from foundation.notifications.rendering import TemplateProblem
from foundation.outbox import worker
from foundation.outbox.models import Effect

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-02T15:00:00+00:00")
CONTEXT = {"name": "Ann <Co>", "number": "TT-000123"}


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind of message of our own, and no others."""
    monkeypatch.setattr(template_defaults, "_defaults", {})
    template_defaults.register(
        "test_received",
        "We have {{ number }}",
        "Dear {{ name }},\nwe have {{ number }}.",
        "<h1>Dear {{ name }}</h1><p>We have {{ number }}.</p>",
        {"name": "Claire Marlow", "number": "TT-000001"},
    )


@pytest.fixture
def ann() -> User:
    return User.objects.create_staff("ann@totetaxi.example", full_name="Ann Ops")


def queue(event_key: str = "received:1", **named: Any) -> Message:
    given: dict[str, Any] = {
        "event_key": event_key,
        "template": "test_received",
        "to": "ann@example.com",
        "context": CONTEXT,
        "target": None,
        "now": NOW,
    }
    return queue_email(**{**given, **named})


def test_a_message_is_stored_as_it_will_be_sent_and_then_sent(mailoutbox: list[EmailMultiAlternatives]) -> None:
    message = queue()
    assert (message.state, message.subject) == ("queued", "We have TT-000123")
    assert mailoutbox == []
    worker.drain_now(NOW)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.from_email) == (
        ["ann@example.com"],
        "We have TT-000123",
        "ToteTaxi <hello@totetaxi.example>",
    )
    assert mail.body == message.text == "Dear Ann <Co>,\nwe have TT-000123."
    ((html, kind),) = mail.alternatives
    assert (html, kind) == (message.html, "text/html")
    assert "<h1>Dear Ann &lt;Co&gt;</h1>" in html
    assert html.startswith("<!DOCTYPE html>")
    sent = Message.objects.get()
    assert (sent.state, sent.sent_at) == ("sent", NOW)


def test_the_same_event_never_mails_twice(mailoutbox: list[EmailMultiAlternatives]) -> None:
    first = queue()
    worker.drain_now(NOW)
    second = queue(to="other@example.com")
    worker.drain_now(NOW + timedelta(days=1))
    assert first.pk == second.pk
    assert len(mailoutbox) == 1


def test_staffs_wording_wins_over_the_first_one() -> None:
    seed_templates(now=NOW)
    MessageTemplate.objects.update(subject="Thank you, {{ name }}", sender="Ops <ops@totetaxi.example>")
    message = queue()
    assert (message.subject, message.sender) == ("Thank you, Ann <Co>", "Ops <ops@totetaxi.example>")


def test_what_staff_change_later_changes_no_message() -> None:
    seed_templates(now=NOW)
    queue()
    MessageTemplate.objects.update(subject="Changed")
    assert queue().subject == "We have TT-000123"


def test_a_kind_switched_off_is_recorded_and_not_sent(mailoutbox: list[EmailMultiAlternatives]) -> None:
    seed_templates(now=NOW)
    MessageTemplate.objects.update(active=False)
    assert queue().state == "suppressed"
    MessageTemplate.objects.update(active=True)
    assert queue().state == "suppressed"
    worker.drain_now(NOW)
    assert mailoutbox == []


def test_templates_are_seeded_once_and_stay_as_staff_leave_them() -> None:
    assert seed_templates(now=NOW) == 1
    MessageTemplate.objects.update(subject="Ours now")
    assert seed_templates(now=NOW) == 0
    template = MessageTemplate.objects.get()
    assert template.subject == "Ours now"
    assert template.variables == ("name", "number")


@pytest.mark.parametrize(
    ("context", "error", "words"),
    [
        ({"name": "A"}, ValueError, "test_received needs exactly these variables: name, number"),
        ({**CONTEXT, "total": "1"}, ValueError, "needs exactly these variables"),
        ({"name": "A", "number": 5}, TypeError, "number must be text, not int"),
    ],
)
def test_a_context_must_fit_its_kind(context: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        queue(context=context)


def test_an_undeclared_kind_is_refused() -> None:
    with pytest.raises(LookupError, match="No kind of message is called nothing"):
        queue(template="nothing")


def test_a_kind_cannot_be_declared_with_a_wording_it_cannot_fill() -> None:
    with pytest.raises(TemplateProblem, match="total is not a variable"):
        template_defaults.register("x", "{{ total }}", "", "", {"name": "A"})


def test_saving_a_broken_wording_is_refused_field_by_field() -> None:
    seed_templates(now=NOW)
    template = MessageTemplate.objects.get()
    template.subject = "{{ total }}"
    template.text = "{% if name %}"
    with pytest.raises(ValidationError) as refusal:
        template.full_clean()
    assert refusal.value.message_dict == {
        "subject": ["total is not a variable of this message. It may use: name, number"],
        "text": [
            "Unclosed tag on line 1: 'if'. Looking for one of: elif, else, endif.",
        ],
    }


def test_a_change_of_wording_keeps_its_history() -> None:
    seed_templates(now=NOW)
    template = MessageTemplate.objects.get()
    template.subject = "New"
    template.save()
    assert [row.subject for row in template.history.all()] == ["New", "We have {{ number }}"]


def test_a_preview_uses_the_kinds_samples() -> None:
    seed_templates(now=NOW)
    shown = preview(MessageTemplate.objects.get())
    assert shown.subject == "We have TT-000001"
    assert "Dear Claire Marlow" in shown.html


def test_a_page_shows_the_messages_about_its_object_in_one_query(ann: User) -> None:
    queue("received:1", target=ann)
    queue("received:2", target=ann)
    queue("received:3")
    with assertNumQueries(1):
        assert [message.state for message in messages_about([ann])] == ["queued", "queued"]


def test_staff_send_a_message_again_word_for_word(mailoutbox: list[EmailMultiAlternatives]) -> None:
    first = queue()
    worker.drain_now(NOW)
    again = resend(message_id=first.pk, actor=Actor(None, "Ann Ops", "admin"), now=NOW)
    worker.drain_now(NOW)
    assert [mail.body for mail in mailoutbox] == [first.text, first.text]
    assert (again.resend_of, again.event_key) == (first, "received:1#2")
    (line,) = timeline([first])
    assert (line.sentence, line.data) == ("Sent a message again", {"was": "sent"})


def test_what_is_on_its_way_is_not_sent_again() -> None:
    with pytest.raises(NotResendable, match="still on its way"):
        resend(message_id=queue().pk, actor=Actor.system(), now=NOW)


def test_a_retry_of_a_message_known_to_have_gone_out_sends_nothing(mailoutbox: list[EmailMultiAlternatives]) -> None:
    queue()
    worker.drain_now(NOW)
    Effect.objects.update(state="waiting", settled_at=None)
    worker.drain_now(NOW)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("effect", "state"),
    [("waiting", "queued"), ("done", "sent"), ("failed", "failed"), ("unclear", "unclear")],
)
def test_a_message_is_as_far_as_its_effect(effect: str, state: str) -> None:
    queue()
    Effect.objects.update(state=effect)
    assert Message.objects.select_related("effect").get().state == state
