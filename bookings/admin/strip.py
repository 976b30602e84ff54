"""The strip of states on a booking's page: where it has been, where it is, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking, BookingState

DONE, CURRENT, ENDED, AHEAD = "done", "current", "ended", "ahead"
ROAD = (BookingState.PENDING, BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Step:
    """One box of the strip. `at` is UTC, None where it was not reached; `tone` is done, current, ended or ahead."""

    label: str
    tone: str
    at: datetime | None = None
    hint: str = ""


def reached(booking: Booking) -> dict[str, datetime]:
    """When each state was first entered (UTC, by the operation's own clock), read from the history in one query."""
    entered: dict[str, datetime] = {}
    for state, at in booking.history.order_by("history_date", "history_id").values_list("state", "updated_at"):
        entered.setdefault(state, at)
    return entered


def steps(booking: Booking, entered: Mapping[str, datetime], hint: str = "") -> tuple[Step, ...]:
    """The road of this booking. `hint` stands in the box it is in now, such as until when the van is held."""
    road = [BookingState.AWAITING_APPROVAL, *ROAD] if booking.needs_approval else list(ROAD)
    placed = Step("Placed", DONE, booking.created_at)
    if booking.state == BookingState.DRAFT:
        return (Step("Draft", CURRENT, booking.created_at, hint), *(_ahead(state) for state in road))
    state = BookingState(booking.state)
    if state not in road:
        past = [Step(str(each.label), DONE, entered[each]) for each in road if each in entered]
        return (placed, *past, Step(str(state.label), ENDED, entered.get(state), hint))
    here = road.index(state)
    past = [Step(str(each.label), DONE, entered.get(each)) for each in road[:here] if each in entered]
    last = state == BookingState.COMPLETED
    now = Step(str(state.label), DONE if last else CURRENT, entered.get(state), hint)
    ahead = [_ahead(each, "Next" if n == 0 else "") for n, each in enumerate(road[here + 1 :])]
    return (placed, *past, now, *ahead)


def _ahead(state: BookingState, hint: str = "") -> Step:
    return Step(str(state.label), AHEAD, None, hint)
