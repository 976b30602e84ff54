"""Where a booking fits on one day. PURE: figures in, a van or none out.

Room is counted in items' room and specialty places. A booking must fit in one van, and bookings never move by
themselves (2-catalogue.md, "Van capacity").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What one booking takes: items' room, specialty places, or a van to itself (then with its specialty places)."""

    items: int = 0
    specialty: int = 0
    whole_van: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.items or self.specialty or self.whole_van)


@dataclass(frozen=True, slots=True)
class VanRoom:
    """One van on one day, the day's override applied: how much it holds."""

    van_id: int
    name: str
    items: int
    specialty: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What live claims take of one van on one day; `whole_van` where one of them has it to itself."""

    claims: int = 0
    items: int = 0
    specialty: int = 0
    whole_van: bool = False


NOTHING_TAKEN = Taken()


def items_left(van: VanRoom, taken: Taken) -> int:
    """Items' room left; none in a van that somebody has to himself, nor where more is taken than the van holds now."""
    return 0 if taken.whole_van else max(0, van.items - taken.items)


def how_many_fit(need: Need, van: VanRoom, taken: Taken) -> int:
    """How many more bookings of this need go into this van. `need` must not be nothing."""
    if need.whole_van:
        return int(taken.claims == 0 and van.items > 0 and need.specialty <= van.specialty)
    if taken.whole_van:
        return 0
    counts = []
    if need.items:
        counts.append(items_left(van, taken) // need.items)
    if need.specialty:
        counts.append(max(0, van.specialty - taken.specialty) // need.specialty)
    return min(counts)


def fitting_van(need: Need, vans: Iterable[VanRoom], taken: Mapping[int, Taken]) -> VanRoom | None:
    """The fitting van with the least room left, on a tie the one whose name comes first; None where none fits."""
    fitting = [van for van in vans if how_many_fit(need, van, taken.get(van.van_id, NOTHING_TAKEN)) > 0]
    return min(
        fitting,
        key=lambda van: (items_left(van, taken.get(van.van_id, NOTHING_TAKEN)), van.name, van.van_id),
        default=None,
    )


def left(need: Need, vans: Iterable[VanRoom], taken: Mapping[int, Taken]) -> int | None:
    """How many more such bookings the day takes, over all vans; None where the need is nothing: any number."""
    if need.is_nothing:
        return None
    return sum(how_many_fit(need, van, taken.get(van.van_id, NOTHING_TAKEN)) for van in vans)


def is_within(van: VanRoom, taken: Taken) -> bool:
    """Whether what is taken of a van is no more than it holds, and no one shares a van that is somebody's own."""
    if taken.whole_van:
        return taken.claims == 1 and taken.specialty <= van.specialty
    return taken.items <= van.items and taken.specialty <= van.specialty
