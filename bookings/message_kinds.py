"""The mails that bookings send, as they are first worded. `seed` makes rows of them, which staff edit."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.notifications.template_defaults import register

_ABOUT: Mapping[str, str] = {
    "name": "Claire Whitcomb",
    "booking_number": "TT-000123",
    "service": "Standard mini move",
    "date": "Saturday, June 26",
    "window": "8 to 11 AM",
    "flight": "",
    "total": "$1,983.75",
    "tracking_url": "https://totetaxi.example/track/sample/",
}
_SUMMARY_TEXT = (
    "{{ service }}\n{{ date }}{% if window %}, {{ window }}{% endif %}\n"
    "{% if flight %}Flight {{ flight }}\n{% endif %}Total {{ total }}\n"
)
_SUMMARY_HTML = (
    "<p><strong>{{ service }}</strong><br>{{ date }}{% if window %}, {{ window }}{% endif %}"
    "{% if flight %}<br>Flight {{ flight }}{% endif %}<br>Total {{ total }}</p>"
)
_TRACK_TEXT = "\nFollow your booking: {{ tracking_url }}\n"
_TRACK_HTML = '<p><a href="{{ tracking_url }}">Follow your booking</a></p>'


def _kind(key: str, subject: str, text: str, html: str, variables: Mapping[str, str], *, summary: bool = True) -> None:
    """One mail to a customer: greeting, what happened, the booking in short, the tracking link."""
    register(
        key,
        subject,
        f"Hello {{{{ name }}}},\n\n{text}\n\n{_SUMMARY_TEXT if summary else ''}{_TRACK_TEXT}",
        f"<p>Hello {{{{ name }}}},</p>{html}{_SUMMARY_HTML if summary else ''}{_TRACK_HTML}",
        {**_ABOUT, **variables},
    )


def register_kinds() -> None:
    """Declare them all; called once, when Django is ready."""
    _kind(
        "booking_received",
        "We have your booking {{ booking_number }}",
        "{% if pay_url %}Your date is held until {{ held_until }}. Pay to confirm it: {{ pay_url }}{% else %}"
        "Our team looks at your booking and writes to you with the next step. Nothing is charged until then."
        "{% endif %}",
        "{% if pay_url %}<p>Your date is held until {{ held_until }}. Pay to confirm it.</p>"
        '<p><a class="button" href="{{ pay_url }}">Pay {{ total }}</a></p>{% else %}'
        "<p>Our team looks at your booking and writes to you with the next step. Nothing is charged until then.</p>"
        "{% endif %}",
        {"held_until": "3:42 PM", "pay_url": "https://totetaxi.example/book/pay/sample/"},
    )
    _kind(
        "payment_received",
        "Paid and confirmed: {{ booking_number }}",
        "We received {{ amount }}. Your booking {{ booking_number }} is confirmed.",
        "<p>We received {{ amount }}. Your booking {{ booking_number }} is confirmed.</p>",
        {"amount": "$1,983.75"},
    )
    _kind(
        "payment_failed",
        "Your payment for {{ booking_number }} did not go through",
        "{{ reason }} You have not been charged. {% if pay_url %}Try again here: {{ pay_url }}{% else %}"
        "The date is no longer held. Start again from your booking to choose it anew.{% endif %}",
        "<p>{{ reason }} You have not been charged.</p>"
        '{% if pay_url %}<p><a class="button" href="{{ pay_url }}">Try again</a></p>{% else %}'
        "<p>The date is no longer held. Start again from your booking to choose it anew.</p>{% endif %}",
        {"reason": "Your card was declined.", "pay_url": ""},
    )
    _kind(
        "date_gone_refund",
        "We are returning your payment for {{ booking_number }}",
        "Your payment of {{ amount }} reached us, but confirmed nothing. {{ reason }} "
        "We are returning the whole amount to your card now; banks take 5 to 10 days to show it.",
        "<p>Your payment of {{ amount }} reached us, but confirmed nothing. {{ reason }}</p>"
        "<p>We are returning the whole amount to your card now; banks take 5 to 10 days to show it.</p>",
        {"amount": "$1,983.75", "reason": "The date was taken after the time to pay had run out."},
    )
    _kind(
        "booking_approved",
        "Your booking {{ booking_number }} is approved",
        "{% if pay_url %}Your date is held until {{ held_until }}. Pay to confirm it: {{ pay_url }}{% else %}"
        "It is confirmed; there is nothing to pay.{% endif %}",
        "{% if pay_url %}<p>Your date is held until {{ held_until }}.</p>"
        '<p><a class="button" href="{{ pay_url }}">Pay {{ total }}</a></p>{% else %}'
        "<p>It is confirmed; there is nothing to pay.</p>{% endif %}",
        {"held_until": "3:42 PM on Friday, June 18", "pay_url": "https://totetaxi.example/book/pay/sample/"},
    )
    _kind(
        "booking_cancelled",
        "Your booking {{ booking_number }} is cancelled",
        "Your booking {{ booking_number }} is cancelled."
        "{% if refund %} We are returning {{ refund }} to your card; banks take 5 to 10 days to show it.{% endif %}",
        "<p>Your booking {{ booking_number }} is cancelled.</p>"
        "{% if refund %}<p>We are returning {{ refund }} to your card; banks take 5 to 10 days to show it.</p>"
        "{% endif %}",
        {"refund": "$1,983.75"},
    )
    for key, subject, text in (
        (
            "staff_money_returned",
            "{{ booking_number }}: {{ amount }} is being returned",
            "A payment of {{ amount }} for {{ booking_number }} could not confirm the booking and is being returned. "
            "{{ reason }} The customer has been told.",
        ),
        (
            "staff_refund_failed",
            "{{ booking_number }}: a refund of {{ amount }} did not go through",
            "The refund of {{ amount }} for {{ booking_number }} did not go through. {{ reason }} "
            "Look at the payment and return the money another way.",
        ),
    ):
        sample = {"booking_number": "TT-000123", "amount": "$1,983.75", "reason": "The date was taken meanwhile."}
        register(key, subject, text, f"<p>{text}</p>", sample)
