"""What a quote request needs of a van (2-catalogue.md, "Van capacity"). PURE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bookings.capacity.fitting import Need
from catalog.snapshot import Catalogue


class NeedUnknown(LookupError):
    """The request names something that the catalogue no longer has, so its room cannot be told."""


def need_of(request: Mapping[str, Any], catalogue: Catalogue) -> Need:
    """The need of a request in the shape of contract-quote.md, complete or not; what is not answered counts nothing.

    Services without a need until staff schedule them (organizing alone, storage, b2b) give an empty one.
    Raises NeedUnknown.
    """
    service = request.get("service")
    items, places = _specialty(request, catalogue)
    if service == "mini_move":
        code = request.get("package")
        if not code:
            return Need(items, places)
        package = catalogue.packages.get(str(code))
        if package is None:
            raise NeedUnknown(f"The catalogue has no package {code}")
        if package.van_items is None:
            return Need(0, places, whole_van=True)
        return Need(package.van_items + items, places)
    if service == "standard_delivery":
        return Need(int(request.get("item_count") or 0) + items, places)
    if service == "specialty_item":
        return Need(items, places)
    if service == "blade_luggage":
        return Need(int(request.get("bag_count") or 0) * _per_bag(request, catalogue))
    return Need()


def _specialty(request: Mapping[str, Any], catalogue: Catalogue) -> tuple[int, int]:
    items = places = 0
    for code, quantity in (request.get("specialty_items") or {}).items():
        item = catalogue.specialty_items.get(code)
        if item is None:
            raise NeedUnknown(f"The catalogue has no specialty item {code}")
        items += item.van_items * int(quantity)
        places += item.specialty_places * int(quantity)
    return items, places


def _per_bag(request: Mapping[str, Any], catalogue: Catalogue) -> int:
    code = request.get("route")
    if not code:
        return 0
    route = catalogue.routes.get(str(code))
    if route is None:
        raise NeedUnknown(f"The catalogue has no route {code}")
    return route.van_items_per_bag
