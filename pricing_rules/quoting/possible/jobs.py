"""What is sold, as elements: every service with the sizes, routes and yes-or-no choices it can be asked for with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from catalog.snapshot import Catalogue, RouteInfo
from pricing_rules.quoting import keys
from pricing_rules.quoting.possible.blocks import Choice, listed

MOST_KINDS = 12  # of specialty items that rules name; beyond, nothing is known of them
_FLAGS = ("packing", "unpacking", "expedited", "same_day", "coi_requested")


@dataclass(frozen=True)
class Sold:
    """What decides which other facts there are: a service, with a size, a route, on the same day or not."""

    service: str
    package: str | None = None
    route: str | None = None
    same_day: bool = False


@dataclass(frozen=True)
class Job:
    """One element: what is sold, and the rest of its keys in a request."""

    sold: Sold
    keys: tuple[tuple[str, Any], ...]


def jobs(catalogue: Catalogue) -> Choice:
    """All services that are on, whatever their prices are."""
    made = [
        Job(sold, tuple(flags.items()))
        for service, row in catalogue.services.items()
        if row.active and service in keys.KEYS
        for sold in _sold(service, catalogue)
        for flags in _flags(sold, catalogue)
    ]
    return listed("job", [_facts(job, catalogue) for job in made], made)


def _sold(service: str, catalogue: Catalogue) -> Iterator[Sold]:
    match service:
        case keys.MINI_MOVE:
            yield from (Sold(service, package=code) for code, row in catalogue.packages.items() if row.active)
        case keys.ORGANIZING:
            yield from (Sold(service, package=code) for code in catalogue.packages)
        case keys.BLADE:
            yield from (Sold(service, route=code) for code, row in catalogue.routes.items() if row.active)
        case keys.DELIVERY:
            yield from (Sold(service, same_day=same_day) for same_day in (False, True))
        case _:
            yield Sold(service)


def _flags(sold: Sold, catalogue: Catalogue) -> Iterator[dict[str, bool]]:
    """The yes-or-no keys of a request, all that can be asked for together."""
    ways: dict[str, tuple[bool, ...]] = {}
    for key in _FLAGS:
        if not keys.asks(sold.service, key):
            continue
        if key == "same_day":
            ways[key] = (sold.same_day,)
        else:
            ways[key] = (False, True) if _on_offer(key, sold, catalogue) else (False,)
    for chosen in product(*ways.values()):
        flags = dict(zip(ways, chosen, strict=True))
        if sold.service != keys.ORGANIZING or flags["packing"] or flags["unpacking"]:
            yield flags


def _on_offer(key: str, sold: Sold, catalogue: Catalogue) -> bool:
    if key == "coi_requested":
        return _coi_included(sold, catalogue) or _active("coi", catalogue)
    return _active(f"{key}.{sold.package}" if sold.package else key, catalogue)


def _active(code: str, catalogue: Catalogue) -> bool:
    add_on = catalogue.add_ons.get(code)
    return add_on is not None and add_on.active


def _coi_included(sold: Sold, catalogue: Catalogue) -> bool:
    package = catalogue.packages.get(sold.package or "")
    return sold.service == keys.MINI_MOVE and package is not None and package.coi_included


def _facts(job: Job, catalogue: Catalogue) -> dict[str, object]:
    """As `quoting.facts` gives them: a yes-or-no key that a service does not have is no, not unset."""
    sold = job.sold
    return {
        "service": sold.service,
        "package": sold.package,
        "route": sold.route,
        **dict.fromkeys(_FLAGS, False),
        **dict(job.keys),
        "coi_included": _coi_included(sold, catalogue),
    }


def specialty(catalogue: Catalogue, named: frozenset[Any]) -> Choice | None:
    """What specialty items a booking may carry: sets of the kinds that rules name and one other, each with every
    number of pieces. Element 1 is none at all. None where rules name too many kinds to tell."""
    most = catalogue.policy.max_specialty
    active = [code for code, row in catalogue.specialty_items.items() if row.active]
    kinds = [code for code in active if code in named]
    kinds += [code for code in active if code not in named][:1]
    if len(kinds) > MOST_KINDS:
        return None
    sets = [frozenset(chosen) for size in range(min(most, len(kinds)) + 1) for chosen in combinations(kinds, size)]
    # Kinds that nobody names are alike: more of them change the number alone, which quantities do as well.
    facts = [
        {"specialty_items": items, "specialty_count": count}
        for items in sets
        for count in (range(len(items), most + 1) if items else (0,))
    ]
    return listed("specialty", facts)


def route_of(sold: Sold, catalogue: Catalogue) -> RouteInfo | None:
    """The airport route that is sold."""
    return catalogue.routes.get(sold.route or "")
