"""Catalogue lines of a request: the base, and the add-ons beside it (contract-quote.md, "Line codes").

Amounts are cents of the price list in force. Each reason is one short sentence for the price panel.
"""

from __future__ import annotations

from catalog.snapshot import Catalogue
from foundation.money import dollars_short
from pricing_rules.engine.lines import Line
from pricing_rules.quoting import keys
from pricing_rules.quoting.choices import coi_included
from pricing_rules.quoting.request import QuoteRequest


def base_lines(request: QuoteRequest, catalogue: Catalogue) -> tuple[Line, ...]:
    """Package, items, specialty items, bags, months; what is not answered yet has no line. Raises catalog's NoPrice."""
    lines: list[Line] = []
    match request.service:
        case keys.MINI_MOVE:
            lines += _package(request, catalogue)
        case keys.DELIVERY:
            lines += _delivery(request, catalogue)
        case keys.BLADE:
            lines += _blade(request, catalogue)
        case keys.STORAGE:
            lines.append(
                _times(1, "storage.month", "Mini storage, one month", "Billed monthly until you end it", catalogue)
            )
    for code, count in request.specialty_items.items():
        item = catalogue.specialty_items[code]
        each = dollars_short(catalogue.price(item.item_code))
        reason = f"{count} at {each} each" if count > 1 else "Handled with special care"
        lines.append(_times(count, item.item_code, item.label, reason, catalogue))
    return tuple(lines)


def add_on_lines(request: QuoteRequest, catalogue: Catalogue) -> tuple[Line, ...]:
    """Packing, unpacking, expedited pickup, and a certificate of insurance where it is not in the package."""
    wanted: list[tuple[str, str]] = []
    if request.package is not None:
        for key, chosen in (("packing", request.packing), ("unpacking", request.unpacking)):
            if chosen:
                wanted.append((f"{key}.{request.package}", _organizing_reason(key, request.package, catalogue)))
    if request.expedited:
        wanted.append(("expedited", "You asked for expedited pickup"))
    if request.coi_requested and not coi_included(request, catalogue):
        wanted.append(("coi", "You asked for a certificate of insurance"))
    return tuple(
        Line("addon", code, catalogue.add_ons[code].label, reason, catalogue.price(code)) for code, reason in wanted
    )


def _times(count: int, code: str, label: str, reason: str, catalogue: Catalogue) -> Line:
    unit = catalogue.price(code)
    return Line("base", code, label, reason, count * unit, quantity=count, unit_cents=unit)


def _package(request: QuoteRequest, catalogue: Catalogue) -> list[Line]:
    if request.package is None:
        return []
    package = catalogue.packages[request.package]
    room = "As many items as fit in a van of your own"
    if package.max_items is not None:
        van = "a van of your own" if package.takes_whole_van else "a shared van"
        room = f"Up to {package.max_items} items in {van}"
    return [_times(1, package.item_code, package.label, room, catalogue)]


def _delivery(request: QuoteRequest, catalogue: Catalogue) -> list[Line]:
    count = request.item_count
    if count is None:
        return []
    included = catalogue.policy.same_day_items
    if request.same_day:
        lines = [
            _times(1, "standard_delivery.same_day", "Same-day delivery", f"Covers up to {included} items", catalogue)
        ]
        further = count - included
        if further > 0:
            reason = f"{further} beyond the {included} that same-day covers"
            lines.append(_times(further, "standard_delivery.items", "Further items", reason, catalogue))
        return lines
    items = _times(
        count, "standard_delivery.items", "Standard delivery", f"{count} {_plural(count, 'item', 'items')}", catalogue
    )
    missing = catalogue.price("standard_delivery.minimum") - items.amount_cents
    if missing <= 0:
        return [items]
    reason = "The least a delivery costs, whatever it carries"
    return [items, Line("base", "standard_delivery.minimum", "Up to the minimum", reason, missing, 1, missing)]


def _blade(request: QuoteRequest, catalogue: Catalogue) -> list[Line]:
    if request.route is None:
        return []
    route = catalogue.routes[request.route]
    covered = f"Covers {route.included_bags} {_plural(route.included_bags, 'bag', 'bags')}"
    lines = [_times(1, route.item_code, route.label, covered, catalogue)]
    further = (request.bag_count or 0) - route.included_bags
    if further > 0:
        reason = f"{further} beyond the {route.included_bags} that the route covers"
        lines.append(_times(further, "blade.bags", "Further bags", reason, catalogue))
    return lines


def _organizing_reason(key: str, package: str, catalogue: Catalogue) -> str:
    add_on = catalogue.add_ons[f"{key}.{package}"]
    if add_on.organizers and add_on.hours:
        return f"{add_on.organizers} organizers for {add_on.hours} {_plural(add_on.hours, 'hour', 'hours')}"
    return f"You asked for {key}"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
