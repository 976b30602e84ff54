"""Codes that must name something in the catalogue, and be on offer."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Protocol

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
) -> str | None:
    """The code, when `offered` has it and it is active; otherwise a fault. known: codes the software can price."""
    if not isinstance(value, str):
        faults.add(field, "type", f"{field.replace('_', ' ').capitalize()[:60]} must be a code, as text")
        return None
    if value not in offered or (known is not None and value not in known):
        codes = ", ".join(code for code, row in offered.items() if row.active)
        faults.add(field, "choice", f"Choose one of: {codes}")
        return None
    if not offered[value].active:
        faults.add(field, "inactive", f"{offered[value].label} is not on offer at the moment")
        return None
    return value


def organizing_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """Packing and unpacking come in the sizes of the packages; organizing alone needs at least one."""
    for key, wanted in (("packing", request.packing), ("unpacking", request.unpacking)):
        if not wanted or request.package is None:
            continue
        add_on = catalogue.add_ons.get(f"{key}.{request.package}")
        if add_on is None:
            faults.add(key, "combination", f"{key.capitalize()} is not offered for this size")
        elif not add_on.active:
            faults.add(key, "inactive", f"{add_on.label} is not on offer at the moment")
    if request.service == keys.ORGANIZING and not (request.packing or request.unpacking):
        faults.missing("packing", "Choose packing, unpacking, or both")


def coi_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """A certificate costs extra only where the package does not include it; only then can it be off the list."""
    if not request.coi_requested or coi_included(request, catalogue):
        return
    if not catalogue.add_ons["coi"].active:
        faults.add("coi_requested", "inactive", "A certificate of insurance is not on offer at the moment")


def units_on_offer(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """Things sold by the piece have an active flag of their own (2-catalogue.md, "Every sellable thing")."""
    needed: list[tuple[str, str, bool]] = [
        ("standard_delivery.same_day", "same_day", request.same_day),
        ("standard_delivery.items", "service", request.service == keys.DELIVERY and not request.same_day),
        ("storage.month", "service", request.service == keys.STORAGE),
        ("blade.bags", "bag_count", _further_bags(request, catalogue)),
    ]
    for code, field, is_needed in needed:
        if is_needed and code in catalogue.items and not catalogue.items[code].active:
            faults.add(field, "inactive", f"{catalogue.items[code].label} is not on offer at the moment")


def _further_bags(request: QuoteRequest, catalogue: Catalogue) -> bool:
    route = catalogue.routes.get(request.route or "")
    return route is not None and (request.bag_count or 0) > route.included_bags


def coi_included(request: QuoteRequest, catalogue: Catalogue) -> bool:
    """Whether the certificate is in the package's price (2-catalogue.md, mini move); organizing alone pays for it."""
    package = catalogue.packages.get(request.package or "")
    return request.service == keys.MINI_MOVE and package is not None and package.coi_included
