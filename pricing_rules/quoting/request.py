"""The frozen, checked form of a quote request. Only `parse` makes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from catalog.places import Place

DEFAULT_HOURS = Decimal(2)  # contract-quote.md, `estimated_hours`
_NOTHING: Mapping[str, int] = MappingProxyType({})
_NO_ANSWERS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Customer:
    """Facts about the person, all marked personal (3-pricing-rules.md). No name, no contact: those are bookings'."""

    is_guest: bool = False
    is_vip: bool = False
    completed_bookings: int = 0


GUEST = Customer(is_guest=True)


@dataclass(frozen=True, slots=True)
class End:
    """One end of the way: the place its ZIP stands for, the zones it lies in, its town on the road east if any."""

    place: Place
    zones: frozenset[str]
    town: str | None


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """One request for a price. `quoted_at` is UTC; `pickup_date` and `window` are New York's.

    None means "not asked for this service" or, in an unfinished (`partial`) request, "not answered yet";
    `left_out` then names the missing paths. `service` is "" only in an unfinished request.
    """

    service: str
    quoted_at: datetime
    package: str | None = None
    packing: bool = False
    unpacking: bool = False
    item_count: int | None = None
    specialty_items: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    same_day: bool = False
    route: str | None = None
    bag_count: int | None = None
    expedited: bool = False
    coi_requested: bool = False
    pickup: End | None = None
    dropoff: End | None = None
    pickup_date: date | None = None
    window: str | None = None
    answers: Mapping[str, object] = field(default_factory=lambda: _NO_ANSWERS)
    estimated_hours: Decimal = DEFAULT_HOURS
    customer: Customer = GUEST
    left_out: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.left_out

    @property
    def specialty_count(self) -> int:
        return sum(self.specialty_items.values())
