"""The brand's frame around the body of an HTML mail."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

LAYOUT = "emails/layout.html"


def framed(*, subject: str, body: str) -> str:
    """A whole HTML document. `body` was rendered, and its values escaped, by `rendering.render`."""
    return render_to_string(
        LAYOUT,
        {
            "subject": subject,
            "body": mark_safe(body),  # escaped where its variables were filled in
            "site_url": settings.SITE_URL,
            "contact_email": settings.CONTACT_EMAIL,
            "contact_phone": settings.CONTACT_PHONE,
        },
    )
