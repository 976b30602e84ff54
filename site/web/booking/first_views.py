"""Steps 1 and 2: service, details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from pricing_rules.quoting.errors import FieldError
from web.booking import asks, same_day
from web.booking.answers import Answers
from web.booking.details_form import DetailsForm, kept_fields
from web.booking.enquiring import enquiry_url
from web.booking.flow import Flow, step_view
from web.booking.forms import ServiceForm
from web.booking.hurdles import told
from web.booking.keeping import at_the_city_end, for_service
from web.booking.offers import details_context
from web.booking.prices import StepPrice
from web.visit import short_name
from web.ways_in import FORMS


@step_view("service")
def service(flow: Flow) -> HttpResponse:
    form = ServiceForm(flow.request.POST if flow.request.method == "POST" else None)
    known = flow.catalogue.services
    offered = [info for code, info in known.items() if code in asks.BOOKABLE and info.active]
    errors: list[tuple[str, str]] = []
    if flow.request.method == "POST":
        chosen = form.cleaned_data["service"] if form.is_valid() else ""
        if any(chosen == info.code for info in offered):
            return _take_service(flow, chosen)
        errors = [("service", "Choose what we are moving")]
    elif flow.must_answer_again:
        errors = [("service", told(fault)) for fault in flow.faults]
    options = [
        {
            "value": info.code,
            "label": info.label,
            "text": info.summary,
            "chosen": info.code == flow.service or len(offered) == 1,
        }
        for info in offered
    ]
    others = [
        {"label": info.label, "text": info.summary, "url": enquiry_url(FORMS[code])}
        for code, info in known.items()
        if code in FORMS and info.active
    ]
    return flow.page(errors=errors, options=options, others=others)


def _take_service(flow: Flow, chosen: str) -> HttpResponse:
    """Another service asks other things: what applies to both stays filled in, and the steps are gone through again."""
    if chosen == flow.service:
        flow.save({})
    else:
        flow.save(for_service(flow.answers, chosen, flow.catalogue), ask_again=asks.STEPS)
    return flow.onward()


@step_view("details")
def details(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    form = _details_form(flow, posted)
    # a GET with answers in it is the live price: shown, not kept
    looking = form.is_bound and form.looking
    again = form.is_bound and not posted and not looking
    price: StepPrice | None = None
    valid = form.is_bound and form.is_valid()
    if again:  # what the catalogue's change has made of the kept answers
        _tell_what_happened(form, [_details_error(error, form, flow) for error in flow.faults])
    elif valid:
        changes = _changes(flow, form)
        price = flow.price(_in_place_of(flow.answers, changes))
        for error in price.errors if posted else ():
            form.add_error(*_details_error(error, form, flow))
        if (
            posted
            and changes["request"].get("same_day")
            and not (left := same_day.today(flow.catalogue, flow.now)).open
        ):
            form.add_error("same_day", left.why)
        if posted and form.is_valid():
            flow.save(changes, ask_again=_asked_again(flow.answers, changes))
            return flow.onward()
    context = details_context(flow, form)
    if looking:
        form.errors.clear()
    return flow.page(
        price=price if price is not None and (price.panel or price.errors) else None,
        errors=form.error_list() if posted or again else [],
        form=form,
        **context,
    )


def _details_form(flow: Flow, posted: bool) -> DetailsForm:
    kept = kept_fields(flow.answers)
    given: dict[str, Any] = {"catalogue": flow.catalogue, "service": flow.service, "today": flow.today}
    if posted:
        return DetailsForm(flow.request.POST, **given)
    form = DetailsForm(flow.request.GET, looking=True, **given)
    if any(name in flow.request.GET for name in form.fields):
        return form
    if flow.must_answer_again:  # the catalogue changed under these answers: shown with what is wrong now
        return DetailsForm({name: "on" if value is True else str(value) for name, value in kept.items()}, **given)
    return DetailsForm(initial=kept, **given)


def _changes(flow: Flow, form: DetailsForm) -> dict[str, Any]:
    """What the form sets, with what follows from it: today's date, the end that an airport route leaves to ask."""
    changes = form.changes(flow.answers)
    request = changes["request"]
    was_today = flow.answers["request"].get("same_day")
    if request.get("same_day"):
        request = same_day.with_today(request, same_day.today(flow.catalogue, flow.now))
    elif was_today:
        request = same_day.without({**request, "same_day": True})
    changes["request"] = request
    if form.asks("route"):
        changes |= at_the_city_end(flow.answers, request, flow.catalogue)
    return changes


def _in_place_of(answers: Answers, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changed request over the kept one: keys it no longer has are taken away."""
    gone = {key: None for key in answers.get("request", {}) if key not in changes["request"]}
    ends: dict[str, Any] = {}
    for end in asks.ENDS:
        if end in changes:
            zip_code = (changes[end] or {}).get("zip")
            ends[end] = {"zip": zip_code} if zip_code else None
    return {**gone, **changes["request"], **ends}


def _asked_again(answers: Answers, changes: Mapping[str, Any]) -> set[str]:
    """The later steps whose answers no longer say what they said."""
    before, after = answers["request"], changes["request"]
    again = set()
    if bool(before.get("same_day")) != bool(after.get("same_day")):
        again.add("date")
    if any(end in changes and changes[end] != answers.get(end) for end in asks.ENDS):
        again.add("addresses")
    if changes.get("flight") != answers.get("flight") and "flight" in changes:
        again.add("date")
    return again


def _tell_what_happened(form: DetailsForm, faults: list[tuple[str | None, str]]) -> None:
    """Add the faults; where one and the form speak of the same field, the form only says what follows from it."""
    for name in {name for name, _ in faults if name} & set(form.errors):
        del form.errors[name]
    for name, message in faults:
        form.add_error(name, message)


def _details_error(error: FieldError, form: DetailsForm, flow: Flow) -> tuple[str | None, str]:
    """A fault of the request as (form field, the brief's words)."""
    name, _, code = error.field.partition(".")
    first = next(iter(form.fields))
    if name == "item_count" and error.code == "limit":
        return name, _too_many(flow, form.cleaned_data["package"], form.cleaned_data["item_count"])
    if error.code == "choice" and name in ("package", "route"):
        return name, f"Choose a {'size' if name == 'package' else name}"
    if name == "specialty_items":
        field = f"specialty-{code}" if code else ""
        other = next((n for n in form.fields if n.startswith("specialty-")), first)
        return (field if field in form.fields else other), told(error)
    if name == "answers":
        return (f"answer-{code}" if f"answer-{code}" in form.fields else first), error.message
    return (name if name in form.fields else first), told(error)


def _too_many(flow: Flow, package: str, count: int) -> str:
    """ "Petite takes up to 15 pieces. Choose Standard, or enter 15 or fewer": the next size that holds them, if any."""
    sizes = flow.catalogue.packages
    chosen = sizes[package]
    larger = next((size for size in sizes.values() if size.active and (size.max_items or count) >= count), None)
    remedy = f"Choose {short_name(larger.label)}, or enter" if larger else "Enter"
    return f"{short_name(chosen.label)} takes up to {chosen.max_items} pieces. {remedy} {chosen.max_items} or fewer"
