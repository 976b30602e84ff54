"""Step 3: the two addresses, and the page for places where we do not drive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bookings.errors import FieldProblem
from bookings.operations.contact import Address, check_address, check_differ
from catalog import places
from pricing_rules.quoting.errors import FieldError
from web.booking.answers import end_of
from web.booking.first_views import answers_initial
from web.booking.flow import Flow, step_view
from web.booking.forms import AddressForm
from web.booking.prices import StepPrice
from web.booking.questions import others

Forms = Mapping[str, AddressForm]
Typed = Mapping[str, dict[str, str]]

HOURS = [str(hours) for hours in range(2, 13)]
SAYS = {
    "pickup": ("collect", "Enter the street address to collect from"),
    "dropoff": ("deliver", "Enter the street address to deliver to"),
}


@step_view("addresses")
def addresses(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    forms = {name: _form(flow, name, posted) for name in SAYS}
    kept = str(flow.answers["request"].get("estimated_hours", ""))
    hours = flow.request.POST.get("estimated_hours", "") if posted else kept
    asks_hours, hours_error = bool(kept), ""
    checked = [form.is_valid() for form in forms.values()]  # both, so that all messages are there at once
    if posted and all(checked):
        typed = {name: form.address() for name, form in forms.items()}
        request = _request(flow, forms, hours)
        price = flow.price(request | {name: {"zip": end["zip"], "state": end["state"]} for name, end in typed.items()})
        outside = next((error.field.partition(".")[0] for error in price.errors if error.code == "not_served"), "")
        if outside:
            flow.save(typed, step="details")  # kept, but this step stays unanswered
            return _out_of_area(flow, outside, typed[outside]["zip"])
        _put_faults(forms, price.errors)
        if not price.errors:
            _put_problems(forms, typed)
        asks_hours = _within_the_hamptons(price)
        if asks_hours and hours not in HOURS:
            hours_error = "Choose how many hours the move takes"
        if not hours_error and not any(form.errors for form in forms.values()):
            if not asks_hours:
                request.pop("estimated_hours", None)
            flow.save({"request": request, **typed})
            return flow.onward()
    errors = [error for form in forms.values() for error in form.error_list()] if posted else []
    errors += [("estimated_hours", hours_error)] if hours_error else []
    return flow.page(
        errors=errors,
        pickup=forms["pickup"],
        dropoff=forms["dropoff"],
        asks_hours=asks_hours,
        hours=hours,
        hours_choices=HOURS,
        hours_error=hours_error,
    )


def _form(flow: Flow, name: str, posted: bool) -> AddressForm:
    section, missing = SAYS[name]
    initial = end_of(flow.answers, name)
    place = places.find(initial["zip"][:5])
    if place is not None:
        initial["city"] = initial["city"] or place.city.title()
        initial["state"] = initial["state"] or place.state
    initial["state"] = initial["state"] or "NY"
    return AddressForm(
        flow.request.POST if posted else None,
        prefix=name,
        section=section,
        missing_street=missing,
        catalogue=flow.catalogue,
        service=flow.answers["request"]["service"],
        initial=initial | answers_initial(flow),
    )


def _request(flow: Flow, forms: Forms, hours: str) -> dict[str, Any]:
    """The quote request with this step's answers to staff's questions; what was emptied is taken away."""
    request = dict(flow.answers["request"])
    for form in forms.values():
        request["answers"] = {**others(form, {"request": request}), **form.staff_answers}
    if hours in HOURS:
        request["estimated_hours"] = int(hours)
    return request


def _put_faults(forms: Forms, faults: tuple[FieldError, ...]) -> None:
    """What pricing says of the ZIP codes and the answers, put where it was typed."""
    for fault in faults:
        end, _, field = fault.field.partition(".")
        if end in forms:
            forms[end].add_error(field if field in forms[end].fields else "zip", fault.message)
        for form in forms.values():
            if end == "answers" and f"answer-{field}" in form.fields:
                form.add_error(f"answer-{field}", fault.message)


def _put_problems(forms: Forms, typed: Typed) -> None:
    """What bookings say of the two addresses, put where it was typed."""
    ends = {name: Address(**end) for name, end in typed.items()}
    problems: list[FieldProblem] = []
    for name, end in ends.items():
        problems += check_address(end, name, zip_of_quote=end.zip[:5])[1]
    for problem in problems or check_differ(ends["pickup"], ends["dropoff"]):
        where, _, field = problem.field.partition(".")
        if field in forms[where].fields:
            forms[where].add_error(field, problem.message)


def _within_the_hamptons(price: StepPrice) -> bool:
    """Hours are asked where both ends lie in the Hamptons (3-pricing-rules.md, "Settled")."""
    facts = price.priced.facts if price.priced is not None else {}
    zones = [facts.get(f"{end}_zones") for end in SAYS]
    return all(isinstance(found, frozenset) and "hamptons" in found for found in zones)


def _out_of_area(flow: Flow, end: str, zip_code: str) -> HttpResponse:
    """A page with a way forward instead of a field error (brief P5)."""
    context = {"flow": flow, "end": end, "zip": zip_code, "place": places.find(zip_code[:5])}
    return render(flow.request, "web/booking/out_of_area.html", context)
