"""Save and finish later: a link by e-mail that opens the draft once, on any device."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings import queries
from bookings.operations import drafts
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from foundation.notifications.operations import queue_email
from foundation.references import new_token
from web.booking import steps
from web.booking.cookies import DAYS, remember
from web.booking.flow import found_draft
from web.booking.forms import EmailForm
from web.limits import BOOKING, limited

SALT = "web.booking.resume"
TEMPLATE = "draft_link"


@never_cache
@require_http_methods(["GET", "POST"])
@limited(BOOKING, methods=("POST",))
def save(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ask for an e-mail address and send the link."""
    now = utc_now()
    found = found_draft(request, draft, now)
    if found is None:
        return render(request, "web/booking/no_draft.html", status=404)
    back = steps.address(draft, steps.first_open(found.answers))
    initial = {"email": found.answers.get("contact", {}).get("email", "")}
    form = EmailForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        nonce = new_token()
        actor = actor_from_request(request)
        drafts.save_draft(draft=draft, answers={**found.answers, "resume": nonce}, actor=actor, now=now)
        link = settings.SITE_URL + reverse("web:book-resume", args=[signing.dumps([str(draft), nonce], salt=SALT)])
        queue_email(
            event_key=f"draft-link:{draft}:{nonce}",
            template=TEMPLATE,
            to=form.cleaned_data["email"],
            context={"link": link, "days": str(DAYS)},
            target=None,
            now=now,
        )
        return redirect(f"{request.path}?sent=1")
    context = {
        "form": form,
        "errors": form.error_list() if request.method == "POST" else [],
        "back_url": back,
        "sent": "sent" in request.GET,
        "days": DAYS,
    }
    return render(request, "web/booking/save.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@limited(BOOKING, methods=("POST",))
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """The link. Opening it shows a button, so that a mail scanner that follows links does not use it up."""
    now = utc_now()
    try:
        kept, nonce = signing.loads(key, salt=SALT, max_age=DAYS * 86_400)
        found = queries.draft(UUID(kept), now=now)
    except (signing.BadSignature, ValueError, TypeError):
        found, nonce = None, ""
    if found is None or not nonce or found.answers.get("resume") != nonce:
        return render(request, "web/booking/no_draft.html", {"used": True}, status=404)
    if request.method == "GET":
        return render(request, "web/booking/resume.html", {"draft": found})
    answers = {name: value for name, value in found.answers.items() if name != "resume"}
    drafts.save_draft(draft=found.pk, answers=answers, actor=actor_from_request(request), now=now)
    response = redirect(steps.address(found.pk, steps.first_open(answers)))
    remember(request, response, found.pk)
    return response
