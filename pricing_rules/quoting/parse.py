"""The one parser of quote requests: form, API, command line, price cases (contract-quote.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from pricing_rules.quoting import keys, reading
from pricing_rules.quoting.answers import read_answers
from pricing_rules.quoting.choices import choose, coi_on_offer, organizing_on_offer, units_on_offer
from pricing_rules.quoting.ends import read_end
from pricing_rules.quoting.errors import Faults
from pricing_rules.quoting.request import DEFAULT_HOURS, GUEST, Customer, QuoteRequest

_MOST_HOURS = Decimal(1000)


def quoted_at_of(data: object, *, now: datetime, trusted: bool) -> datetime:
    """The UTC moment whose prices and rules apply; `now` unless staff or the command line name another.

    Read before the catalogue is, so a faulty value means `now` here and a fault in `parse`.
    """
    if trusted and isinstance(data, Mapping) and "quoted_at" in data:
        return reading.moment(data["quoted_at"], "quoted_at", Faults()) or now
    return now


def parse(
    data: object,
    catalogue: Catalogue,
    *,
    now: datetime,
    trusted: bool = False,
    partial: bool = False,
    customer: Customer = GUEST,
) -> QuoteRequest:
    """A checked request, or RequestErrors with every fault found.

    data: the request as JSON gives it. now: aware UTC. trusted: staff and the command line, whose `customer` and
    `quoted_at` count; from anyone else they are ignored and `customer`, what the caller knows of the person, holds.
    partial: an unfinished booking; what is missing is listed in `left_out` and is no fault.
    """
    faults = Faults(partial=partial)
    if not isinstance(data, Mapping):
        faults.add("", "type", "A quote request must be a JSON object")
        faults.raise_if_any()
        raise AssertionError("unreachable")
    if not trusted:
        data = {key: value for key, value in data.items() if key not in keys.TRUSTED}
    service = _read_service(data, catalogue, faults)
    _refuse_foreign_keys(data, service, faults)
    own = {key: value for key, value in data.items() if keys.asks(service, key)}
    quoted_at = now
    if "quoted_at" in own:
        quoted_at = reading.moment(own["quoted_at"], "quoted_at", faults) or now
    fields = _read_job(own, service, catalogue, faults)
    request = QuoteRequest(
        service=service,
        quoted_at=quoted_at,
        pickup=read_end(own, "pickup", service, catalogue, faults),
        dropoff=read_end(own, "dropoff", service, catalogue, faults),
        answers=read_answers(own, service, catalogue, faults),
        estimated_hours=_read_hours(own, faults),
        customer=_read_customer(own, faults) if trusted else customer,
        **fields,
    )
    _refuse_combinations(request, catalogue, faults)
    faults.raise_if_any()
    return replace(request, left_out=tuple(faults.left_out)) if faults.left_out else request


def _read_service(data: Mapping[str, object], catalogue: Catalogue, faults: Faults) -> str:
    if "service" not in data:
        faults.missing("service", "Choose what we are moving")
        return ""
    return choose(data["service"], "service", catalogue.services, faults, known=keys.KEYS) or ""


def _refuse_foreign_keys(data: Mapping[str, object], service: str, faults: Faults) -> None:
    for key in data:
        if key not in keys.ALL_KEYS:
            faults.add(str(key), "unknown", "A quote request has no such key")
        elif not keys.asks(service, key):
            faults.add(key, "combination", f"{key} does not belong to {service}")


def _read_job(own: Mapping[str, object], service: str, catalogue: Catalogue, faults: Faults) -> dict[str, Any]:
    """Every field of the request but the ends, the answers and the person."""
    job: dict[str, Any] = {"package": None, "route": None, "item_count": None, "bag_count": None, "pickup_date": None}
    for key in ("packing", "unpacking", "same_day", "expedited", "coi_requested"):
        job[key] = bool(reading.yes_no(own[key], key, faults)) if key in own else False
    if "package" in own:
        job["package"] = _read_size(own["package"], service, catalogue, faults)
    elif keys.asks(service, "package") and service:
        faults.missing("package", "Choose a size")
    if "route" in own:
        job["route"] = choose(own["route"], "route", catalogue.routes, faults, prices=catalogue.prices)
    elif service == keys.BLADE:
        faults.missing("route", "Choose a route")
    if "item_count" in own:
        job["item_count"] = reading.whole(own["item_count"], "item_count", faults, least=1)
    elif service == keys.DELIVERY:
        faults.missing("item_count", "Enter how many pieces")
    if "bag_count" in own:
        job["bag_count"] = reading.whole(own["bag_count"], "bag_count", faults, least=1)
    elif service == keys.BLADE:
        faults.missing("bag_count", "Enter how many bags")
    if "pickup_date" in own:
        job["pickup_date"] = reading.day(own["pickup_date"], "pickup_date", faults)
    elif keys.asks(service, "pickup_date") and service:
        faults.missing("pickup_date", "Choose a collection date")
    job["window"] = _read_window(own, service, catalogue, faults)
    job["specialty_items"] = _read_specialty_items(own, service, catalogue, faults)
    return job


def _read_size(value: object, service: str, catalogue: Catalogue, faults: Faults) -> str | None:
    """A package. For organizing alone it only names a size: what is sold there are the add-ons of that size."""
    if service == keys.ORGANIZING:
        sizes = {code: replace(package, active=True) for code, package in catalogue.packages.items()}
        return choose(value, "package", sizes, faults)
    return choose(value, "package", catalogue.packages, faults, prices=catalogue.prices)


def _read_window(own: Mapping[str, object], service: str, catalogue: Catalogue, faults: Faults) -> str | None:
    if not service or not keys.asks(service, "window"):
        return None
    default = catalogue.default_window
    return choose(own.get("window", default.code if default else "morning"), "window", catalogue.windows, faults)


def _read_specialty_items(
    own: Mapping[str, object], service: str, catalogue: Catalogue, faults: Faults
) -> Mapping[str, int]:
    given = own.get("specialty_items", {})
    if not isinstance(given, Mapping):
        faults.add("specialty_items", "type", "Specialty items must be an object of item codes and quantities")
        return MappingProxyType({})
    counts: dict[str, int] = {}
    asked = 0
    for code, value in given.items():
        field = f"specialty_items.{code}"
        known = choose(code, field, catalogue.specialty_items, faults, prices=catalogue.prices)
        count = reading.whole(value, field, faults, least=1, most=10**12)
        asked += count or 0
        if known is not None and count is not None:
            counts[known] = count
    if asked > catalogue.policy.max_specialty:
        faults.add(
            "specialty_items", "limit", f"We take at most {catalogue.policy.max_specialty} specialty items a booking"
        )
    if service == keys.SPECIALTY and not given:
        faults.missing("specialty_items", "Choose at least one specialty item")
    return MappingProxyType(dict(sorted(counts.items())))


def _read_hours(own: Mapping[str, object], faults: Faults) -> Decimal:
    if "estimated_hours" not in own:
        return DEFAULT_HOURS
    hours = reading.number(own["estimated_hours"], "estimated_hours", faults, least=Decimal(0), most=_MOST_HOURS)
    return DEFAULT_HOURS if hours is None else hours


def _read_customer(own: Mapping[str, object], faults: Faults) -> Customer:
    if "customer" not in own:
        return Customer()
    given = own["customer"]
    if not isinstance(given, Mapping):
        faults.add("customer", "type", "Customer must be an object")
        return Customer()
    for key in given:
        if key not in ("is_guest", "is_vip", "completed_bookings"):
            faults.add(f"customer.{key}", "unknown", "Customer has no such key")
    flags = {
        key: bool(reading.yes_no(given[key], f"customer.{key}", faults))
        for key in ("is_guest", "is_vip")
        if key in given
    }
    done = None
    if "completed_bookings" in given:
        done = reading.whole(given["completed_bookings"], "customer.completed_bookings", faults, least=0, most=10**6)
    return Customer(completed_bookings=done or 0, **flags)


def _refuse_combinations(request: QuoteRequest, catalogue: Catalogue, faults: Faults) -> None:
    """What no single value shows: limits of the package, today's delivery, services that are not on offer."""
    package = catalogue.packages.get(request.package or "")
    if request.service == keys.MINI_MOVE and package is not None and request.item_count is not None:
        most = package.max_items
        if most is not None and request.item_count > most:
            faults.add(
                "item_count",
                "limit",
                f"{package.label} takes up to {most} pieces. Choose a larger size, or enter {most} or fewer",
            )
    organizing_on_offer(request, catalogue, faults)
    coi_on_offer(request, catalogue, faults)
    units_on_offer(request, catalogue, faults)
    today = new_york_day(request.quoted_at)
    if request.same_day and request.pickup_date is not None and request.pickup_date != today:
        faults.add("same_day", "combination", f"Same-day delivery is for today only, {today.isoformat()}")
