"""Steps 4 to 6: date and window, contact, check your answers."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

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
from web.booking import steps
from web.booking.dates import MonthView, look_at
from web.booking.flow import Flow, step_view
from web.booking.forms import ContactForm
from web.booking.review import addresses_of, contact_of, quoted, summary, text_answers
from web.limits import BOOKING, limited


@step_view("date")
def date_step(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    typed = flow.request.POST if posted else flow.request.GET
    kept = flow.answers.get("request", {})
    chosen, window = typed.get("date", ""), typed.get("window", "")
    if posted and "|" in typed.get("use", ""):
        chosen, window = typed["use"].split("|", 1)
    day = _day(chosen) or (None if posted else _day(kept.get("pickup_date", "")))
    if window not in flow.catalogue.windows or not flow.catalogue.windows[window].active:
        window = "" if posted and window else kept.get("window", "") or _default_window(flow)
    view = look_at(
        flow, day, window, month=typed.get("month", ""), as_list=typed.get("view") == "list", link=_link(flow)
    )
    errors: list[tuple[str, str]] = []
    if posted:
        errors = view.problems(day, window)
        if not errors and day is not None:
            if "use" in typed:
                flow.save({"request": {**kept, "pickup_date": day.isoformat(), "window": window}})
                return flow.go("date")
            flow.save({"request": {**kept, "pickup_date": day.isoformat(), "window": window}})
            return flow.onward()
    return _date_page(flow, view, errors)


def _date_page(flow: Flow, view: MonthView, errors: list[tuple[str, str]]) -> HttpResponse:
    by_field = dict(errors)
    return flow.page(
        price=view.price,
        errors=errors,
        calendar=view.month,
        windows=view.windows,
        window_legend=view.window_legend,
        error=by_field.get("date", ""),
        window_error=by_field.get("window", ""),
        hold_words="Nothing is held or charged yet. When you book, we hold the van for "
        f"{flow.catalogue.policy.hold_minutes} minutes while you pay, and you can add more time.",
        as_list=view.month.as_list,
        has_choice=any(option["chosen"] for option in view.windows),
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _default_window(flow: Flow) -> str:
    default = flow.catalogue.default_window
    return default.code if default else next(iter(flow.catalogue.windows), "")


def _link(flow: Flow) -> Any:
    base = steps.address(flow.draft.uuid, "date")
    return lambda **query: f"{base}?{urlencode({key: value for key, value in query.items() if value})}#calendar"


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
        return flow.go("details")
    return _review_page(flow, quote, changed=changed)


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
    )


def _terms(flow: Flow) -> str:
    """The cancellation policy in one sentence, from the policy's own numbers."""
    tiers = sorted(flow.catalogue.policy.cancellation_tiers, reverse=True)
    said = [f"{percent}% back until {hours} hours before your window starts" for hours, percent in tiers if percent]
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
        return flow.go("details")
    if changed or flow.request.POST.get("quote") != str(quote.pk):
        return _review_page(
            flow, quote, changed=changed or "The answers changed in another window. Check them once more."
        )
    pickup, dropoff = addresses_of(answers)
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
            notes=answers.get("notes", ""),
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
        return _review_page(flow, quote, errors=[(_section(error.field), error.message) for error in refusal.errors])
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


def _section(field: str) -> str:
    return {"contact": "your-contact", "pickup": "collection", "dropoff": "delivery"}.get(
        field.partition(".")[0], "answers"
    )


def slot_lost(flow: Flow) -> HttpResponse:
    """The last place went to someone else: three nearest days with their totals, everything else kept (brief 2.1)."""
    wanted = _day(flow.answers["request"].get("pickup_date", ""))
    if wanted is None:
        return flow.go("date")
    window = flow.catalogue.windows.get(flow.answers["request"].get("window", ""))
    view = look_at(flow, wanted, flow.answers["request"].get("window", ""), month="", as_list=True, link=_link(flow))
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
