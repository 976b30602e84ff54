"""E-mail through Django's mail backend: console or file in development, a provider by setting."""

from __future__ import annotations

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMultiAlternatives, get_connection

from foundation.notifications.models import Message
from foundation.outbox.handlers import Retry

REFUSALS = (SMTPResponseException, SMTPRecipientsRefused, ValueError)
"""The server's own word that it did not take the message, or an address or header that could not be written at all.

Anything else in mid-send leaves open whether it was taken.
"""


def send(message: Message) -> None:
    """Hand one message to the mail server.

    Raises Retry where it was certainly not taken: the server could not be reached, or refused it. Any other error
    leaves open whether it went out, and must not be answered by sending again.
    """
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=message.sender or None,
        to=[message.recipient],
        headers={"X-Message-Id": str(message.pk), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise Retry(f"The mail server could not be reached ({type(error).__name__})") from error
    try:
        connection.send_messages([mail])
    except REFUSALS as error:
        raise Retry(f"The mail server refused it ({type(error).__name__})") from error
    finally:
        with suppress(OSError):  # a farewell that fails says nothing about the message
            connection.close()
