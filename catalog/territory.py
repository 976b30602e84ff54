"""Frozen facts about where and when: zones, towns along the road east, seasons, pickup windows. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from catalog.places import Place


def _plain(city: str) -> str:
    return " ".join(city.casefold().split())


@dataclass(frozen=True, slots=True)
class ZoneInfo:
    """A named list of ZIPs, ZIP prefixes, cities and states; a place is in it when any of them holds it. `cities` are
    names, or names with a state ("Greenwich, CT") where the name alone would catch too much; upper and lower case are
    the same."""

    code: str
    label: str
    active: bool
    zips: frozenset[str]
    prefixes: tuple[str, ...]
    cities: frozenset[str]
    states: frozenset[str]

    def matches(self, place: Place) -> bool:
        """Whether the place lies in the zone, active or not."""
        if place.zip in self.zips or place.state in self.states:
            return True
        if self.prefixes and place.zip.startswith(self.prefixes):
            return True
        return bool(self.cities) and any(self._names(city, place.state) for city in (place.city, *place.also_known_as))

    def _names(self, city: str, state: str) -> bool:
        plain = _plain(city)
        return plain in self.cities or f"{plain}, {state.casefold()}" in self.cities


def zone_from_members(*, code: str, label: str, active: bool, members: list[tuple[str, str]]) -> ZoneInfo:
    """A zone from (kind, value) pairs; kinds are `zip`, `prefix`, `city`, `state`. Raises KeyError on any other."""
    values: dict[str, list[str]] = {"zip": [], "prefix": [], "city": [], "state": []}
    for kind, value in members:
        values[kind].append(value)
    return ZoneInfo(
        code=code,
        label=label,
        active=active,
        zips=frozenset(values["zip"]),
        prefixes=tuple(sorted(values["prefix"])),
        cities=frozenset(_plain(city) for city in values["city"]),
        states=frozenset(state.upper() for state in values["state"]),
    )


@dataclass(frozen=True, slots=True)
class TownInfo:
    """A town on the road east; the one with the higher `position` lies further east."""

    code: str
    label: str
    position: int
    zips: frozenset[str]


@dataclass(frozen=True, slots=True)
class SeasonInfo:
    """A season is its dated rows (first day, last day), both included."""

    code: str
    label: str
    active: bool
    dates: tuple[tuple[date, date], ...]

    def holds(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.dates)


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """A pickup window in local time. "No preference" has neither `starts` nor `ends`. `daily_limit`: bookings a day,
    None without."""

    code: str
    label: str
    starts: time | None
    ends: time | None
    is_default: bool
    active: bool
    daily_limit: int | None = None
