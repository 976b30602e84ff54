"""Which drafts this browser may open: their ids in one signed cookie, the newest last."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

NAME = "tt_drafts"
MOST = 5
DAYS = 30
_SALT = "web.booking.drafts"


def drafts_of(request: HttpRequest) -> list[UUID]:
    """The ids in the cookie; none where it is missing, too old or tampered with."""
    try:
        kept = signing.loads(request.COOKIES.get(NAME, ""), salt=_SALT, max_age=DAYS * 86_400)
        return [UUID(text) for text in kept]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def remember(request: HttpRequest, response: HttpResponse, draft: UUID) -> None:
    """Let this browser open the draft from now on."""
    kept = [*[known for known in drafts_of(request) if known != draft], draft][-MOST:]
    response.set_cookie(
        NAME,
        signing.dumps([str(known) for known in kept], salt=_SALT),
        max_age=DAYS * 86_400,
        path="/book/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
