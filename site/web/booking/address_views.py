"""Step 3: the addresses that the service asks, and the page for places where we do not drive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bookings.errors import FieldProblem
from bookings.operations.contact import Address, check_address, check_differ
from catalog import places
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import FieldError
from web.booking import asks
from web.booking.answers import end_of
from web.booking.details_form import kept_answers
from web.booking.enquiring import AREA, enquiry_url
from web.booking.flow import Flow, step_view
from web.booking.forms import AddressForm
from web.booking.prices import StepPrice
from web.booking.questions import others

Forms = Mapping[str, AddressForm]
Typed = Mapping[str, dict[str, str]]

HOURS = [str(hours) for hours in range(2, 13)]


@step_view("addresses")
def addresses(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    again = not posted and flow.must_answer_again
    forms = {end: _form(flow, end, posted, again) for end in asks.ends_asked(flow.answers["request"], flow.catalogue)}
    kept = str(flow.answers["request"].get("estimated_hours", ""))
    hours = flow.request.POST.get("estimated_hours", "") if posted else kept
    asks_hours, hours_error = bool(kept), ""
    checked = [form.is_valid() for form in forms.values()] if posted or again else [False]  # all messages at once
    if again:
        _put_faults(forms, tuple(flow.faults))
    elif all(checked):
        typed = {name: form.address() for name, form in forms.items()}
        request = _request(flow, forms, hours)
        price = flow.price(request | {name: {"zip": end["zip"], "state": end["state"]} for name, end in typed.items()})
        outside = next((error.field.partition(".")[0] for error in price.errors if error.code == "not_served"), "")
        if outside:
            flow.save(typed, step="details")  # kept, but this step stays unanswered
            return _out_of_area(flow, outside, typed)
        faults = tuple(error for error in price.errors if _concerns(error, forms))
        _put_faults(forms, faults)
        if not faults:
            _put_problems(flow, forms, typed)
        asks_hours = _within_the_hamptons(price)
        if asks_hours and hours not in HOURS:
            hours_error = f"Choose how many hours the {flow.words.job} takes"
        if not hours_error and not any(form.errors for form in forms.values()):
            if not asks_hours:
                request.pop("estimated_hours", None)
            flow.save({"request": request, **typed})
            return flow.onward()
    errors = [error for form in forms.values() for error in form.error_list()] if posted or again else []
    errors += [("estimated_hours", hours_error)] if hours_error else []
    return flow.page(
        errors=errors,
        ends=[{"form": form, "legend": asks.end_words(flow.service, name).legend} for name, form in forms.items()],
        airport=_airport(flow),
        asks_hours=asks_hours,
        hours=hours,
        hours_choices=HOURS,
        hours_error=hours_error,
    )


def _form(flow: Flow, name: str, posted: bool, again: bool) -> AddressForm:
    initial = end_of(flow.answers, name)
    place = places.find(initial["zip"][:5])
    if place is not None:
        initial["city"] = initial["city"] or place.city.title()
        initial["state"] = initial["state"] or place.state
    initial["state"] = initial["state"] or "NY"
    kept = initial | kept_answers(flow.answers)
    return AddressForm(
        flow.request.POST
        if posted
        else ({f"{name}-{field}": value for field, value in kept.items()} if again else None),
        prefix=name,
        section="collect" if name == "pickup" else "deliver",
        missing_street=asks.end_words(flow.service, name).missing,
        catalogue=flow.catalogue,
        service=flow.service,
        # an airport has no fields of its own: what staff ask about it is asked beside the one address
        questions_of=asks.ENDS if asks.has_one_end(flow.service) else (name,),
        initial=kept,
    )


def _airport(flow: Flow) -> str:
    """What is said of the end that an airport route fixes."""
    if not keys.asks(flow.service, "route"):
        return ""
    route = flow.catalogue.routes.get(str(flow.answers["request"].get("route", "")))
    if route is None or route.airport_zone not in flow.catalogue.zones:
        return ""
    airport = flow.catalogue.zones[route.airport_zone].label
    return (
        f"We collect your bags at {airport}." if route.airport_end == "pickup" else f"We take your bags to {airport}."
    )


def _request(flow: Flow, forms: Forms, hours: str) -> dict[str, Any]:
    """The quote request with this step's answers to staff's questions; what was emptied is taken away."""
    request = dict(flow.answers["request"])
    for form in forms.values():
        request["answers"] = {**others(form, {"request": request}), **form.staff_answers}
    if hours in HOURS:
        request["estimated_hours"] = int(hours)
    return request


def _concerns(fault: FieldError, forms: Forms) -> bool:
    """Whether this page can put it right; any other fault waits for its own step."""
    name, _, code = fault.field.partition(".")
    return name in forms or (name == "answers" and any(f"answer-{code}" in form.fields for form in forms.values()))


def _put_faults(forms: Forms, faults: tuple[FieldError, ...]) -> None:
    """What pricing says of the ZIP codes and the answers, put where it was typed."""
    for fault in faults:
        end, _, field = fault.field.partition(".")
        if end in forms:
            message = fault.message
            if fault.code == "combination" and field == "zip":
                message = f"{message}. Enter an address there, or choose another route"
            forms[end].add_error(field if field in forms[end].fields else "zip", message)
        for form in forms.values():
            if end == "answers" and f"answer-{field}" in form.fields:
                form.add_error(f"answer-{field}", fault.message)


def _put_problems(flow: Flow, forms: Forms, typed: Typed) -> None:
    """What bookings say of the addresses, put where it was typed."""
    ends = {name: Address(**end) for name, end in typed.items()}
    problems: list[FieldProblem] = []
    for name, end in ends.items():
        problems += check_address(end, name, zip_of_quote=end.zip[:5])[1]
    if not problems and len(ends) == len(asks.ENDS):
        problems = check_differ(ends["pickup"], ends["dropoff"])
    for problem in problems:
        where, _, field = problem.field.partition(".")
        if field in forms[where].fields:
            forms[where].add_error(field, problem.message)


def _within_the_hamptons(price: StepPrice) -> bool:
    """Hours are asked where both ends lie in the Hamptons (3-pricing-rules.md, "Settled")."""
    facts = price.priced.facts if price.priced is not None else {}
    zones = [facts.get(f"{end}_zones") for end in asks.ENDS]
    return all(isinstance(found, frozenset) and "hamptons" in found for found in zones)


def _out_of_area(flow: Flow, end: str, typed: Typed) -> HttpResponse:
    """A page with a way forward instead of a field error (brief P5)."""
    zip_code = typed[end]["zip"]
    known = {"from": typed.get("pickup", {}).get("zip", ""), "to": typed.get("dropoff", {}).get("zip", "")}
    context = {
        "flow": flow,
        "end": end,
        "verb": "come to" if flow.words.comes == "come" else ("collect in" if end == "pickup" else "deliver to"),
        "zip": zip_code,
        "place": places.find(zip_code[:5]),
        "words": flow.words,
        "enquiry": enquiry_url(AREA, {"service": flow.service, **known}),
    }
    return render(flow.request, "web/booking/out_of_area.html", context)
