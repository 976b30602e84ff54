"""Many processes at one booking, one van, one payment, in the same moment. Run by test_booking_races.py.

`python -m tests.races.booking_drill FOLDER` over the seeded database in DATABASE_URL writes what it saw to
FOLDER/seen.json. Each contender is a forked process with its own connection; all begin at the same instant.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from dataclasses import replace  # noqa: E402 - Django must be set up first

from django.db import transaction  # noqa: E402

from bookings.capacity import claims  # noqa: E402
from bookings.capacity.fitting import NOTHING_TAKEN, is_within  # noqa: E402
from bookings.models import Booking, BookingNumber, CapacityClaim  # noqa: E402
from bookings.operations.applying import apply_intent  # noqa: E402
from bookings.operations.holds import expire_due  # noqa: E402
from bookings.operations.place import place  # noqa: E402
from bookings.operations.reviving import revive  # noqa: E402
from bookings.operations.transitions import cancel, start  # noqa: E402
from bookings.payments.models import LedgerEntry, Payment, Refund  # noqa: E402
from bookings.payments.refunds import owe_refund  # noqa: E402
from foundation.audit.actor import Actor  # noqa: E402
from foundation.clock import new_york_day, utc_now  # noqa: E402
from foundation.notifications.models import Message  # noqa: E402
from foundation.outbox import operations as outbox  # noqa: E402
from foundation.outbox.models import Effect  # noqa: E402
from tests.booking_making import (  # noqa: E402
    CONTACT,
    DROPOFF,
    GUEST,
    PICKUP,
    WEBHOOK,
    intent,
    placed,
    quote,
    with_intent,
)
from tests.races.contending import FOLDER, at_once  # noqa: E402

NOW = utc_now()
SYSTEM = Actor.system()


def free_day(days_ahead: int) -> date:
    """A day that nobody has booked and that is not closed: its own for each race."""
    return new_york_day(NOW) + timedelta(days=days_ahead)


def quote_on(day: date) -> Any:
    return quote(NOW, pickup_date=day.isoformat())


def oversold() -> list[str]:
    """Vans that are given more than they hold, on any day; must be none."""
    days = set(CapacityClaim.objects.live(utc_now()).filter(day__isnull=False).values_list("day", flat=True))
    found = []
    for day in days:
        taken = claims.taken_on(day, day, now=utc_now()).get(day, {})
        vans = claims.vans_between(day, day)[day]
        found += [f"{day} {van.name}" for van in vans if not is_within(van, taken.get(van.van_id, NOTHING_TAKEN))]
    return found


def last_places() -> dict[str, Any]:
    """Twenty buyers, each with a quote of his own, for the last four places of a day."""
    day = free_day(200)
    for _ in range(2):
        placed(NOW, given=quote_on(day))
    quotes = [quote_on(day) for _ in range(20)]
    ends = at_once(20, lambda number: placed(utc_now(), given=quotes[number]).state)
    numbers = list(Booking.objects.filter(pickup_date=day).values_list("number", flat=True))
    return {"ends": Counter(ends), "numbers": len(set(numbers)), "bookings": len(numbers), "oversold": oversold()}


def place_as(given: Any, key: str, name: str = CONTACT.name) -> str:
    contact = replace(CONTACT, name=name)
    booking = place(
        quote=given, contact=contact, pickup=PICKUP, dropoff=DROPOFF, idempotency_key=key, actor=GUEST, now=utc_now()
    )
    return str(booking.pk)


def one_key() -> dict[str, Any]:
    """The same form sent eight times at once, for the day's last place: one booking, eight times."""
    day = free_day(201)
    for _ in range(5):
        placed(NOW, given=quote_on(day))
    given = quote_on(day)
    ends = at_once(8, lambda number: place_as(given, "one form"))
    return {"different": len(set(ends)), "found": Booking.objects.filter(pk=ends[0]).count(), "oversold": oversold()}


def one_key_two_bodies() -> dict[str, Any]:
    """One key with two bodies at once: one wins, the other body is told so."""
    given = quote_on(free_day(202))
    ends = at_once(8, lambda number: place_as(given, "two bodies", f"Person {number % 2}"))
    refused = ends.count("idempotency_conflict")
    return {"refused": refused, "different": len(set(ends) - {"idempotency_conflict"})}


def start_or_cancel() -> dict[str, Any]:
    """Four start the job while four cancel it: the first wins, and it is done once."""
    booking = paid_booking(203)

    def act(number: int) -> str:
        if number % 2:
            return str(start(booking_id=booking.pk, actor=SYSTEM, now=utc_now()).state)
        return str(cancel(booking_id=booking.pk, reason="Race", actor=SYSTEM, now=utc_now()).state)

    return {"ends": Counter(at_once(8, act)), "state": Booking.objects.get(pk=booking.pk).state}


def paid_booking(days_ahead: int) -> Booking:
    booking = placed(NOW, given=quote_on(free_day(days_ahead)))
    apply_intent(intent(with_intent(booking, NOW), "succeeded"), actor=WEBHOOK, now=NOW)
    return booking


def told_by_many() -> dict[str, Any]:
    """Webhooks and return pages tell of one success in the same moment."""
    booking = placed(NOW, given=quote_on(free_day(204)))
    payment = with_intent(booking, NOW)
    success = intent(payment, "succeeded")

    def act(number: int) -> str:
        applied = apply_intent(success, actor=WEBHOOK, now=utc_now(), source_event=f"evt_{number}")
        return applied.state if applied else "none"

    ends = at_once(8, act)
    return {
        "ends": Counter(ends),
        "ledger": sorted(LedgerEntry.objects.filter(payment=payment).values_list("kind", flat=True)),
        "receipts": Message.objects.filter(event_key=f"payment_received:{payment.pk}").count(),
        "taken in": Effect.objects.filter(key=f"dispatch.take_in:{booking.pk}").count(),
    }


def late_money() -> dict[str, Any]:
    """Four holds lapsed, all four are paid late in the same moment, and one place is left."""
    day, early = free_day(205), NOW - timedelta(hours=2)
    late = [with_intent(placed(early, given=quote(early, pickup_date=day.isoformat())), early) for _ in range(4)]
    expire_due(now=NOW)
    for _ in range(5):
        placed(NOW, given=quote_on(day))
    success = [intent(payment, "succeeded") for payment in late]

    def act(number: int) -> str:
        applied = apply_intent(success[number], actor=WEBHOOK, now=utc_now())
        return applied.settled_as if applied else "none"

    ends = at_once(4, act)
    states = Booking.objects.filter(payments__in=late).values_list("state", flat=True)
    refunds = Refund.objects.filter(payment__in=late).count()
    return {"ends": Counter(ends), "states": Counter(states), "refunds": refunds, "oversold": oversold()}


def told_while_taken_up() -> dict[str, Any]:
    """A booking is being taken up under another quote while others tell of its old payment: each of them finds it."""
    day, early = free_day(207), NOW - timedelta(hours=2)
    booking = placed(early, given=quote(early, pickup_date=day.isoformat()))
    old, fresh = with_intent(booking, early), quote_on(day)
    expire_due(now=NOW)

    def act(number: int) -> str:
        if number:
            time.sleep(0.5)
            applied = apply_intent(intent(old, "canceled"), actor=WEBHOOK, now=utc_now())
            return applied.state if applied else "none"
        with transaction.atomic():
            revive(booking_id=booking.pk, quote=fresh, actor=GUEST, now=utc_now())
            time.sleep(1)  # the others queue at the booking's row meanwhile
        return "taken up"

    return {"ends": Counter(at_once(4, act)), "state": Booking.objects.get(pk=booking.pk).state}


def refunds_together() -> dict[str, Any]:
    """Eight refunds of two fifths each, for eight causes: two fit into what was captured."""
    payment = Payment.objects.get(booking=paid_booking(206))
    two_fifths = payment.amount_cents * 2 // 5

    def act(number: int) -> str:
        with transaction.atomic():
            locked = Payment.objects.select_for_update().get(pk=payment.pk)
            cause = f"race {number}"
            owe_refund(
                locked, amount_cents=two_fifths, cause=cause, reason="other", note="", actor=SYSTEM, now=utc_now()
            )
        return "owed"

    return {"ends": Counter(at_once(8, act))}


def numbers_rise() -> dict[str, Any]:
    """Numbers drawn by many at once are all different, and each process sees its own rise."""

    def act(number: int) -> list[int]:
        return [BookingNumber.objects.create().pk for _ in range(10)]

    drawn = at_once(6, act)
    each_rises = all(isinstance(mine, list) and mine == sorted(mine) for mine in drawn)
    return {"different": len({one for mine in drawn for one in mine}), "each rises": each_rises}


RACES = (
    last_places,
    one_key,
    one_key_two_bodies,
    start_or_cancel,
    told_by_many,
    late_money,
    told_while_taken_up,
    refunds_together,
    numbers_rise,
)

if __name__ == "__main__":
    outbox.async_task = lambda *named, **options: None  # no worker belongs to the drill
    (FOLDER / "seen.json").write_text(json.dumps({race.__name__: race() for race in RACES}))
