"""Which vans run on a day, with the room they have. PURE: rows in, vans out (2-catalogue.md, "Van capacity")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class VanDay:
    """A van that runs on a day, with the room it has that day: items and specialty places."""

    van_id: int
    name: str
    item_capacity: int
    specialty_capacity: int


@dataclass(frozen=True, slots=True)
class VanInfo:
    """A van as usual, in service from one New York day until another, both included; None is open."""

    van_id: int
    name: str
    item_capacity: int
    specialty_capacity: int
    in_service_from: date | None
    in_service_until: date | None

    def runs(self, day: date, change: VanChange | None) -> bool:
        """Whether it is on the road that day."""
        if change is not None and change.runs is not None:
            return change.runs
        begun = self.in_service_from is None or self.in_service_from <= day
        return begun and (self.in_service_until is None or day <= self.in_service_until)


@dataclass(frozen=True, slots=True)
class VanChange:
    """How one van differs on one day; None is as usual."""

    runs: bool | None
    item_capacity: int | None
    specialty_capacity: int | None


@dataclass(frozen=True, slots=True)
class Fleet:
    """All vans by name, and what differs on some days: changes by day and van, days without specialty items."""

    vans: tuple[VanInfo, ...]
    changes: Mapping[tuple[date, int], VanChange]
    specialty_closed: frozenset[date]

    def on(self, day: date) -> tuple[VanDay, ...]:
        """The vans that run on a New York day, by name, the day's changes applied."""
        return tuple(
            self._that_day(van, day, change)
            for van in self.vans
            if van.runs(day, change := self.changes.get((day, van.van_id)))
        )

    def _that_day(self, van: VanInfo, day: date, change: VanChange | None) -> VanDay:
        items, specialty = van.item_capacity, van.specialty_capacity
        if change is not None and change.item_capacity is not None:
            items = change.item_capacity
        if change is not None and change.specialty_capacity is not None:
            specialty = change.specialty_capacity
        return VanDay(van.van_id, van.name, items, 0 if day in self.specialty_closed else specialty)
