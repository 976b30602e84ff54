"""Live prices for the pages: one reading of catalogue and rules a visit, shared by every section of the page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from catalog import places
from catalog.snapshot import Catalogue, PackageInfo, TownInfo
from foundation.clock import day_label, new_york_day, utc_now
from foundation.money import dollars_short
from pricing_rules.operations.quote import Basis, PricingFailed, basis, price_days, price_now
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.panel import PricePanel, panel
from pricing_rules.quoting.price import PricedQuote
from pricing_rules.quoting.savings import nearby_days, savings
from web.price_rules import public_rules

logger = logging.getLogger(__name__)

AHEAD_DAYS = 14  # without a date in the address, cards show a day this far ahead
EXAMPLE_ROUTE = ("10024", "sagaponack")

# item codes whose lowest price a service starts from, and how that price reads
STARTS_AT: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "mini_move": (("mini_move.",), "from", ""),
    "standard_delivery": (("standard_delivery.items",), "", "an item"),
    "specialty_item": (("specialty.",), "from", ""),
    "organizing_only": (("packing.", "unpacking."), "from", ""),
    "blade_luggage": (("blade.",), "from", ""),
    "mini_storage": (("storage.month",), "", "a month"),
}


@dataclass
class LivePrices:
    """What sections ask for. Everything is computed on first use and only once."""

    at: datetime
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def now(cls) -> LivePrices:
        return cls(utc_now())

    @classmethod
    def for_visit(cls, query: Mapping[str, str]) -> LivePrices:
        return cls(utc_now(), query)

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
        query = {"service": "mini_move", "package": package, "from": self.from_zip, "to": self.town.code if self.town else "",
                 "date": (day or self.day).isoformat() if package else ""}  # fmt: skip
        return f"{reverse('web:book')}?{urlencode({key: value for key, value in query.items() if value})}"

    # --- prices ---

    def starting_at(self, service: str) -> dict[str, str] | None:
        """`{"before": "from", "amount": "$995", "after": ""}`: the service's lowest catalogue price today."""
        starts = STARTS_AT.get(service)
        if starts is None or self.catalogue is None:
            return None
        prefixes, before, after = starts
        active = {code for code, item in self.catalogue.items.items() if item.active}
        found = [
            cents
            for code, cents in self.catalogue.prices.cents.items()
            if code in active and code.startswith(prefixes) and "bags" not in code
        ]
        if not found:
            return None
        return {"before": before, "amount": dollarsshort_name(min(found)), "after": after}

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """One card a size: total on the chosen day, how it adds up, the week's prices, what is included."""
        if self.basis is None:
            return []
        return [self._card(package) for package in self.basis.catalogue.packages.values() if package.active]

    def _card(self, package: PackageInfo) -> dict[str, Any]:
        assert self.basis is not None
        monday = self.day - timedelta(days=self.day.weekday())
        week = [monday + timedelta(days=step) for step in range(7)]
        default = self.basis.catalogue.default_window
        window = default.code if default else ""
        try:
            days = price_days(
                self.job(package.code), sorted({*week, self.day}), [window], now=self.at, using=self.basis
            )
        except (RequestErrors, PricingFailed):
            return {"package": package, "name": short_name(package.label), "amount": dollarsshort_name(self.basis.catalogue.price(package.item_code)),
                    "points": self._points(package), "url": self.book_url(package.code)}  # fmt: skip
        today = days[self.day][window]
        lowest = min(days[day][window].total_cents for day in week)
        best = min(
            (day for day in week if days[day][window].is_available),
            key=lambda d: (days[d][window].total_cents, d),
            default=None,
        )
        less = today.total_cents - days[best][window].total_cents if best else 0
        return {
            "package": package,
            "name": short_name(package.label),
            "amount": dollarsshort_name(today.total_cents),
            "sum": [
                {
                    "amount": dollarsshort_name(line.amount_cents),
                    "label": "base" if line.kind == "base" else line.label.lower(),
                }
                for line in today.lines
            ],
            "week": [self._week_day(day, days[day][window], lowest) for day in week],
            "points": self._points(package),
            "url": self.book_url(package.code),
            "saving": {"day": day_label(best), "less": dollarsshort_name(less), "url": self.book_url(package.code, best)}
            if best and less > 0
            else None,
        }

    def _week_day(self, day: date, quote: PricedQuote, lowest: int) -> dict[str, Any]:
        open_ = quote.is_available
        return {
            "name": f"{day:%a}",
            "long": f"{day:%A}",
            "number": day.day,
            "amount": dollarsshort_name(quote.total_cents) if open_ else "Closed",
            "css": " ".join(
                name
                for name, on in (
                    ("up", open_ and quote.total_cents > lowest),
                    ("full", not open_),
                    ("on", day == self.day),
                )
                if on
            ),
        }

    def _points(self, package: PackageInfo) -> list[str]:
        assert self.catalogue is not None
        coi = self.catalogue.add_ons.get("coi")
        points = [
            f"Up to {package.max_items} pieces" if package.max_items else "As many pieces as fill the van",
            f"Nothing over {package.item_weight_lb} lb",
            "A van of your own" if package.takes_whole_van else "Room in a shared van",
            *package.extras,
        ]
        if package.coi_included:
            points.append("Certificate of insurance for your building")
        elif coi is not None and coi.active:
            points.append(f"Certificate of insurance for {dollarsshort_name(self.catalogue.price(coi.item_code))}")
        return points

    @cached_property
    def comparison(self) -> list[tuple[str, list[str]]]:
        """Rows of the side-by-side table, from the catalogue."""
        if self.catalogue is None:
            return []
        sizes = self.sizes
        add_ons, price = self.catalogue.add_ons, self.catalogue.price

        def organizing(kind: str) -> list[str]:
            found = [add_ons.get(f"{kind}.{size.code}") for size in sizes]
            return [
                f"Add for {dollarsshort_name(price(one.item_code))}" if one and one.active else "Not offered"
                for one in found
            ]

        return [
            ("Price before any surcharge", [dollarsshort_name(price(size.item_code)) for size in sizes]),
            ("Pieces", [f"Up to {size.max_items}" if size.max_items else "A whole van" for size in sizes]),
            ("Heaviest piece", [f"{size.item_weight_lb} lb" for size in sizes]),
            ("Van", ["Yours alone" if size.takes_whole_van else "Shared" for size in sizes]),
            ("Certificate of insurance", ["Included" if size.coi_included else self._coi_words() for size in sizes]),
            ("Packing", organizing("packing")),
            ("Unpacking", organizing("unpacking")),
            ("Also included", [", ".join(size.extras) or "–" for size in sizes]),
        ]

    def _coi_words(self) -> str:
        assert self.catalogue is not None
        coi = self.catalogue.add_ons.get("coi")
        return f"Add for {dollarsshort_name(self.catalogue.price(coi.item_code))}" if coi and coi.active else "Not offered"

    @property
    def size_names(self) -> list[str]:
        return [short_name(size.label) for size in self.sizes]

    @property
    def sizes(self) -> list[PackageInfo]:
        return [package for package in self.catalogue.packages.values() if package.active] if self.catalogue else []

    @cached_property
    def specialty(self) -> list[dict[str, Any]]:
        if self.catalogue is None:
            return []
        return [
            {
                "item": item,
                "amount": dollarsshort_name(self.catalogue.price(item.item_code)),
                "picture": {"peloton": "bike"}.get(item.code, item.code),
            }
            for item in self.catalogue.specialty_items.values()
            if item.active
        ]

    @cached_property
    def rules(self) -> list[dict[str, str]]:
        """Every surcharge that can apply to a mini move today, in the words of the rules themselves."""
        return public_rules(self.basis, "mini_move") if self.basis else []

    @cached_property
    def example(self) -> dict[str, Any] | None:
        """A Standard mini move on the first Saturday at least a week ahead, priced now."""
        if self.basis is None:
            return None
        known = self.basis.catalogue
        town = known.town(EXAMPLE_ROUTE[1]) or next(iter(known.towns), None)
        package = next((size for size in self.sizes if size.is_popular), None)
        if town is None or package is None or known.default_window is None:
            return None
        start = new_york_day(self.at) + timedelta(days=7)
        saturday = start + timedelta(days=(5 - start.weekday()) % 7)
        window = known.default_window.code
        job = {
            "service": "mini_move",
            "package": package.code,
            "pickup": {"zip": EXAMPLE_ROUTE[0]},
            "dropoff": {"zip": min(town.zips)},
        }
        try:
            priced = price_now(
                {**job, "pickup_date": saturday.isoformat(), "window": window},
                now=self.at,
                partial=True,
                using=self.basis,
            )
            around = [day for day in nearby_days(saturday, days=6) if day >= self.first_day]
            days = price_days(job, around, [window], now=self.at, using=self.basis)
        except (RequestErrors, PricingFailed):
            return None
        shown: PricePanel = panel(priced, known, savings=savings(priced, days, known)[:1])
        return {"panel": shown, "day": day_label(saturday)}


def short_name(label: str) -> str:
    """"Standard mini move" as "Standard", where the page says what it is a size of."""
    return label.removesuffix(" mini move")
