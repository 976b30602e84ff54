"""Codes that must name something in the catalogue, and be on offer."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Protocol

from catalog.prices import PriceList
from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import Faults
from pricing_rules.quoting.request import QuoteRequest


class Sellable(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def active(self) -> bool: ...


def choose(
    value: object,
    field: str,
    offered: Mapping[str, Sellable],
    faults: Faults,
    *,
    known: Container[str] | None = None,
    prices: PriceList | None = None,
) -> str | None:
    """The code, when `offered` has it and it is on offer; otherwise a fault.

    known: codes the software can price. prices: what is chosen is a sellable item, which must have a price in force.
    """
    if not isinstance(value, str):
        faults.add(field, "type", f"{field.replace('_', ' ').capitalize()[:60]} must be a code, as text")
        return None
    if value not in offered or (known is not None and value not in known):
        codes = ", ".join(code for code, row in offered.items() if row.active)
        faults.add(field, "choice", f"Choose one of: {codes}")
        return None
    row = offered[value]
    unpriced = prices is not None and getattr(row, "item_code", value) not in prices.cents
    if not row.active or unpriced:
        _not_on_offer(field, row.label, faults)
        return None
    return value


def for_sale(code: str, catalogue: Catalogue) -> bool:
    """Whether an item is active and has a price in force: one whose price begins next month is sold from then on."""
    item = catalogue.add_ons.get(code) or catalogue.items.get(code)
    return item is not None and item.active and code in catalogue.prices.cents


def _not_on_offer(field: str, label: str, faults: Faults) -> None:
    faults.add(field, "inactive", f"{label} is not on offer at the moment")


def organizing_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """Packing and unpacking come in the sizes of the packages; organizing alone needs at least one."""
    for key, wanted in (("packing", request.packing), ("unpacking", request.unpacking)):
        if not wanted or request.package is None:
            continue
        add_on = catalogue.add_ons.get(f"{key}.{request.package}")
        if add_on is None:
            faults.add(key, "combination", f"{key.capitalize()} is not offered for this size")
        elif not for_sale(add_on.code, catalogue):
            _not_on_offer(key, add_on.label, faults)
    if request.service == keys.ORGANIZING and not (request.packing or request.unpacking):
        faults.missing("packing", "Choose packing, unpacking, or both")


def coi_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """A certificate costs extra only where the package does not include it; only then can it be off the list."""
    if not request.coi_requested or coi_included(request, catalogue):
        return
    if not for_sale("coi", catalogue):
        _not_on_offer("coi_requested", "A certificate of insurance", faults)


def units_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """Things sold by the piece have an active flag of their own (2-catalogue.md, "Every sellable thing")."""
    needed: list[tuple[str, str, bool]] = [
        ("standard_delivery.same_day", "same_day", request.same_day),
        ("standard_delivery.items", "service", request.service == keys.DELIVERY and not request.same_day),
        ("standard_delivery.items", "item_count", _further_items(request, catalogue)),
        ("storage.month", "service", request.service == keys.STORAGE),
        ("blade.bags", "bag_count", _further_bags(request, catalogue)),
        ("expedited", "expedited", request.expedited),
    ]
    for code, field, is_needed in needed:
        if is_needed and not for_sale(code, catalogue):
            item = catalogue.items.get(code)
            _not_on_offer(field, item.label if item else "This", faults)


def _further_items(request: QuoteRequest, catalogue: Catalogue) -> bool:
    """More pieces than the same-day price covers."""
    return request.same_day and (request.item_count or 0) > catalogue.policy.same_day_items


def _further_bags(request: QuoteRequest, catalogue: Catalogue) -> bool:
    route = catalogue.routes.get(request.route or "")
    return route is not None and (request.bag_count or 0) > route.included_bags


def coi_included(request: QuoteRequest, catalogue: Catalogue) -> bool:
    """Whether the certificate is in the package's price (2-catalogue.md, mini move); organizing alone pays for it."""
    package = catalogue.packages.get(request.package or "")
    return request.service == keys.MINI_MOVE and package is not None and package.coi_included
