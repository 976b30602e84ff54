"""What a stored quote says about the booking it becomes, read together with the catalogue of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bookings.capacity.claims import bookings_in_window
from bookings.capacity.fitting import Need
from bookings.capacity.need import NeedUnknown, need_of
from bookings.models import Source
from catalog.queries import catalogue as catalogue_at
from catalog.snapshot import Catalogue, QuestionInfo, WindowInfo
from pricing_rules.models import Quote
from pricing_rules.quoting.request import QuoteRequest
from pricing_rules.quoting.sellable import unsellable_messages

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

    def hold_for(self, source: str) -> timedelta:
        """How long an unpaid booking keeps its place: 30 minutes, by phone or payment link 24 hours (policy)."""
        policy = self.catalogue.policy
        minutes = policy.link_hold_minutes if source == Source.PHONE else policy.hold_minutes
        return timedelta(minutes=minutes)

    def window_is_full(self, *, now: datetime) -> bool:
        """Whether staff's limit of bookings for this window and day is reached. Call with the day locked."""
        if self.day is None or self.window is None or self.window.daily_limit is None:
            return False
        return bookings_in_window(self.day, self.window.code, now=now) >= self.window.daily_limit


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


def date_messages(
    request: Mapping[str, Any], day: date | None, catalogue: Catalogue, *, now: datetime
) -> tuple[str, ...]:
    """Why `day` cannot be sold at `now`: closed, too near, too far, past the cut-off. Empty when it can."""
    about_the_date = QuoteRequest(
        service=str(request.get("service") or ""),
        quoted_at=now,
        same_day=bool(request.get("same_day")),
        pickup_date=day,
        window=request.get("window"),
    )
    return unsellable_messages(about_the_date, catalogue)


def _ends_to_ask(request: Mapping[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """The ends whose street is needed, with the ZIP they were priced for. An airport has none of the customer's."""
    route = catalogue.routes.get(request.get("route") or "")
    airport = route.airport_end if route else None
    return {end: request[end]["zip"] for end in ("pickup", "dropoff") if request.get(end) and end != airport}


def asked(answers: Mapping[str, Any], text_answers: Mapping[str, str], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Staff's questions with the answers, as they were asked: a later edit of a question changes no booking."""
    texts = {
        code: text.strip()[:2000]
        for code, text in text_answers.items()
        if text.strip() and code in catalogue.questions and catalogue.questions[code].kind == "text"
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
