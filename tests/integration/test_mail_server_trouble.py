"""A mail server that is closed, refuses, or falls silent in mid-send: only what certainly did not go out goes again."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.test import override_settings

from foundation.notifications.models import Message
from foundation.notifications.sending import send_email
from foundation.outbox import worker
from foundation.outbox.models import Effect
from foundation.outbox.operations import enqueue

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2026-11-02T15:00:00+00:00")


class Server(socketserver.ThreadingTCPServer):
    """A mail server that answers each command as told; None hangs up. What it took stands in `taken`."""

    allow_reuse_address = True

    def __init__(self, answers: dict[str, str | None]) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers = {
            "EHLO": "250 ok",
            "MAIL": "250 ok",
            "RCPT": "250 ok",
            "DATA": "354 go on",
            ".": "250 ok",
            **answers,
        }
        self.taken: list[bytes] = []


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say("220 ready")
        data: list[bytes] | None = None
        for line in self.rfile:
            if data is not None and line != b".\r\n":
                data.append(line)
                continue
            word = "." if data is not None else line[:4].decode().strip().upper()
            answer = self.server.answers.get(word, "250 ok")
            if word == "." and (answer is None or answer.startswith("250")):
                self.server.taken.append(b"".join(data or []))
            if answer is None or word == "QUIT":
                return
            data = [] if word == "DATA" and answer.startswith("354") else None
            self.say(answer)

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_server(**answers: str | None) -> Iterator[Server]:
    with Server({word.replace("end", "."): answer for word, answer in answers.items()}) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.server_address[1],
            EMAIL_TIMEOUT=5,
        ):
            yield server
        server.shutdown()


@pytest.fixture
def effect() -> Effect:
    effect = enqueue(key="m", handler="notifications.send_email", payload={"event": "e"}, now=NOW)
    Message.objects.create(
        event_key="e",
        template="x",
        recipient="ann@example.com",
        subject="Hello",
        text="Text",
        html="<p>HTML</p>",
        created_at=NOW,
        effect=effect,
    )
    return effect


def outcome(effect: Effect) -> tuple[str, str]:
    worker.drain_now(NOW)
    settled = Effect.objects.get(pk=effect.pk)
    return settled.state, settled.last_error


def test_an_accepted_mail_is_done(effect: Effect) -> None:
    with mail_server() as server:
        assert outcome(effect) == ("done", "")
    (mail,) = server.taken
    assert b"Subject: Hello" in mail
    assert b"<p>HTML</p>" in mail


def test_a_closed_server_is_tried_again(effect: Effect) -> None:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=9
    ):
        assert outcome(effect) == ("waiting", "The mail server could not be reached (ConnectionRefusedError)")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"MAIL": "451 later"}, "SMTPSenderRefused"),
        ({"RCPT": "550 nobody here"}, "SMTPRecipientsRefused"),
        ({"DATA": "554 no"}, "SMTPDataError"),
        ({"end": "554 spam"}, "SMTPDataError"),
    ],
)
def test_a_refusal_is_tried_again_and_names_no_address(effect: Effect, answers: dict[str, str], words: str) -> None:
    with mail_server(**answers) as server:
        assert outcome(effect) == ("waiting", f"The mail server refused it ({words})")
    assert server.taken == []


def test_a_server_that_falls_silent_after_the_text_leaves_it_unclear(effect: Effect) -> None:
    with mail_server(end=None) as server:
        state, error = outcome(effect)
    assert len(server.taken) == 1
    assert state == "unclear"
    assert error.startswith("SMTPServerDisconnected")


def test_an_address_that_cannot_be_written_is_never_unclear(effect: Effect) -> None:
    Message.objects.update(recipient="ann@example.com\nBcc: all@example.com")
    with mail_server() as server:
        assert outcome(effect)[0] == "waiting"
    assert server.taken == []


def test_a_hang_up_at_the_farewell_changes_nothing(effect: Effect) -> None:
    with mail_server(QUIT=None):
        send_email({"event": "e"}, key="m", now=NOW)
    assert Message.objects.get().sent_at == NOW
