"""What a stored quote says about the booking it becomes, read together with the catalogue of the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bookings.capacity import claims
from bookings.capacity.fitting import Need, VanRoom
from bookings.capacity.need import NeedUnknown, need_of
from bookings.errors import CoiRequired, FieldProblem, QuoteExpired, SoldOut, Unavailable
from bookings.models import Source
from bookings.operations.contact import clean
from bookings.queries import date_messages
from catalog.queries import catalogue as catalogue_at
from catalog.snapshot import Catalogue, QuestionInfo, WindowInfo
from pricing_rules.models import Quote
from pricing_rules.quoting.answers import is_asked

GONE = "Something in this booking is no longer on offer. Start again from your answers"


@dataclass(frozen=True, slots=True)
class Terms:
    """A quote read for booking. `zips`: the ends whose street must be given; `unavailable`: why it cannot be sold."""

    quote: Quote
    catalogue: Catalogue
    service: str
    package: str
    label: str
    day: date | None
    window: WindowInfo | None
    zips: Mapping[str, str]
    need: Need
    needs_approval: bool
    coi_missing: bool
    unavailable: tuple[str, ...]
    answers: list[dict[str, Any]]

    @property
    def window_label(self) -> str:
        return self.window.label if self.window else ""

    def booking_values(self) -> dict[str, Any]:
        """The fields of a booking that follow from its quote; a later quote replaces them all."""
        window = self.window
        return {
            "quote": self.quote,
            "service": self.service,
            "package": self.package,
            "service_label": self.label,
            "total_cents": self.quote.total_cents,
            "pickup_date": self.day,
            "window": window.code if window else "",
            "window_label": window.label if window else "",
            "window_starts": window.starts if window else None,
            "window_ends": window.ends if window else None,
            "answers": self.answers,
            "needs_approval": self.needs_approval,
        }

    def hold_for(self, source: str) -> timedelta:
        """How long an unpaid booking keeps its place: 30 minutes, by phone or payment link 24 hours (policy)."""
        policy = self.catalogue.policy
        minutes = policy.link_hold_minutes if source == Source.PHONE else policy.hold_minutes
        return timedelta(minutes=minutes)

    def window_is_full(self, *, now: datetime) -> bool:
        """Whether staff's limit of bookings for this window and day is reached. Call with the day locked."""
        if self.day is None or self.window is None or self.window.daily_limit is None:
            return False
        return claims.bookings_in_window(self.day, self.window.code, now=now) >= self.window.daily_limit


def terms_of(quote: Quote, *, now: datetime, text_answers: Mapping[str, str] | None = None) -> Terms:
    """Read a stored quote. Its price and its own refusals stand as stored; dates are looked at again as of `now` (UTC):
    a date that could be sold yesterday may be closed or too near today."""
    request = quote.request
    catalogue = catalogue_at(at=now)
    day = date.fromisoformat(request["pickup_date"]) if request.get("pickup_date") else None
    coi = quote.answer["coi"]
    try:
        need, gone = need_of(request, catalogue), ()
    except NeedUnknown:
        need, gone = Need(), (GONE,)
    refused = quote.answer["unavailable"]["messages"] if quote.answer["unavailable"]["is"] else ()
    return Terms(
        quote=quote,
        catalogue=catalogue,
        service=request["service"],
        package=request.get("package") or "",
        label=quote.panel["heading"],
        day=day,
        window=catalogue.windows.get(request.get("window") or ""),
        zips=_ends_to_ask(request, catalogue),
        need=need,
        needs_approval=quote.answer["approval"]["required"],
        coi_missing=coi["required"] and not coi["included"] and not request.get("coi_requested"),
        unavailable=tuple(dict.fromkeys((*refused, *gone, *date_messages(request, day, catalogue, now=now)))),
        answers=asked(request.get("answers") or {}, text_answers or {}, catalogue),
    )


def refuse_unsellable(terms: Terms, now: datetime) -> None:
    """Raises QuoteExpired, Unavailable or CoiRequired where the quote cannot be booked at `now`."""
    if terms.quote.expires_at <= now:
        raise QuoteExpired
    if terms.unavailable:
        raise Unavailable(sentences(terms.unavailable))
    if terms.coi_missing:
        raise CoiRequired


def sentences(parts: Sequence[str]) -> str:
    """Messages as running text, each with its full stop."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def room_or_sold_out(terms: Terms, day: date, now: datetime) -> VanRoom:
    """Lock the day and find the van; the caller writes the claim before its transaction ends. Raises SoldOut."""
    claims.lock_day(day)
    if terms.window_is_full(now=now):
        raise SoldOut(f"The window {terms.window_label} on that date has just been taken. Choose another one.")
    van = claims.find_room(terms.need, day, now=now, fleet=terms.catalogue.fleet)
    if van is None:
        raise SoldOut
    return van


def _ends_to_ask(request: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """The ends whose street is needed, with the ZIP they were priced for. An airport has none of the customer's."""
    route = catalogue.routes.get(request.get("route") or "")
    airport = route.airport_end if route else None
    return {end: request[end]["zip"] for end in ("pickup", "dropoff") if request.get(end) and end != airport}


def text_problems(
    text_answers: Mapping[str, str], request: Mapping[str, Any], catalogue: Catalogue
) -> list[FieldProblem]:
    """What is wrong with the free texts sent with a booking: every other answer stands in its quote already."""
    problems = []
    for code in text_answers:
        question = catalogue.questions.get(code)
        if question is None:
            problems.append(FieldProblem(f"answers.{code}", "unknown", "There is no such question"))
        elif question.kind != "text":
            message = f"“{question.label}” is answered in the quote, since it may carry a price. Ask for a new one"
            problems.append(FieldProblem(f"answers.{code}", "combination", message))
    for code, question in catalogue.questions.items():
        asked_for = question.active and question.required and is_asked(question, request["service"])
        if asked_for and question.kind == "text" and not clean(text_answers.get(code, "")):
            problems.append(FieldProblem(f"answers.{code}", "required", f"Answer “{question.label}”"))
    return problems


def asked(answers: Mapping[str, Any], text_answers: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Staff's questions with the answers, as they were asked: a later edit of a question changes no booking."""
    texts = {
        code: clean(text)[:2000]
        for code, text in text_answers.items()
        if clean(text) and code in catalogue.questions and catalogue.questions[code].kind == "text"
    }
    return [
        {
            "code": code,
            "label": question.label,
            "end": question.end,
            "kind": question.kind,
            "value": value,
            "shown": shown(question, value),
            "shown_to_driver": question.shown_to_driver,
        }
        for code, value in {**answers, **texts}.items()
        if (question := catalogue.questions.get(code)) is not None
    ]


def shown(question: QuestionInfo, value: Any) -> str:
    """An answer in words: Yes, No, the choice's label, or the value itself."""
    if question.kind == "yes_no":
        return "Yes" if value else "No"
    if question.kind == "choice":
        return dict(question.choices).get(str(value), str(value))
    return str(value)
