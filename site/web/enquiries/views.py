"""The three forms and the page that says what happens next. One submit makes one lead, however often it arrives."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.errors import InvalidBooking
from bookings.leads import queries
from bookings.leads.models import Lead, LeadKind, LeadSource
from bookings.leads.operations import take_lead
from catalog import places
from catalog.queries import catalogue
from catalog.snapshot import Catalogue
from foundation.audit.actor import actor_from_request
from foundation.clock import utc_now
from foundation.references import new_token
from web.enquiries.asking import EnquiryForm
from web.enquiries.forms import AreaForm, BusinessForm, StorageForm
from web.limits import ENQUIRY, limited
from web.live_prices import LivePrices

SALT = "web.enquiries.sent"
SENT_DAYS = 1


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One of the forms: what it makes, and how its page speaks."""

    kind: str
    service: str  # the catalogue service it is for; "" where it is for any
    form: type[EnquiryForm]
    title: str
    heading: str
    intro: str
    button: str
    steps: tuple[tuple[str, str], ...]
    prefill: Callable[[Mapping[str, str], Catalogue], dict[str, str]] | None = None  # else `prefilled`


STORAGE = Enquiry(
    kind=LeadKind.STORAGE,
    service="mini_storage",
    form=StorageForm,
    title="Ask for storage",
    heading="A unit by the month",
    intro="Tell us what goes in and for how long. One of us answers with what it needs and when we can collect.",
    button="Send the request",
    steps=(
        ("We read it", "A person does, and writes back to you."),
        ("You get a quote", "For collecting your things and, when you want them back, for bringing them to you."),
        ("Then it is yours", "Nothing is booked or charged before you say so."),
    ),
)
BUSINESS = Enquiry(
    kind=LeadKind.B2B,
    service="b2b",
    form=BusinessForm,
    title="Ask for a business quote",
    heading="Tell us about it",
    intro="Pop-ups, brands, last mile: we plan it by hand with you. What you do not know yet, leave open.",
    button="Ask for a quote",
    steps=(
        ("We read it", "A person does, and asks what is still open."),
        ("You get a quote", "Each part of the work on its own line."),
        ("You accept", "By a link, with payment or invoice as agreed. Nothing is scheduled before that."),
    ),
)
AREA = Enquiry(
    kind=LeadKind.OUT_OF_AREA,
    service="",
    form=AreaForm,
    title="Tell me when you do",
    heading="Tell us where to come next",
    intro="Leave us the place, and we write to you when we drive there.",
    button="Tell me when you do",
    steps=(
        ("We keep the place", "It shows us where we are missed."),
        ("We write to you", "Once, when we drive there. Your address is used for nothing else."),
    ),
)


def enquiry_view(enquiry: Enquiry) -> Callable[[HttpRequest], HttpResponse]:
    """GET shows the form, prefilled by a link; POST keeps it and goes to what happens next."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @limited(ENQUIRY, methods=("POST",))
    def view(request: HttpRequest) -> HttpResponse:
        now = utc_now()
        sent = _sent(request.GET.get("sent", ""), enquiry)
        if sent is not None and request.method != "POST":
            return render(request, "web/enquiries/sent.html", {"enquiry": enquiry, "lead": sent})
        known = catalogue(at=now)
        if enquiry.service and not known.services[enquiry.service].active:
            return render(request, "web/enquiries/not_now.html", {"enquiry": enquiry}, status=404)
        if request.method == "POST":
            form = enquiry.form(request.POST, catalogue=known, service=enquiry.service)
            lead = _taken(request, form, enquiry, now) if form.is_valid() else None
            if lead is not None:
                return redirect(f"{request.path}?sent={signing.dumps(str(lead.pk), salt=SALT)}")
        else:
            start = {**(enquiry.prefill or prefilled)(request.GET, known), "key": new_token()}
            form = enquiry.form(initial=start, catalogue=known, service=enquiry.service)
        return _page(request, enquiry, form, known, now)

    return view


storage = enquiry_view(STORAGE)
business = enquiry_view(BUSINESS)
area = enquiry_view(AREA)


def prefilled(query: Mapping[str, str], known: Catalogue) -> dict[str, str]:
    """What a link says: `zip`, or `from` and `to`, and `service`. What makes no sense is as if it were not there."""
    found: dict[str, str] = {}
    for name in ("zip", "to", "from"):
        place = places.find(query.get(name, "").strip()[:5])
        if place is not None and ("zip" not in found or not known.is_served(place)):
            found["zip"] = place.zip
    service = known.services.get(query.get("service", ""))
    if service is not None and service.active:
        found["service"] = service.code
    return found


def _page(request: HttpRequest, enquiry: Enquiry, form: EnquiryForm, known: Catalogue, now: datetime) -> HttpResponse:
    errors = form.error_list() if form.is_bound else []
    place = places.find(str(form["zip"].value() or "")[:5]) if "zip" in form.fields else None
    context = {
        "enquiry": enquiry,
        "form": form,
        "errors": errors,
        "title": f"{'Error: ' if errors else ''}{enquiry.title} | ToteTaxi",
        "heading": enquiry.heading,
        "found_by_search": bool(enquiry.service) and not request.GET and not form.is_bound,
        "price": LivePrices(now).starting_at(enquiry.service) if enquiry.service else None,
    }
    if enquiry is AREA and place is not None:
        if known.is_served(place):
            context["served"] = f"{place.city.title()}, {place.state}"
        else:
            context["heading"] = f"We do not drive to {place.city.title()}, {place.state} yet"
    return render(request, "web/enquiries/enquiry.html", context)


def _taken(request: HttpRequest, form: EnquiryForm, enquiry: Enquiry, now: datetime) -> Lead | None:
    """The one domain call; None, with the errors on the form, where it refuses."""
    contact, asked, words = form.contact(), form.answers(), form.free_words()
    content = json.dumps([asdict(contact), [asdict(one) for one in asked], words], sort_keys=True)
    # A form sent twice is one request; sent again after a correction it is another, which staff want to see
    key = f"{form.cleaned_data['key'] or new_token()}:{hashlib.sha256(content.encode()).hexdigest()}"
    try:
        return take_lead(
            kind=enquiry.kind,
            contact=contact,
            asked=asked,
            words=words,
            source=LeadSource.SITE,
            idempotency_key=key,
            actor=actor_from_request(request),
            now=now,
        )
    except InvalidBooking as refused:
        for problem in refused.errors:
            name = problem.field.removeprefix("contact.").removeprefix("asked.")
            form.add_error(name if name in form.fields else form.words or "email", problem.message)
        return None


def _sent(token: str, enquiry: Enquiry) -> Lead | None:
    """The lead a confirmation's address names; only the browser that sent it has that address, for a day."""
    try:
        pk = UUID(signing.loads(token, salt=SALT, max_age=SENT_DAYS * 86_400))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    lead = queries.lead(pk)
    return lead if lead is not None and lead.kind == enquiry.kind else None
