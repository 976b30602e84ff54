"""Realistic past and future bookings in any number, for benchmarks: priced by the production engine, written in bulk.

Not for judging the booking life: rows are written as if they had gone through it (no mail, no Stripe, no effects).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from bookings.customers.models import Customer
from bookings.models import Booking, BookingNumber, BookingState, BookingStop, CapacityClaim
from catalog import places
from catalog.models import Van
from foundation.audit.actor import Actor
from foundation.clock import NEW_YORK, new_york_day
from pricing_rules.models import Quote, RuleSet
from pricing_rules.operations.quote import Basis, basis, price_now, quote_row

BATCH = 1000
LOAD = Actor.system(via="command")
FIRST = ("Anna", "Ben", "Chloe", "David", "Elena", "Felix", "Grace", "Hugo", "Iris", "Jonah", "Kira", "Leo", "Mina")
LAST = ("Abbott", "Brandt", "Cole", "Duarte", "Ellis", "Fontaine", "Green", "Hale", "Ito", "Jensen", "Kaplan", "Lowe")
STREETS = ("Main Street", "Ocean Road", "Mill Lane", "Park Avenue", "Hedges Lane", "West 82nd Street", "Court Street")
CITY_ZIPS = ("10001", "10011", "10013", "10022", "10024", "10025", "10128", "11201", "11215", "11217", "06830", "07030")
EAST_ZIPS = ("11932", "11937", "11954", "11930", "11962", "11963", "11968", "11976", "11978")
PACKAGES = (("petite", 15), ("standard", 12), ("full", 3))
ITEMS = {"petite": 15, "standard": 30}
VAN_ITEMS = 60
Vans = dict[date, dict[int, int]]
"""Items' room left by day and van."""
WINDOWS = ("morning", "morning", "morning", "hour_7", "hour_9", "any")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawn booking: when it was made, what was asked."""

    placed_at: datetime
    request: dict[str, Any]
    name: str


def generate(count: int, *, now: datetime, days_back: int = 365, days_ahead: int = 60, seed: int = 1) -> Iterator[int]:
    """Write `count` bookings in batches and yield how many are done. `now` is UTC; one seed, one set of requests."""
    draw = random.Random(seed)
    bases: dict[date, Basis] = {}
    sets = {rule_set.number: rule_set for rule_set in RuleSet.objects.exclude(number=None)}
    vans: Vans = defaultdict(lambda: dict.fromkeys(Van.objects.values_list("pk", flat=True), VAN_ITEMS))
    done = 0
    while done < count:
        size = min(BATCH, count - done)
        drawn = [_draw(draw, now, days_back, days_ahead) for _ in range(size)]
        _write(drawn, draw, now, bases, sets, vans)
        done += size
        yield done


def _draw(draw: random.Random, now: datetime, days_back: int, days_ahead: int) -> Drawn:
    today = new_york_day(now)
    # Summer and the days around the weekend are busier, as they are out east
    day = min(
        (today + timedelta(days=draw.randint(-days_back, days_ahead)) for _ in range(3)),
        key=lambda one: (one.month not in (5, 6, 7, 8, 9), one.weekday() not in (3, 4, 5), draw.random()),
    )
    lead = draw.randint(2, 40)
    placed = datetime.combine(day - timedelta(days=lead), time(draw.randint(8, 21), draw.randint(0, 59)), NEW_YORK)
    ends = [draw.choice(CITY_ZIPS), draw.choice(EAST_ZIPS)]
    if draw.random() < 0.35:
        ends.reverse()
    names, weights = zip(*PACKAGES, strict=True)
    package = draw.choices(names, weights)[0]
    request: dict[str, Any] = {
        "service": "mini_move",
        "package": package,
        "pickup": {"zip": ends[0]},
        "dropoff": {"zip": ends[1]},
        "pickup_date": day.isoformat(),
        "window": draw.choice(WINDOWS),
        "packing": draw.random() < 0.15,
        "unpacking": draw.random() < 0.1,
        "coi_requested": package == "petite" and draw.random() < 0.4,
    }
    if draw.random() < 0.2:
        request["specialty_items"] = {draw.choice(("peloton", "surfboard", "crib", "wardrobe_box")): 1}
    return Drawn(min(placed.astimezone(now.tzinfo), now), request, f"{draw.choice(FIRST)} {draw.choice(LAST)}")


@transaction.atomic
def _write(
    drawn: list[Drawn],
    draw: random.Random,
    now: datetime,
    bases: dict[date, Basis],
    sets: dict[int, RuleSet],
    vans: Vans,
) -> None:
    quotes, bookings, stops, customers, claims = [], [], [], [], []
    first = (BookingNumber.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    known = Customer.objects.count()
    for offset, one in enumerate(drawn):
        quote = _quote(one, now, bases, sets)
        customer = Customer(
            name=one.name,
            email=f"{one.name.lower().replace(' ', '.')}.{known + offset}@example.com",
            phone=f"+1212555{draw.randint(100, 199):04d}",
            created_at=one.placed_at,
        )
        booking = _booking(first + offset, one, quote, customer, draw, now)
        quotes.append(quote)
        customers.append(customer)
        bookings.append(booking)
        stops.extend(_stops(booking, one.request, draw))
        claims.extend(_claims(booking, vans))
    BookingNumber.objects.bulk_create(BookingNumber(pk=booking.number) for booking in bookings)
    Quote.objects.bulk_create(quotes)
    Customer.objects.bulk_create(customers)
    Booking.objects.bulk_create(bookings)
    BookingStop.objects.bulk_create(stops)
    CapacityClaim.objects.bulk_create(claims)


def _quote(one: Drawn, now: datetime, bases: dict[date, Basis], sets: dict[int, RuleSet]) -> Quote:
    day = new_york_day(one.placed_at)
    if day not in bases:
        bases[day] = basis(at=one.placed_at, now=now)
    using = bases[day]
    priced = price_now(one.request, now=one.placed_at, using=using)
    return quote_row(priced, using.catalogue, rule_set=sets[priced.rule_set or 0], actor=LOAD, now=one.placed_at)


def _booking(number: int, one: Drawn, quote: Quote, customer: Customer, draw: random.Random, now: datetime) -> Booking:
    day = date.fromisoformat(one.request["pickup_date"])
    past = day < new_york_day(now)
    if past:
        states = (BookingState.COMPLETED, BookingState.COMPLETED, BookingState.COMPLETED, BookingState.CANCELLED)
        state = draw.choices((*states, BookingState.EXPIRED), (25, 25, 25, 10, 15))[0]
    else:
        state = draw.choices((BookingState.CONFIRMED, BookingState.CANCELLED, BookingState.EXPIRED), (80, 8, 12))[0]
    return Booking(
        number=number,
        state=state,
        quote=quote,
        customer=customer,
        service=quote.service,
        package=one.request["package"],
        service_label=f"{one.request['package'].title()} mini move",
        total_cents=quote.total_cents,
        pickup_date=day,
        window=one.request["window"],
        window_label={"morning": "8–11 AM", "hour_7": "7–8 AM", "hour_9": "9–10 AM"}.get(
            one.request["window"], "No preference"
        ),
        contact_name=customer.name,
        contact_email=customer.email,
        contact_phone=customer.phone,
        created_at=one.placed_at,
        updated_at=one.placed_at,
    )


def _claims(booking: Booking, vans: Vans) -> Iterator[CapacityClaim]:
    """Its place in a van, as long as there is one that day: more is drawn than three vans could carry."""
    if booking.pickup_date is None or booking.state not in (BookingState.CONFIRMED, BookingState.COMPLETED):
        return
    whole = booking.package == "full"
    items = 0 if whole else ITEMS[booking.package]
    free = vans[booking.pickup_date]
    van = next((van for van, left in free.items() if (left == VAN_ITEMS if whole else left >= items)), None)
    if van is not None:
        free[van] -= VAN_ITEMS if whole else items
        yield CapacityClaim(
            booking=booking,
            kind=CapacityClaim.Kind.RESERVATION,
            day=booking.pickup_date,
            van_id=van,
            items=items,
            whole_van=whole,
            created_at=booking.created_at,
        )


def _stops(booking: Booking, request: dict[str, Any], draw: random.Random) -> Iterator[BookingStop]:
    for kind in ("pickup", "dropoff"):
        place = places.find(request[kind]["zip"])
        assert place is not None
        yield BookingStop(
            booking=booking,
            kind=kind,
            line1=f"{draw.randint(1, 480)} {draw.choice(STREETS)}",
            city=place.city,
            state=place.state,
            zip=place.zip,
        )
