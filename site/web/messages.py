"""The kinds of mail that the website itself sends."""

from __future__ import annotations

from foundation.notifications import template_defaults


def register() -> None:
    """Called once, when the room opens."""
    template_defaults.register(
        "draft_link",
        "Your ToteTaxi booking, where you left it",
        "Your answers are kept for {{ days }} days. Open this link to go on where you left off:\n\n{{ link }}\n\n"
        "The link works once. No date is held yet, and nothing has been charged.\n",
        "<p>Your answers are kept for {{ days }} days. Go on where you left off:</p>"
        '<p><a class="button" href="{{ link }}">Continue my booking</a></p>'
        "<p>The link works once. No date is held yet, and nothing has been charged.</p>",
        {"link": "https://totetaxi.example/book/resume/abc/", "days": "30"},
    )
