"""The catalogue as one frozen value: all that parsing, pricing and the forms need to know of what we sell, where and
when. PURE.

Money is integer cents, dates and times are New York's. Mappings are keyed by code and keep the staff's order.
Inactive things are in it, marked so: a request that names one is told so (`inactive`), not that the thing is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.federal_holidays import federal_holiday
from catalog.fleet import Fleet
from catalog.offers import (
    AddOnInfo,
    ItemInfo,
    PackageInfo,
    QuestionInfo,
    RouteInfo,
    ServiceInfo,
    SpecialtyItemInfo,
)
from catalog.places import Place
from catalog.policy import PolicyInfo
from catalog.prices import PriceList
from catalog.territory import SeasonInfo, TownInfo, WindowInfo, ZoneInfo

__all__ = [
    "AddOnInfo",
    "Catalogue",
    "HolidayOverrideInfo",
    "ItemInfo",
    "PackageInfo",
    "PolicyInfo",
    "QuestionInfo",
    "RouteInfo",
    "SeasonInfo",
    "ServiceInfo",
    "SpecialtyItemInfo",
    "TownInfo",
    "WindowInfo",
    "ZoneInfo",
]


@dataclass(frozen=True, slots=True)
class HolidayOverrideInfo:
    """A date that staff add to, or remove from, the federal holidays."""

    day: date
    name: str
    is_holiday: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything on sale as it stands on New York day `day` under price list `prices.number`."""

    day: date
    prices: PriceList
    items: Mapping[str, ItemInfo]
    services: Mapping[str, ServiceInfo]
    packages: Mapping[str, PackageInfo]
    add_ons: Mapping[str, AddOnInfo]
    specialty_items: Mapping[str, SpecialtyItemInfo]
    routes: Mapping[str, RouteInfo]
    windows: Mapping[str, WindowInfo]
    zones: Mapping[str, ZoneInfo]
    towns: tuple[TownInfo, ...]
    seasons: Mapping[str, SeasonInfo]
    holiday_overrides: Mapping[date, HolidayOverrideInfo]
    closed_dates: Mapping[date, str]
    questions: Mapping[str, QuestionInfo]
    policy: PolicyInfo
    fleet: Fleet

    def price(self, code: str) -> int:
        """Cents of a sellable item today; raises NoPrice."""
        return self.prices.price(code)

    def zones_of(self, place: Place) -> frozenset[str]:
        """Codes of the active zones that hold the place; empty where none does."""
        return frozenset(code for code, zone in self.zones.items() if zone.active and zone.matches(place))

    def town_of(self, place: Place) -> TownInfo | None:
        """The town along the road east that has the place's ZIP."""
        return next((town for town in self.towns if place.zip in town.zips), None)

    def town(self, code: str) -> TownInfo | None:
        """A town by its code."""
        return next((town for town in self.towns if town.code == code), None)

    def seasons_on(self, day: date) -> frozenset[str]:
        """Codes of the active seasons that hold the day, first and last day included."""
        return frozenset(code for code, season in self.seasons.items() if season.active and season.holds(day))

    def holiday_on(self, day: date) -> str | None:
        """The holiday's name: the staff's list first, then the federal one, own date and where observed."""
        override = self.holiday_overrides.get(day)
        if override is not None:
            return override.name if override.is_holiday else None
        return federal_holiday(day)

    def is_served(self, place: Place) -> bool:
        """Whether we drive there at all (a state we serve, not a military post)."""
        return not place.is_military and place.state in self.policy.served_states

    @property
    def default_window(self) -> WindowInfo | None:
        """The window a request means when it names none."""
        return next((window for window in self.windows.values() if window.is_default), None)
