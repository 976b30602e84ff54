"""Steps 5 and 6: contact, check your answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from bookings import queries
from bookings.errors import (
    BookingRefused,
    CoiRequired,
    IdempotencyConflict,
    InvalidBooking,
    QuoteExpired,
    SoldOut,
    Unavailable,
)
from bookings.models import Booking, BookingState
from bookings.operations.contact import Contact, check_contact
from bookings.operations.place import place
from foundation.audit.actor import actor_from_request
from foundation.clock import day_label
from pricing_rules.quoting import keys
from web.booking import flight, steps
from web.booking.date_views import link, read_day
from web.booking.dates import look_at
from web.booking.flow import Flow, step_view
from web.booking.forms import ContactForm
from web.booking.hurdles import step_of
from web.booking.review import addresses_of, contact_of, quoted, summary, text_answers
from web.limits import BOOKING, limited


@step_view("contact")
def contact(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    initial = {**flow.answers.get("contact", {}), "notes": flow.answers.get("notes", "")}
    form = ContactForm(flow.request.POST if posted else None, initial=initial)
    if posted:
        form.is_valid()
        typed = {name: str(form.data.get(name, "")) for name in ("name", "email", "phone")}
        kept, problems = check_contact(Contact(**typed))
        for problem in problems:  # what the form found already is said once
            field = problem.field.removeprefix("contact.")
            if not form.has_error(field):
                form.add_error(field, problem.message)
        if form.is_valid():
            typed = {"name": kept.name, "email": kept.email, "phone": form.cleaned_data["phone"]}
            flow.save({"contact": typed, "notes": form.cleaned_data["notes"]})
            return flow.go("review")
    return flow.page(errors=form.error_list() if posted else [], form=form)


@step_view("review")
def review(flow: Flow) -> HttpResponse:
    """Check your answers. The price shown is stored; the POST places exactly that price, whatever else it carries."""
    if flow.request.method == "POST":
        return _place(flow)
    quote, changed = quoted(flow)
    if quote is None:
        return _answer_again(flow)
    return _review_page(flow, quote, changed=changed)


def _answer_again(flow: Flow) -> HttpResponse:
    """No price for these answers: to the step that can put it right, which says what has changed."""
    fault = next(iter(flow.kept_price.errors), None)
    return flow.go(step_of(fault.field, flow.service, flow.catalogue) if fault else "details")


def _review_page(
    flow: Flow, quote: Any, *, changed: str = "", errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    price = flow.price()
    return flow.page(
        price=price,
        errors=errors,
        quote=quote,
        shown=quote.price_panel,
        summary=summary(flow),
        changed=changed,
        key=flow.answers["key"],
        terms=_terms(flow),
        coi_missing=bool(quote.answer["coi"]["required"])
        and not quote.answer["coi"]["included"]
        and not flow.answers["request"].get("coi_requested"),
        unavailable=quote.answer["unavailable"]["messages"],
        needs_approval=quote.answer["approval"]["required"],
        hold_minutes=flow.catalogue.policy.hold_minutes,
    )


def _terms(flow: Flow) -> str:
    """The cancellation policy in one sentence, from the policy's own numbers."""
    starts = "your window starts" if keys.asks(flow.service, "window") else "7 AM that day"  # 4-booking.md, "Cancel"
    tiers = sorted(flow.catalogue.policy.cancellation_tiers, reverse=True)
    said = [f"{percent}% back until {hours} hours before {starts}" for hours, percent in tiers if percent]
    return (
        f"Cancel with {', '.join(said)}; after that nothing is returned."
        if said
        else "A booking cannot be cancelled online."
    )


@limited(BOOKING)
def place_limited(request: Any, action: Any) -> HttpResponse:
    """One booking attempt, counted against the limit of its address."""
    return action()  # type: ignore[no-any-return]


def _place(flow: Flow) -> HttpResponse:
    return place_limited(flow.request, lambda: _place_now(flow))


def _place_now(flow: Flow) -> HttpResponse:
    answers = flow.answers
    quote, changed = quoted(flow)
    if quote is None:
        return _answer_again(flow)
    if changed or flow.request.POST.get("quote") != str(quote.pk):
        return _review_page(
            flow, quote, changed=changed or "The answers changed in another window. Check them once more."
        )
    pickup, dropoff = addresses_of(flow)
    flown = answers.get("flight") or {}
    try:  # one domain call; every refusal becomes a page that says how to go on
        booking = place(
            quote=quote,
            contact=contact_of(answers),
            pickup=pickup,
            dropoff=dropoff,
            idempotency_key=answers["key"],
            actor=actor_from_request(flow.request),
            now=flow.now,
            source="site",
            items_description=answers.get("items_description", ""),
            notes=answers.get("notes", ""),
            flight_number=str(flown.get("number", "")),
            flight_at=flight.moment_of(flown),
            text_answers=text_answers(flow),
            draft=flow.draft.uuid,
        )
    except SoldOut:
        return slot_lost(flow)
    except IdempotencyConflict:
        return _booked_before(flow)
    except QuoteExpired:
        quote, changed = quoted(flow, anew=True)
        return _review_page(flow, quote, changed=changed or "Check your answers once more; nothing was booked yet.")
    except (CoiRequired, Unavailable) as refusal:
        return _review_page(flow, quote, errors=[("answers", refusal.message)])
    except InvalidBooking as refusal:
        return _review_page(
            flow, quote, errors=[(_section(flow, error.field), error.message) for error in refusal.errors]
        )
    except BookingRefused as refusal:
        return _review_page(flow, quote, errors=[("answers", refusal.message)])
    return _on_from(booking)


def _booked_before(flow: Flow) -> HttpResponse:
    """The form was sent before with other answers: on to the booking it made, or once more to the answers."""
    draft = queries.draft(flow.draft.uuid, now=flow.now)
    if draft is not None and draft.booking is not None:
        return _on_from(draft.booking)
    quote, changed = quoted(flow, anew=True)
    return _review_page(flow, quote, changed=changed or "Check your answers once more; nothing was booked yet.")


def _on_from(booking: Booking) -> HttpResponse:
    if booking.state == BookingState.PENDING:
        return redirect("web:pay", token=booking.token)
    return redirect("web:track", token=booking.token)


def _section(flow: Flow, field: str) -> str:
    """The section of the page where a refused field stands, for the link of the error summary."""
    name, _, code = field.partition(".")
    question = flow.catalogue.questions.get(code) if name == "answers" else None
    name = question.end if question else name
    known = {"contact": "your-contact", "pickup": "pickup", "dropoff": "dropoff", "booking": "moving"}
    asked = {"items_description": "moving", "flight_number": "moving", "flight_at": "moving", "notes": "your-contact"}
    return (known | asked).get(name, "answers")


def slot_lost(flow: Flow) -> HttpResponse:
    """The last place went to someone else: three nearest days with their totals, everything else kept (brief 2.1)."""
    wanted = read_day(flow.answers["request"].get("pickup_date", ""))
    if wanted is None:
        return flow.go("date")
    window = flow.catalogue.windows.get(flow.answers["request"].get("window", ""))
    view = look_at(flow, wanted, flow.answers["request"].get("window", ""), month="", as_list=True, link=link(flow))
    return render(
        flow.request,
        "web/booking/slot_lost.html",
        {
            "flow": flow,
            "what": f"{day_label(wanted)}, {window.label}" if window else day_label(wanted),
            "nearest": view.nearest(wanted),
            "date_url": steps.address(flow.draft.uuid, "date"),
            "window": flow.answers["request"].get("window", ""),
        },
        status=409,
    )
