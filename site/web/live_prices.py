"""Live prices for the pages: computed for each visit from the catalogue and the rules in force, shared by its
sections.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from foundation.clock import day_label, new_york_day
from foundation.money import dollars_short
from pricing_rules.operations.quote import PricingFailed, price_days, price_now
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.panel import panel
from pricing_rules.quoting.savings import nearby_days, savings
from web import size_cards
from web.price_lists import ListedPrice, delivery_examples, limits, organizing_cards, price_rows
from web.price_rules import PublicRule, public_rules
from web.visit import Visit
from web.ways_in import way_in

EXAMPLE_ROUTE = ("10024", "sagaponack")
PICTURES = {"peloton": "bike"}  # illustrations whose name is not the item's code

# item codes whose lowest price a service starts from, and how that price reads
STARTS_AT: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "mini_move": (("mini_move.",), "from", ""),
    "standard_delivery": (("standard_delivery.items",), "", "an item"),
    "specialty_item": (("specialty.",), "from", ""),
    "organizing_only": (("packing.", "unpacking."), "from", ""),
    "blade_luggage": (("blade.",), "from", ""),
    "mini_storage": (("storage.month",), "", "a month"),
}


class LivePrices(Visit):
    """What sections ask for, each thing computed once a visit."""

    def offers(self, service: str) -> bool:
        """Whether the service is on offer."""
        known = self.catalogue.services.get(service) if self.catalogue else None
        return known is not None and known.active

    @property
    def is_offered(self) -> bool:
        """Whether the page's own service is."""
        return self.offers(self.service)

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
        return {"before": before, "amount": dollars_short(min(found)), "after": after}

    @cached_property
    def cards(self) -> list[dict[str, Any]]:
        """One card a size; empty where nothing can be priced."""
        return [size_cards.card(self, self.catalogue, size) for size in self.sizes] if self.catalogue else []

    @cached_property
    def comparison(self) -> list[tuple[str, list[str]]]:
        """Rows of the side-by-side table."""
        return size_cards.comparison(self.catalogue, self.sizes) if self.catalogue else []

    @cached_property
    def specialty(self) -> list[dict[str, Any]]:
        if self.catalogue is None:
            return []
        return [
            {
                "item": item,
                "amount": dollars_short(self.catalogue.price(item.item_code)),
                "picture": PICTURES.get(item.code, item.code),
                "limits": limits(item),
                "url": way_in(
                    "specialty_item" if self.service == "specialty_item" else "mini_move", specialty=f"{item.code}:1"
                ),
            }
            for item in self.catalogue.specialty_items.values()
            if item.active and item.item_code in self.catalogue.prices.cents
        ]

    @cached_property
    def rows(self) -> list[ListedPrice]:
        """What the page's service costs, item by item."""
        return price_rows(self.catalogue, self.service) if self.catalogue else []

    @cached_property
    def examples(self) -> list[tuple[str, str]]:
        """What a delivery of so many items costs, where the page is about deliveries."""
        return delivery_examples(self.catalogue) if self.catalogue and self.service == "standard_delivery" else []

    @cached_property
    def organizing(self) -> list[dict[str, Any]]:
        """One card a size of packing and unpacking."""
        return organizing_cards(self.catalogue) if self.catalogue else []

    @cached_property
    def rules(self) -> list[PublicRule]:
        """Every surcharge that can apply to the page's service today, in the words of the rules themselves."""
        return public_rules(self.basis, self.service) if self.basis else []

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
        shown = panel(priced, known, savings=savings(priced, days, known)[:1])
        return {"panel": shown, "day": day_label(saturday)}
