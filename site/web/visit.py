"""One visit to a page with prices: the route and date in its address, and one reading of catalogue and rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.urls import reverse

from catalog import places
from catalog.snapshot import Catalogue, PackageInfo, TownInfo
from foundation.clock import day_label, new_york_day, utc_now
from pricing_rules.operations.quote import Basis, PricingFailed, basis

logger = logging.getLogger(__name__)

AHEAD_DAYS = 14  # without a date in the address, cards show a day this far ahead


@dataclass
class Visit:
    """`?from=ZIP&to=town&date=YYYY-MM-DD`; what makes no sense is as if it were not there. Read once, on first use."""

    at: datetime
    query: Mapping[str, str] = field(default_factory=dict)
    service: str = "mini_move"  # what the page is about

    @classmethod
    def now(cls) -> Self:
        return cls(utc_now())

    @classmethod
    def of(cls, query: Mapping[str, str], service: str = "mini_move") -> Self:
        return cls(utc_now(), query, service)

    @cached_property
    def basis(self) -> Basis | None:
        try:
            return basis(at=self.at, now=self.at)
        except PricingFailed:
            logger.exception("Pages are shown without prices")
            return None

    @property
    def catalogue(self) -> Catalogue | None:
        return self.basis.catalogue if self.basis else None

    # --- the visit's route and date ---

    @cached_property
    def from_zip(self) -> str:
        typed = self.query.get("from", "").strip()[:5]
        return typed if places.find(typed) else ""

    @cached_property
    def town(self) -> TownInfo | None:
        return self.catalogue.town(self.query.get("to", "")) if self.catalogue else None

    @property
    def towns(self) -> tuple[TownInfo, ...]:
        return self.catalogue.towns if self.catalogue else ()

    @cached_property
    def first_day(self) -> date:
        today = new_york_day(self.at)
        return self.catalogue.policy.first_day(today) if self.catalogue else today

    @cached_property
    def day(self) -> date:
        """The date asked for, kept within the bookable ones."""
        today = new_york_day(self.at)
        try:
            asked = date.fromisoformat(self.query.get("date", ""))
        except ValueError:
            asked = today + timedelta(days=AHEAD_DAYS)
        last = self.catalogue.policy.last_day(today) if self.catalogue else today + timedelta(days=365)
        return min(max(asked, self.first_day), last)

    @property
    def day_name(self) -> str:
        return day_label(self.day)

    @property
    def route_name(self) -> str:
        place = places.find(self.from_zip)
        start = f"{place.city.title()} {place.zip}" if place else ""
        end = self.town.label if self.town else ""
        return " to ".join(part for part in (start, end) if part)

    def job(self, package: str) -> dict[str, Any]:
        """The quote request that the visit's answers make for one size."""
        request: dict[str, Any] = {"service": "mini_move", "package": package}
        if self.from_zip:
            request["pickup"] = {"zip": self.from_zip}
        if self.town:
            request["dropoff"] = {"zip": min(self.town.zips)}
        return request

    def book_url(self, package: str = "", day: date | None = None) -> str:
        query = {
            "service": "mini_move",
            "package": package,
            "from": self.from_zip,
            "to": self.town.code if self.town else "",
            "date": (day or self.day).isoformat() if package else "",
        }
        return f"{reverse('web:book')}?{urlencode({key: value for key, value in query.items() if value})}"

    @property
    def size_names(self) -> list[str]:
        return [short_name(size.label) for size in self.sizes]

    @property
    def sizes(self) -> list[PackageInfo]:
        """The sizes on sale: active, and with a price today."""
        if self.catalogue is None:
            return []
        prices = self.catalogue.prices.cents
        return [size for size in self.catalogue.packages.values() if size.active and size.item_code in prices]


def short_name(label: str) -> str:
    """`Standard mini move` as `Standard`, where the page says what it is a size of."""
    return label.removesuffix(" mini move")
