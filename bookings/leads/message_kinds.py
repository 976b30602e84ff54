"""The mails about a request, as they are first worded. `seed` makes rows of them, which staff edit."""

from __future__ import annotations

from foundation.notifications.template_defaults import register

RECEIVED = "lead_received"
STAFF_NEW = "staff_new_lead"


def register_kinds() -> None:
    """Declare them; called once, when Django is ready."""
    # It goes to an address that nobody has proved to be theirs: it repeats nothing that was typed, or the form would
    # send anybody's words to anybody
    register(
        RECEIVED,
        "We have your request",
        "Hello,\n\nWe have your request: {{ request }}. {{ next }}\n\nAnything to add? Answer this mail.\n",
        "<p>Hello,</p><p>We have your request: {{ request }}. {{ next }}</p><p>Anything to add? Answer this mail.</p>",
        {
            "request": "mini storage",
            "next": "One of us reads it and writes to you with the next step. Nothing is booked or charged until then.",
        },
    )
    register(
        STAFF_NEW,
        "New request: {{ request }}, {{ who }}",
        "{{ who }} asks for {{ request }}.\n\n{{ summary }}\n\nOpen it: {{ admin_url }}\n",
        "<p>{{ who }} asks for {{ request }}.</p><p>{{ summary|linebreaksbr }}</p>"
        '<p><a class="button" href="{{ admin_url }}">Open the request</a></p>',
        {
            "who": "Claire Whitcomb",
            "request": "mini storage",
            "summary": "How long: 3 months\nWhat goes in: Two bikes and six boxes",
            "admin_url": "https://totetaxi.example/admin/leads/lead/sample/change/",
        },
    )
