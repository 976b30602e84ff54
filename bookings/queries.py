"""Reading bookings: for pages, lists and the calendar. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from bookings.capacity import claims
from bookings.capacity.fitting import left
from bookings.capacity.need import NeedUnknown, need_of
from bookings.models import Booking, BookingDraft, BookingState, BookingStop, CapacityClaim
from catalog.queries import catalogue as catalogue_at
from catalog.snapshot import Catalogue
from foundation.clock import local_to_utc
from foundation.references import read_booking_number
from pricing_rules.quoting.request import QuoteRequest
from pricing_rules.quoting.sellable import unsellable_messages

DRAFT_LIFE = timedelta(days=30)
ANY_WINDOW_STARTS = time(7)  # 4-booking.md: `any` counts as 07:00


@dataclass(frozen=True, slots=True)
class DayRoom:
    """One date for one request: `open`, `few`, `full` or `closed`. `left` is how many more such requests fit, None
    where the request takes no van (any number) or the day is closed; `why` is a sentence for a closed day."""

    state: str
    left: int | None = None
    why: str = ""

    @property
    def can_be_booked(self) -> bool:
        return self.state in ("open", "few")


@dataclass(frozen=True, slots=True)
class TransitionInfo:
    """A transition that somebody may make now. `name` is the operation's; `confirmation` says what will happen."""

    name: str
    label: str
    confirmation: str
    needs_reason: bool = False


def availability(
    data: Mapping[str, Any],
    first: date,
    last: date,
    *,
    now: datetime,
    priced: Mapping[date, Mapping[str, Any]] | None = None,
    catalogue: Catalogue | None = None,
) -> Mapping[date, DayRoom]:
    """Room for a request (contract-quote.md, finished or not) on each day from `first` to `last`, both included.

    A constant number of queries, whatever the stretch. `priced`, the answer of `price_days` for the same days, closes
    those where a rule makes every window unavailable. `catalogue` is the one of `now`, where it was read already.
    """
    catalogue = catalogue or catalogue_at(at=now)
    try:
        need = need_of(data, catalogue)
    except (NeedUnknown, TypeError, ValueError):
        return {day: DayRoom("closed", why="This is no longer on offer") for day in _days(first, last)}
    taken = claims.taken_on(first, last, now=now)
    rooms: dict[date, DayRoom] = {}
    for day in _days(first, last):
        why = " ".join(f"{message}." for message in date_messages(data, day, catalogue, now=now))
        why = why or _rule_says(priced, day)
        if why:
            rooms[day] = DayRoom("closed", why=why)
            continue
        count = left(need, claims.van_rooms(catalogue.fleet, day), taken.get(day, {}))
        rooms[day] = DayRoom(state_of(count, catalogue.policy.few_left), count)
    return rooms


def state_of(count: int | None, few: int) -> str:
    """The word for so many left; `few` is the policy's "at most so many more"."""
    if count is None or count > few:
        return "open"
    return "few" if count else "full"


def date_messages(
    request: Mapping[str, Any], day: date | None, catalogue: Catalogue, *, now: datetime
) -> tuple[str, ...]:
    """Why `day` cannot be sold at `now`: closed, too near, too far, past the cut-off. Empty when it can."""
    window = request.get("window")
    about_the_date = QuoteRequest(
        service=str(request.get("service") or ""),
        quoted_at=now,
        same_day=bool(request.get("same_day")),
        pickup_date=day,
        window=window if isinstance(window, str) else None,
    )
    return unsellable_messages(about_the_date, catalogue)


def _rule_says(priced: Mapping[date, Mapping[str, Any]] | None, day: date) -> str:
    windows = (priced or {}).get(day)
    if not windows:
        return ""
    messages = [quote.unavailable_messages for quote in windows.values()]
    return messages[0][0] if all(messages) else ""


def alternatives(
    data: Mapping[str, Any], day: date, *, now: datetime, count: int = 3, within_days: int = 30
) -> list[tuple[date, DayRoom]]:
    """The dates nearest to `day` that can still be booked, nearest first, the earlier of two as near, in date order."""
    rooms = availability(data, day - timedelta(days=within_days), day + timedelta(days=within_days), now=now)
    free = [(other, room) for other, room in rooms.items() if other != day and room.can_be_booked]
    free.sort(key=lambda found: (abs((found[0] - day).days), found[0]))
    return sorted(free[:count])


def room_messages(data: Mapping[str, Any], *, now: datetime, catalogue: Catalogue | None = None) -> tuple[str, ...]:
    """What bookings add to an answer's `unavailable`: that the vans of that date are full. Never stored in a quote.

    `catalogue` is the one of `now`, where it was read already.
    """
    if not data.get("pickup_date"):
        return ()
    day = date.fromisoformat(str(data["pickup_date"]))
    catalogue = catalogue or catalogue_at(at=now)
    if availability(data, day, day, now=now, catalogue=catalogue)[day].state != "full":
        return ()
    vans = claims.van_rooms(catalogue.fleet, day)
    if not vans:
        return ("None of our vans drives on that date. Choose another date",)
    if not left(need_of(data, catalogue), vans, {}):
        return ("That is more than one of our vans takes on that date. Book it in two parts, or ask our team",)
    return ("Our vans are full on that date. Choose another date",)


def booking_by_token(token: str, now: datetime | None = None) -> Booking | None:
    """The booking whose unguessable link this is, with quote, stops, payments and claims; None for any other text."""
    if not token or len(token) > 64 or "\x00" in token:
        return None
    return whole_bookings().filter(token=token).first()


def booking_by_number_and_email(number: str, email: str, *, now: datetime | None = None) -> Booking | None:
    """A booking by what people know of it: its number as they type it, and the e-mail it was made with."""
    read = read_booking_number(number, settings.BOOKING_NUMBER_PREFIX)
    if read is None or "\x00" in email:
        return None
    return whole_bookings().filter(number=read, contact_email=email.strip().lower()).first()


def whole_bookings() -> QuerySet[Booking]:
    """Bookings with what their pages show, in a constant number of queries."""
    return Booking.objects.select_related("quote", "customer").prefetch_related(
        Prefetch("stops", queryset=BookingStop.objects.order_by("-kind")),
        Prefetch("claims", queryset=CapacityClaim.objects.select_related("van").order_by("-pk")),
        "payments",
    )


def booking_list() -> QuerySet[Booking]:
    """Bookings for lists, newest number first: one row each, with the customer."""
    return Booking.objects.select_related("customer").order_by("-number")


def hold_of(booking: Booking, now: datetime) -> CapacityClaim | None:
    """The hold of a booking that waits for payment, while it lives at `now`; None when there is none any more."""
    if booking.state != BookingState.PENDING:
        return None
    held = [claim for claim in booking.claims.all() if claim.kind == CapacityClaim.Kind.HOLD]
    return next((claim for claim in held if claims.is_live(claim, now)), None)


def draft(uuid: UUID, *, now: datetime) -> BookingDraft | None:
    """Unfinished answers not older than 30 days."""
    return BookingDraft.objects.select_related("booking").filter(pk=uuid, updated_at__gt=now - DRAFT_LIFE).first()


def hours_before(booking: Booking, now: datetime) -> float | None:
    """Hours from `now` (UTC) until the pickup window starts in New York; negative afterwards, None without a date."""
    if booking.pickup_date is None:
        return None
    starts = local_to_utc(booking.pickup_date, booking.window_starts or ANY_WINDOW_STARTS)
    return (starts - now).total_seconds() / 3600


def allowed_transitions(booking: Booking, user: Any) -> tuple[TransitionInfo, ...]:
    """The transitions that `user` may make now, in the order of a booking's life; only those made by hand."""
    available = {t.name: t for t in booking.get_available_user_state_transitions(user) if "label" in t.custom}
    return tuple(
        TransitionInfo(name, available[name].custom["label"], CONFIRMATIONS[name], needs_reason=name == "cancel")
        for name in CONFIRMATIONS
        if name in available
    )


CONFIRMATIONS = {
    "approve": "The date is held for 24 hours and the customer is mailed a payment link. No money moves yet.",
    "start": "The booking becomes “In progress”. Nothing is mailed and no money moves.",
    "complete": "The booking becomes “Completed”. Nothing is mailed and no money moves.",
    "cancel": "The van's room is given back, the customer is mailed, and what was paid goes back by the "
    "cancellation policy.",
}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]
