"""Where the flow begins: `/book/`, with whatever a link or the quote bar preselected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bookings.operations import drafts
from catalog.queries import catalogue
from catalog.snapshot import Catalogue
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from web.booking import steps
from web.booking.answers import Answers, fresh
from web.booking.cookies import remember
from web.limits import QUOTE, limited

BOOKABLE = ("mini_move",)  # services this site takes bookings for; the others have their own pages or an enquiry


@never_cache
@require_GET
@limited(QUOTE)
def begin(request: HttpRequest) -> HttpResponse:
    """Start a draft and go to its first open step. What is not known here is ignored: a link never makes an error."""
    now = utc_now()
    answers = preselected(request.GET, catalogue(at=now))
    draft = drafts.start_draft(answers=answers, actor=actor_from_request(request), now=now)
    response = redirect(steps.address(draft.uuid, steps.first_open(answers)))
    remember(request, response, draft.uuid)
    return response


def preselected(query: Mapping[str, str], known: Catalogue) -> Answers:
    """The answers a link names: service, package, from (ZIP), to (town or ZIP), date, window."""
    request: dict[str, Any] = {}
    service = query.get("service", "")
    package = known.packages.get(query.get("package", ""))
    if package is not None and package.active:
        request |= {"service": "mini_move", "package": package.code}
    if service in BOOKABLE and known.services[service].active:
        request["service"] = service
    window = known.windows.get(query.get("window", ""))
    if window is not None and window.active:
        request["window"] = window.code
    day = _day(query.get("date", ""))
    if day:
        request["pickup_date"] = day
    answers = fresh(request)
    if "service" in request:
        answers["done"] = ["service"]
    origin = query.get("from", "").strip()
    if re.fullmatch(r"[0-9]{5}", origin):
        answers["pickup"] = {"zip": origin}
    town = known.town(query.get("to", ""))
    if town is not None:
        answers["dropoff"] = {"zip": sorted(town.zips)[0], "city": town.label, "state": "NY"}
    elif re.fullmatch(r"[0-9]{5}", query.get("to", "").strip()):
        answers["dropoff"] = {"zip": query["to"].strip()}
    return answers


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
