"""Steps 1 and 2: service, details."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict

from foundation.money import dollars_short
from pricing_rules.quoting.errors import FieldError
from web.booking.begin import BOOKABLE
from web.booking.flow import Flow, step_view
from web.booking.forms import DetailsForm, ServiceForm
from web.live_prices import PICTURES
from web.visit import short_name


@step_view("service")
def service(flow: Flow) -> HttpResponse:
    form = ServiceForm(flow.request.POST if flow.request.method == "POST" else None)
    if flow.request.method == "POST" and form.is_valid():
        if form.cleaned_data["service"] in BOOKABLE:
            flow.save({"request": {**flow.answers.get("request", {}), "service": form.cleaned_data["service"]}})
            return flow.onward()
        form.add_error("service", "Choose what we are moving")
    chosen = flow.answers.get("request", {}).get("service", "")
    offered = [info for code, info in flow.catalogue.services.items() if code in BOOKABLE and info.active]
    options = [
        {
            "value": info.code,
            "label": info.label,
            "text": info.summary,
            "chosen": info.code == chosen or len(offered) == 1,
        }
        for info in offered
    ]
    others = [info for code, info in flow.catalogue.services.items() if code not in BOOKABLE and info.active]
    return flow.page(errors=form.error_list(), options=options, others=others)


@step_view("details")
def details(flow: Flow) -> HttpResponse:
    kind = flow.answers["request"]["service"]
    posted = flow.request.method == "POST"
    # a GET with answers in it is the live price: shown, not kept
    looking = not posted and "package" in flow.request.GET
    typed: QueryDict | None = flow.request.POST if posted else (flow.request.GET if looking else None)
    form = DetailsForm(typed, catalogue=flow.catalogue, service=kind, initial=_details_initial(flow))
    price = None
    if typed is not None and form.is_valid():
        changes = form.changes(flow.answers)
        price = flow.price(_unset_missing(flow, changes["request"]))
        for error in price.errors:
            form.add_error(*_details_error(error, form, flow))
        if posted and form.is_valid():
            flow.save(changes)
            return flow.onward()
    if looking:
        form.errors.clear()
    if price is None or price.panel is None:
        price = flow.price()
    return flow.page(price=price, errors=form.error_list() if posted else [], form=form, **_details_context(flow, form))


def _unset_missing(flow: Flow, request: dict[str, Any]) -> dict[str, Any]:
    """The new request over the old one: keys it no longer has are taken away."""
    gone = {key: None for key in flow.answers.get("request", {}) if key not in request}
    return {**gone, **request}


def _details_initial(flow: Flow) -> dict[str, Any]:
    request = flow.answers.get("request", {})
    initial = {
        key: request[key]
        for key in ("package", "item_count", "packing", "unpacking", "coi_requested")
        if key in request
    }
    initial |= {f"specialty-{code}": count for code, count in request.get("specialty_items", {}).items()}
    return initial | answers_initial(flow)


def answers_initial(flow: Flow) -> dict[str, Any]:
    kept = flow.answers.get("request", {}).get("answers", {})
    return {
        f"answer-{code}": {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        for code, value in kept.items()
    }


def _details_error(error: FieldError, form: DetailsForm, flow: Flow) -> tuple[str | None, str]:
    """A fault of the request as (form field, the brief's words)."""
    name, _, code = error.field.partition(".")
    if name == "item_count" and error.code == "limit":
        return name, _too_many(flow, form.cleaned_data["package"], form.cleaned_data["item_count"])
    if name == "package":
        return name, "Choose a size"
    if name == "specialty_items":
        field = f"specialty-{code}" if code else next((n for n in form.fields if n.startswith("specialty-")), "package")
        return (field if field in form.fields else "package"), error.message
    if name == "answers":
        return (f"answer-{code}" if f"answer-{code}" in form.fields else "package"), error.message
    return (name if name in form.fields else "package"), error.message


def _too_many(flow: Flow, package: str, count: int) -> str:
    """ "Petite takes up to 15 pieces. Choose Standard, or enter 15 or fewer": the next size that holds them, if any."""
    sizes = flow.catalogue.packages
    chosen = sizes[package]
    larger = next((size for size in sizes.values() if size.active and (size.max_items or count) >= count), None)
    remedy = f"Choose {short_name(larger.label)}, or enter" if larger else "Enter"
    return f"{short_name(chosen.label)} takes up to {chosen.max_items} pieces. {remedy} {chosen.max_items} or fewer"


def _details_context(flow: Flow, form: DetailsForm) -> dict[str, Any]:
    known = flow.catalogue
    chosen = str(form["package"].value() or "")
    size = known.packages.get(chosen)
    coi = known.add_ons.get("coi")
    return {
        "sizes": [
            {
                "value": p.code,
                "label": short_name(p.label),
                "amount": dollars_short(known.price(p.item_code)),
                "room": f"Up to {p.max_items} pieces" if p.max_items else "As many pieces as fill a van",
                "van": "Your own van" if p.takes_whole_van else "A shared van",
                "popular": p.is_popular,
                "chosen": p.code == chosen,
            }
            for p in known.packages.values()
            if p.active
        ],
        "organizing": [
            {
                "value": kind,
                "label": add_on.label if size else kind.capitalize(),
                "text": f"{dollars_short(known.price(add_on.item_code))}. {add_on.summary}" if size else add_on.summary,
                "chosen": bool(form[kind].value()),
            }
            for kind in ("packing", "unpacking")
            if (add_on := known.add_ons.get(f"{kind}.{size.code if size else 'standard'}")) is not None
            and add_on.active
        ],
        "specialty": [
            {
                "field": form[f"specialty-{item.code}"],
                "item": item,
                "amount": dollars_short(known.price(item.item_code)),
                "picture": PICTURES.get(item.code, item.code),
            }
            for item in form.specialty
        ],
        "most_specialty": known.policy.max_specialty,
        "coi_included": bool(size and size.coi_included),
        "coi_amount": dollars_short(known.price(coi.item_code)) if coi else "",
        "coi_offered": bool(coi and coi.active),
        "questions": [form[f"answer-{question.code}"] for question in form.questions],
        "weight": max((p.item_weight_lb for p in known.packages.values()), default=50),
    }
