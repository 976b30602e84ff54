"""The demo's bookings: each goes the way a real one goes, through the same operations, paid at the Stripe stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from bookings.models import Booking
from bookings.operations.holds import expire_due
from bookings.operations.pay import ready_to_pay
from bookings.operations.place import Address, Contact, place
from bookings.operations.settlement import settle_booking
from bookings.operations.transitions import cancel, complete, start
from demo.people import CLAIRE, HENRY, PRIYA, ROSA, THEO, Person
from demo.stripe import pay
from dispatch.operations.intake import take_in
from foundation.audit.actor import Actor
from pricing_rules.operations.quote import store

VISITOR = Actor(user_id=None, label="Guest", via="site", ip="203.0.113.7")


@dataclass(frozen=True, slots=True)
class Story:
    """One demo booking. Days count from today: `placed` when it was booked, `moves` when the van comes.

    `ends` is the state it is brought to. A move is shifted to the next day whose weekday is in `weekdays`.
    """

    key: str
    person: Person
    ends: str
    placed: int
    moves: int
    package: str = "standard"
    weekdays: frozenset[int] = frozenset(range(5))
    extras: dict[str, Any] = field(default_factory=dict)
    window: str = "morning"
    notes: str = ""


SATURDAY = frozenset({5})
STORIES = (
    Story("delivered", CLAIRE, "completed", -16, -9, notes="The doorman, Luis, has the key to the freight elevator."),
    Story("delivered-montauk", ROSA, "completed", -21, -5, "petite", extras={"specialty_items": {"surfboard": 2}}),
    Story("called-off", HENRY, "cancelled", -6, 12, "petite"),
    Story("ran-out", THEO, "expired", -3, 9, "full"),
    Story("on-the-road", PRIYA, "in_progress", -7, 0, weekdays=frozenset(range(7)), window="hour_8"),
    Story("tomorrow", HENRY, "confirmed", -4, 1, weekdays=frozenset(range(7)), window="hour_9"),
    Story("saturday", CLAIRE, "confirmed", -1, 8, weekdays=SATURDAY, notes="Gate code is with the housekeeper."),
    Story("connecticut", THEO, "confirmed", -2, 15, "full"),
    Story("unpaid", ROSA, "pending", 0, 6, "petite", extras={"coi_requested": True}),
    Story("large", PRIYA, "awaiting_approval", 0, 21, "full", extras={"packing": True, "unpacking": True}),
)


def tell(story: Story, *, today: date, now: datetime, staff: Actor) -> Booking:
    """Make the booking of a story and bring it to its end. Raises what the operations raise."""
    day = _weekday_from(today + timedelta(days=story.moves), story.weekdays)
    placed_at = now + timedelta(days=story.placed)
    booking = _place(story, day, placed_at)
    for step in _STEPS[story.ends]:
        step(booking.pk, staff, placed_at, now)
    return Booking.objects.get(pk=booking.pk)


def request(story: Story, day: date) -> dict[str, Any]:
    """The quote request of a story (contract-quote.md)."""
    return {
        "service": "mini_move",
        "package": story.package,
        "pickup": {"zip": story.person.home[2]},
        "dropoff": {"zip": story.person.house[2]},
        "pickup_date": day.isoformat(),
        "window": story.window,
        **story.extras,
    }


def _place(story: Story, day: date, at: datetime) -> Booking:
    person = story.person
    return place(
        quote=store(request(story, day), actor=VISITOR, now=at),
        contact=Contact(name=person.name, email=person.email, phone=person.phone),
        pickup=_address(person.home),
        dropoff=_address(person.house),
        idempotency_key=f"demo-{story.key}-{at:%Y%m%d%H%M%S}",
        actor=VISITOR,
        now=at,
        notes=story.notes,
    )


def _address(ends: tuple[str, str, str]) -> Address:
    line1, line2, zip5 = ends
    return Address(line1=line1, line2=line2, zip=zip5)


def _weekday_from(day: date, weekdays: frozenset[int]) -> date:
    return next(
        day + timedelta(days=ahead) for ahead in range(7) if (day + timedelta(days=ahead)).weekday() in weekdays
    )


Step = Callable[[UUID, Actor, datetime, datetime], object]


def _pay(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    at = placed_at + timedelta(minutes=4)
    pay(ready_to_pay(booking_id=booking, actor=VISITOR, now=at).payment.intent_id)
    settle_booking(booking_id=booking, actor=VISITOR, now=at)


def _take_in(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    take_in(booking_id=booking, actor=Actor.system(), now=placed_at + timedelta(minutes=5))


def _start(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    start(booking_id=booking, actor=staff, now=_morning_of(booking, now))


def _complete(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    complete(booking_id=booking, actor=staff, now=_morning_of(booking, now) + timedelta(hours=5))


def _cancel(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    cancel(booking_id=booking, reason="The house is not ready yet", actor=staff, now=placed_at + timedelta(days=1))


def _expire(booking: UUID, staff: Actor, placed_at: datetime, now: datetime) -> None:
    expire_due(actor=Actor.system(), now=placed_at + timedelta(hours=1))


def _morning_of(booking: UUID, now: datetime) -> datetime:
    day = Booking.objects.get(pk=booking).pickup_date
    assert day is not None
    return min(now, datetime(day.year, day.month, day.day, 13, 20, tzinfo=now.tzinfo))


_PAID: tuple[Step, ...] = (_pay, _take_in)
_STEPS: dict[str, tuple[Step, ...]] = {
    "pending": (),
    "awaiting_approval": (),
    "expired": (_expire,),
    "confirmed": _PAID,
    "cancelled": (*_PAID, _cancel),
    "in_progress": (*_PAID, _start),
    "completed": (*_PAID, _start, _complete),
}
