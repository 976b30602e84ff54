"""What a service costs, item by item, from the catalogue as it stands today. Nothing in it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.snapshot import AddOnInfo, Catalogue
from foundation.clock import time_label
from foundation.money import dollars_short
from web.visit import short_name
from web.ways_in import way_in

EXAMPLE_COUNTS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """One line of the list: what it is, what it covers, what it costs."""

    label: str
    detail: str
    amount: str
    unit: str = ""


def price_rows(known: Catalogue, service: str) -> list[ListedPrice]:
    """The lines of one service; none for those whose prices stand on cards, or which are only quoted by hand."""
    makers = {"standard_delivery": _delivery, "blade_luggage": _blade, "mini_storage": _storage, "specialty_item": _coi}
    return list(makers[service](known)) if service in makers else []


def delivery_examples(known: Catalogue) -> list[tuple[str, str]]:
    """(how many items, what they cost), the counts that cost the same put together: "1 to 3 items", "$285"."""
    if not _sold(known, "standard_delivery.items", "standard_delivery.minimum"):
        return []
    each, least = known.price("standard_delivery.items"), known.price("standard_delivery.minimum")
    by_cents: dict[int, list[int]] = {}
    for count in EXAMPLE_COUNTS:
        by_cents.setdefault(max(least, count * each), []).append(count)
    return [(_items(counts), dollars_short(cents)) for cents, counts in by_cents.items()]


def organizing_cards(known: Catalogue) -> list[dict[str, Any]]:
    """One card a size: packing and unpacking with hours, organizers, supplies, price; sizes with neither left out."""
    cards = []
    for package in known.packages.values():
        visits = [add_on for kind in ("packing", "unpacking") if (add_on := _visit(known, kind, package.code))]
        if visits and package.active:
            cards.append(
                {
                    "name": short_name(package.label),
                    "is_popular": package.is_popular,
                    "visits": [_visit_row(known, add_on) for add_on in visits],
                    "url": way_in("organizing_only", package=package.code),
                }
            )
    return cards


def limits(item: Any) -> str:
    """A specialty item's limits in words, those that staff have set: `Up to 60 lb, 78 × 22 × 12 in`."""
    sides = [side for side in (item.max_length_in, item.max_width_in, item.max_height_in) if side]
    parts = [f"{item.max_weight_lb} lb"] if item.max_weight_lb else []
    parts += [f"{' × '.join(str(side) for side in sides)} in"] if sides else []
    return f"Up to {', '.join(parts)}" if parts else ""


def _delivery(known: Catalogue) -> Iterator[ListedPrice]:
    if _sold(known, "standard_delivery.items"):
        yield ListedPrice(
            "Each item",
            f"Up to {known.policy.item_weight_lb} lb",
            dollars_short(known.price("standard_delivery.items")),
        )
    if _sold(known, "standard_delivery.minimum"):
        least = known.price("standard_delivery.minimum")
        covered = least // known.price("standard_delivery.items") if _sold(known, "standard_delivery.items") else 0
        detail = f"Covers up to {covered} items" if covered > 1 else ""
        yield ListedPrice("The least a delivery costs", detail, dollars_short(least))
    if _sold(known, "standard_delivery.same_day", "standard_delivery.items"):
        yield ListedPrice(
            "Same day",
            f"Up to {known.policy.same_day_items} items, then {dollars_short(known.price('standard_delivery.items'))} "
            f"for each further one. Ordered before {time_label(known.policy.same_day_cutoff)}",
            dollars_short(known.price("standard_delivery.same_day")),
        )
    yield from _coi(known)


def _blade(known: Catalogue) -> Iterator[ListedPrice]:
    for route in known.routes.values():
        if route.active and _sold(known, route.item_code):
            bags = f"{route.included_bags} bags included" if route.included_bags > 1 else "One bag included"
            yield ListedPrice(route.label, bags, dollars_short(known.price(route.item_code)))
    if _sold(known, "blade.bags"):
        yield ListedPrice("Each further bag", "", dollars_short(known.price("blade.bags")))
    yield from _add_on(known, "expedited")
    yield from _coi(known)


def _storage(known: Catalogue) -> Iterator[ListedPrice]:
    if _sold(known, "storage.month"):
        detail = "Billed monthly to a saved card, until you end it"
        yield ListedPrice("A unit", detail, dollars_short(known.price("storage.month")), "a month")


def _coi(known: Catalogue) -> Iterator[ListedPrice]:
    yield from _add_on(known, "coi")


def _add_on(known: Catalogue, code: str) -> Iterator[ListedPrice]:
    add_on = known.add_ons.get(code)
    if add_on is not None and add_on.active and _sold(known, add_on.item_code):
        yield ListedPrice(add_on.label, add_on.summary, dollars_short(known.price(add_on.item_code)))


def _visit(known: Catalogue, kind: str, size: str) -> AddOnInfo | None:
    add_on = known.add_ons.get(f"{kind}.{size}")
    return add_on if add_on is not None and add_on.active and _sold(known, add_on.item_code) else None


def _visit_row(known: Catalogue, add_on: AddOnInfo) -> dict[str, str]:
    parts = []
    if add_on.organizers and add_on.hours:
        parts.append(f"{add_on.organizers} organizers for {add_on.hours} hours")
    if add_on.supplies_cents:
        parts.append(f"supplies to {dollars_short(add_on.supplies_cents)} included")
    return {
        "label": add_on.kind.capitalize(),
        "detail": ", ".join(parts) or add_on.summary,
        "amount": dollars_short(known.price(add_on.item_code)),
    }


def _sold(known: Catalogue, *codes: str) -> bool:
    """Whether each is active and has a price today."""
    return all(code in known.prices.cents and (code not in known.items or known.items[code].active) for code in codes)


def _items(counts: list[int]) -> str:
    first, last = counts[0], counts[-1]
    if first != last:
        return f"{first} to {last} items"
    return f"{first} item" if first == 1 else f"{first} items"
