"""Claims on vans: counted by the sum of what lives, given away only by whoever holds the day's row.

Order of locks, everywhere: bookings, then their payments, then days by date. `place` takes a day alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Count, Q, Sum

from bookings.capacity.fitting import Need, Taken, VanRoom, fitting_van, how_many_fit
from bookings.models import Booking, CapacityClaim, CapacityDay
from catalog.fleet import Fleet, VanDay
from catalog.queries import vans_on


def taken_on(
    first: date, last: date, *, now: datetime, without: Booking | None = None
) -> Mapping[date, Mapping[int, Taken]]:
    """What live claims take of each van from `first` to `last`, in one query. What has no claims is absent."""
    claims = CapacityClaim.objects.live(now).filter(day__range=(first, last), van__isnull=False)
    if without is not None:
        claims = claims.exclude(booking=without)
    sums = (
        claims.order_by()
        .values("day", "van_id")
        .annotate(
            claims=Count("pk"),
            items_sum=Sum("items"),
            specialty_sum=Sum("specialty"),
            whole=Count("pk", filter=Q(whole_van=True)),
        )
    )
    days: dict[date, dict[int, Taken]] = defaultdict(dict)
    for row in sums:
        days[row["day"]][row["van_id"]] = Taken(
            row["claims"], row["items_sum"], row["specialty_sum"], bool(row["whole"])
        )
    return days


def vans_between(first: date, last: date) -> Mapping[date, tuple[VanRoom, ...]]:
    """The vans that drive on each day, with the room they have that day; a constant number of queries."""
    return {day: _rooms(vans) for day, vans in vans_on(first, last).items()}


def van_rooms(fleet: Fleet, day: date) -> tuple[VanRoom, ...]:
    """The same for one day of a fleet that was read already."""
    return _rooms(fleet.on(day))


def _rooms(vans: Iterable[VanDay]) -> tuple[VanRoom, ...]:
    return tuple(VanRoom(van.van_id, van.name, van.item_capacity, van.specialty_capacity) for van in vans)


def lock_day(day: date) -> None:
    """Queue for the right to give room on `day` away; held until the transaction ends.

    On SQLite every transaction that writes is alone already (immediate transactions).
    """
    if CapacityDay.objects.select_for_update().filter(day=day).first() is None:
        CapacityDay.objects.bulk_create([CapacityDay(day=day)], ignore_conflicts=True)
        CapacityDay.objects.select_for_update().get(day=day)


def find_room(
    need: Need, day: date, *, now: datetime, without: Booking | None = None, fleet: Fleet | None = None
) -> VanRoom | None:
    """The van that takes `need` on `day`, or None. Call with the day locked, and trust it only while it is.
    `fleet` is one that was read in the same act."""
    vans = van_rooms(fleet, day) if fleet is not None else vans_between(day, day).get(day, ())
    return fitting_van(need, vans, taken_on(day, day, now=now, without=without).get(day, {}))


def still_fits(claim: CapacityClaim, *, now: datetime) -> bool:
    """Whether a claim's room is really there beside all other live claims. Call with the day locked."""
    if claim.van_id is None or claim.day is None:
        return True
    vans = {van.van_id: van for van in vans_between(claim.day, claim.day).get(claim.day, ())}
    van = vans.get(claim.van_id)
    taken = taken_on(claim.day, claim.day, now=now, without=claim.booking).get(claim.day, {})
    return van is not None and how_many_fit(need_of_claim(claim), van, taken.get(van.van_id, Taken())) > 0


def need_of_claim(claim: CapacityClaim) -> Need:
    """What a claim takes, as a need."""
    return Need(claim.items, claim.specialty, claim.whole_van)


def hold(
    booking: Booking, need: Need, van: VanRoom | None, *, day: date | None, expires_at: datetime, now: datetime
) -> CapacityClaim:
    """Write a hold. `van` is None only where the need is nothing."""
    return CapacityClaim.objects.create(
        booking=booking,
        kind=CapacityClaim.Kind.HOLD,
        day=day,
        van_id=van.van_id if van else None,
        items=need.items,
        specialty=need.specialty,
        whole_van=need.whole_van,
        expires_at=expires_at,
        created_at=now,
    )


def current(booking: Booking) -> CapacityClaim | None:
    """The unreleased claim of a booking, lapsed or not: a reservation before a hold."""
    return (
        CapacityClaim.objects.select_for_update()
        .filter(booking=booking, released_at__isnull=True)
        .order_by("-kind")  # reservation sorts after hold
        .first()
    )


def is_live(claim: CapacityClaim, now: datetime) -> bool:
    """Whether a claim takes room at `now`."""
    if claim.released_at is not None:
        return False
    lapses = claim.lapses_at
    return claim.kind == CapacityClaim.Kind.RESERVATION or (lapses is not None and lapses > now)


def reserve(claim: CapacityClaim) -> None:
    """Turn a hold into a reservation. Call with the day locked and the room seen to be there."""
    claim.kind = CapacityClaim.Kind.RESERVATION
    claim.expires_at = None
    claim.in_flight_until = None
    claim.save(update_fields=["kind", "expires_at", "in_flight_until"])


def release(claim: CapacityClaim, *, now: datetime) -> None:
    """Give the room back. The row stays, to tell what was."""
    claim.released_at = now
    claim.save(update_fields=["released_at"])


def bookings_in_window(day: date, window: str, *, now: datetime, without: Booking | None = None) -> int:
    """How many bookings, `without` aside, have a live claim on `day` in the pickup window."""
    claims = CapacityClaim.objects.live(now).filter(day=day, booking__window=window)
    if without is not None:
        claims = claims.exclude(booking=without)
    return claims.values("booking").distinct().count()
