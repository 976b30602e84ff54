"""Check your answers: the stored quote, and the answers in words with a way to change each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bookings.operations import drafts
from bookings.operations.contact import Address, Contact
from foundation.audit.actor import actor_from_request
from foundation.clock import day_label
from foundation.money import dollars
from pricing_rules.models import Quote
from pricing_rules.operations.quote import store
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import RequestErrors
from web.booking import asks, flight, steps
from web.booking.answers import END_FIELDS, end_of, request_of
from web.booking.flow import Flow
from web.visit import short_name

Row = tuple[str, list[str]]


def quoted(flow: Flow, *, anew: bool = False) -> tuple[Quote | None, str]:
    """The quote stored for these answers, and a sentence where its price is not the one shown before.

    Made on the first look at "check your answers" and kept until an answer changes or its 24 hours are over.
    """
    answers = flow.answers
    kept = Quote.objects.filter(pk=answers["quote"]).first() if answers.get("quote") else None
    if kept is not None and kept.expires_at > flow.now and not anew:
        return kept, ""
    actor = actor_from_request(flow.request)
    try:
        quote = store(request_of(answers), actor=actor, now=flow.now)
    except RequestErrors:
        return None, ""
    flow.draft = drafts.save_draft(
        draft=flow.draft.uuid, answers={**answers, "quote": str(quote.pk)}, actor=actor, now=flow.now
    )
    before_cents = kept.total_cents if kept is not None else answers.get("was_cents", quote.total_cents)
    if before_cents == quote.total_cents:
        return quote, ""
    now, before = dollars(quote.total_cents), dollars(before_cents)
    return quote, f"This {flow.words.job} now costs {now}; it was {before}. Accept it, or choose again."


def contact_of(answers: Mapping[str, Any]) -> Contact:
    typed = answers.get("contact", {})
    return Contact(name=typed.get("name", ""), email=typed.get("email", ""), phone=typed.get("phone", ""))


def addresses_of(flow: Flow) -> tuple[Address | None, Address | None]:
    """Pickup and drop-off as placing wants them; None for an end that the customer does not give."""
    asked = asks.ends_asked(flow.answers["request"], flow.catalogue)
    first, second = (
        Address(**{field: text for field, text in end_of(flow.answers, end).items() if field in END_FIELDS})
        if end in asked
        else None
        for end in asks.ENDS
    )
    return first, second


def text_answers(flow: Flow) -> dict[str, str]:
    """Free texts to staff's questions, which no quote keeps."""
    given = flow.answers["request"].get("answers", {})
    texts = {code for code, question in flow.catalogue.questions.items() if question.kind == "text"}
    return {code: str(value) for code, value in given.items() if code in texts}


def summary(flow: Flow) -> list[dict[str, Any]]:
    """The sections of "check your answers": heading, where to change it, rows of (name, lines)."""
    answers, request = flow.answers, flow.answers["request"]
    window = flow.catalogue.windows.get(request.get("window", ""))
    day, contact = request.get("pickup_date", ""), answers.get("contact", {})
    ends = asks.ends_asked(request, flow.catalogue)
    sections = [("moving", flow.words.moving, "details", [*_moving(flow), *_asked(flow, "booking")])]
    for end in ends:
        hours = _hours(request) if end == ends[-1] else []
        heading = asks.end_words(flow.service, end).heading
        sections.append((end, heading, "addresses", [*_end(answers, end), *_asked(flow, end), *hours]))
    when = f"{_long(day)}, {window.label}" if window and keys.asks(flow.service, "window") else _long(day)
    sections.append(
        ("date", "Date", "date", [(flow.words.came, [f"Today, {when}" if request.get("same_day") else when])])
    )
    rows = [
        ("Name", [contact.get("name", "")]),
        ("Email", [contact.get("email", "")]),
        ("Mobile", [contact.get("phone", "")]),
        ("Note", [answers["notes"]] if answers.get("notes") else []),
    ]
    sections.append(("your-contact", "Contact", "contact", rows))
    return [
        {
            "id": name,
            "heading": heading,
            "url": steps.address(flow.draft.uuid, step),
            "rows": [(label, lines) for label, lines in rows if any(lines)],
        }
        for name, heading, step, rows in sections
    ]


def _moving(flow: Flow) -> list[Row]:
    """What the details step was told, as far as the service asks it."""
    request, known = flow.answers["request"], flow.catalogue
    package = known.packages.get(request.get("package", ""))
    route = known.routes.get(request.get("route", ""))
    flown = flow.answers.get("flight") or {}
    service = known.services[flow.service].label
    name = route.label if route else (package.label if package and flow.service == keys.MINI_MOVE else service)
    counted = "Items" if asks.counts_items(flow.service) else "Pieces"
    specialty = [
        f"{count} × {known.specialty_items[code].label}"
        for code, count in request.get("specialty_items", {}).items()
        if code in known.specialty_items
    ]
    organizing = [kind.capitalize() for kind in ("packing", "unpacking") if request.get(kind)]
    included = package is not None and package.coi_included and flow.service == keys.MINI_MOVE
    certificate = "Included" if included else ("Added" if request.get("coi_requested") else "Not asked for")
    return [
        ("Service", [name]),
        ("Size", [short_name(package.label)] if package and flow.service == keys.ORGANIZING else []),
        (counted, [str(request["item_count"])] if request.get("item_count") else []),
        ("What they are", [flow.answers["items_description"]] if flow.answers.get("items_description") else []),
        ("Weight", ["No item too heavy for one person"] if flow.answers.get("weights_attested") else []),
        ("Same-day", ["Delivered today"] if request.get("same_day") else []),
        ("Bags", [str(request["bag_count"])] if request.get("bag_count") else []),
        ("Flight", [flight.label(str(flown["number"]), flight.moment_of(flown))] if flown.get("number") else []),
        ("Expedited pickup", ["Added"] if request.get("expedited") else []),
        ("Specialty", specialty),
        ("Organizing", [" and ".join(organizing)] if organizing else []),
        ("Certificate of insurance", [certificate]),
    ]


def _long(iso: str) -> str:
    return day_label(date.fromisoformat(iso)) if iso else ""


def _hours(request: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    return [("Hours", [f"About {request['estimated_hours']}"])] if request.get("estimated_hours") else []


def _end(answers: Mapping[str, Any], name: str) -> list[tuple[str, list[str]]]:
    end = end_of(answers, name)
    street = ", ".join(part for part in (end["line1"], end["line2"]) if part)
    return [("Address", [street, f"{end['city']}, {end['state']} {end['zip']}"]), ("Getting in", [end["instructions"]])]


def _asked(flow: Flow, end: str) -> list[tuple[str, list[str]]]:
    """The staff's questions of one end with the answers given."""
    given = flow.answers["request"].get("answers", {})
    rows = []
    for code, value in given.items():
        question = flow.catalogue.questions.get(code)
        if question is None or question.end != end:
            continue
        words = (
            {True: "Yes", False: "No"}[value]
            if isinstance(value, bool)
            else dict(question.choices).get(value, str(value))
        )
        rows.append((question.label, [words]))
    return rows
