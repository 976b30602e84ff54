"""Where the flow begins: `/book/`, with whatever a link or the quote bar preselected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bookings.operations import drafts
from catalog.queries import catalogue
from catalog.snapshot import Catalogue
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from pricing_rules.quoting import keys
from web.booking import asks, same_day, steps
from web.booking.answers import Answers, fresh
from web.booking.cookies import remember
from web.booking.enquiring import enquiry_url
from web.booking.fields import WHOLE
from web.booking.keeping import at_the_city_end
from web.limits import QUOTE, limited
from web.ways_in import FORMS

YES = ("1", "on", "yes", "true")
# keys of a quote request by what a link calls them
TICKED = {
    "packing": "packing",
    "unpacking": "unpacking",
    "same_day": "same_day",
    "expedited": "expedited",
    "coi_requested": "coi",
}


@never_cache
@require_GET
@limited(QUOTE)
def begin(request: HttpRequest) -> HttpResponse:
    """Start a draft and go to its first open step. What is not known here is ignored: a link never makes an error.

    What staff compose is asked for, not booked: its link goes to the request form.
    """
    now = utc_now()
    form = FORMS.get(request.GET.get("service", ""))
    if form:
        return redirect(enquiry_url(form, {name: request.GET.get(name, "")[:40] for name in ("from", "to")}))
    answers = preselected(request.GET, catalogue(at=now), now=now)
    draft = drafts.start_draft(answers=answers, actor=actor_from_request(request), now=now)
    response = redirect(steps.address(draft.uuid, steps.first_open(answers)))
    remember(request, response, draft.uuid)
    return response


def preselected(query: QueryDict, known: Catalogue, *, now: datetime) -> Answers:
    """The answers a link names: `service`, what it asks (`package`, `packing`, `unpacking`, `items`, `same_day`,
    `specialty=code:quantity`, `route`, `bags`, `expedited`, `coi`), `from` (ZIP), `to` (town or ZIP), `date`, `window`.

    A size, a route, or specialty items alone name the service too.
    """
    named = _named(query, known)
    service = _service(query, named, known)
    request = {key: value for key, value in named.items() if service and keys.asks(service, key)}
    if not service:
        request = {key: named[key] for key in ("pickup_date", "window") if key in named}
    else:
        request["service"] = service
    if request.get("same_day"):
        request = same_day.with_today(request, same_day.today(known, now))
    answers = fresh(request)
    if service:
        answers["done"] = ["service"]
    answers |= _ends(query, known)
    if "route" in request:
        answers |= at_the_city_end(answers, request, known)
    elif service and not keys.asks(service, "dropoff") and "pickup" not in answers and "dropoff" in answers:
        answers["pickup"] = answers.pop("dropoff")  # one address, whichever name the link had for it
    return answers


def _named(query: QueryDict, known: Catalogue) -> dict[str, Any]:
    """The keys of a quote request that the link has, as far as they name something on offer."""
    found: dict[str, Any] = {}
    offered = {"package": known.packages, "route": known.routes, "window": known.windows}
    for key, rows in offered.items():
        row = rows.get(query.get(key, ""))  # type: ignore[attr-defined]
        if row is not None and row.active:
            found[key] = row.code
    for key, name in (("item_count", "items"), ("bag_count", "bags")):
        if WHOLE.fullmatch(query.get(name, "")) and int(query[name]):
            found[key] = int(query[name])
    for key, name in TICKED.items():
        if query.get(name, "") in YES:
            found[key] = True
    specialty = _specialty(query, known)
    if specialty:
        found["specialty_items"] = specialty
    day = _day(query.get("date", ""))
    if day:
        found["pickup_date"] = day
    return found


def _service(query: QueryDict, named: Mapping[str, Any], known: Catalogue) -> str:
    """The service a link names, or the one that alone has what it names."""
    asked = query.get("service", "")
    implied = {"package": keys.MINI_MOVE, "route": keys.BLADE, "specialty_items": keys.SPECIALTY}
    service = asked or next((code for key, code in implied.items() if key in named), "")
    return service if service in asks.BOOKABLE and known.services[service].active else ""


def _specialty(query: QueryDict, known: Catalogue) -> dict[str, int]:
    """`specialty=surfboard:2`, again for each item, or with commas between; a code alone means one."""
    found: dict[str, int] = {}
    for text in query.getlist("specialty"):
        for part in text.split(",")[:20]:
            code, _, count = part.strip().partition(":")
            item = known.specialty_items.get(code)
            if item is not None and item.active and WHOLE.fullmatch(count or "1") and int(count or "1"):
                found[code] = int(count or "1")
    return found if sum(found.values()) <= known.policy.max_specialty else {}


def _ends(query: QueryDict, known: Catalogue) -> dict[str, Any]:
    ends: dict[str, Any] = {}
    for end, name in (("pickup", "from"), ("dropoff", "to")):
        typed = query.get(name, "").strip()
        town = known.town(typed)
        if town is not None:
            ends[end] = {"zip": sorted(town.zips)[0], "city": town.label, "state": "NY"}
        elif re.fullmatch(r"[0-9]{5}", typed):
            ends[end] = {"zip": typed}
    return ends


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
