"""The sizes of a mini move, as cards and side by side: all of it from the catalogue and the rules in force."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from catalog.snapshot import Catalogue, PackageInfo
from foundation.clock import day_label
from foundation.money import dollars_short
from pricing_rules.operations.quote import PricingFailed, price_days
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.price import PricedQuote
from web.visit import Visit, short_name


def card(visit: Visit, known: Catalogue, package: PackageInfo) -> dict[str, Any]:
    """One card: the total on the chosen day, how it adds up, the week's prices, what is included, a cheaper day."""
    shown = {
        "package": package,
        "name": short_name(package.label),
        "amount": dollars_short(known.price(package.item_code)),
        "points": points(known, package),
        "url": visit.book_url(package.code),
    }
    monday = visit.day - timedelta(days=visit.day.weekday())
    week = [monday + timedelta(days=step) for step in range(7)]
    window = known.default_window.code if known.default_window else ""
    try:
        priced = price_days(
            visit.job(package.code), sorted({*week, visit.day}), [window], now=visit.at, using=visit.basis
        )
    except (RequestErrors, PricingFailed):
        return shown
    days = {day: of_day[window] for day, of_day in priced.items()}
    lowest = min(days[day].total_cents for day in week)
    return shown | {
        "amount": dollars_short(days[visit.day].total_cents),
        "sum": [
            {
                "amount": dollars_short(line.amount_cents),
                "label": "base" if line.kind == "base" else line.label.lower(),
            }
            for line in days[visit.day].lines
        ],
        "week": [_week_day(day, days[day], lowest, chosen=day == visit.day) for day in week],
        "saving": _saving(visit, package, days),
    }


def _week_day(day: date, quote: PricedQuote, lowest: int, *, chosen: bool) -> dict[str, Any]:
    can_be_had = quote.is_available
    marks = {"up": can_be_had and quote.total_cents > lowest, "full": not can_be_had, "on": chosen}
    return {
        "name": f"{day:%a}",
        "long": f"{day:%A}",
        "number": day.day,
        "amount": dollars_short(quote.total_cents) if can_be_had else "Closed",
        "css": " ".join(mark for mark, on in marks.items() if on),
    }


def _saving(visit: Visit, package: PackageInfo, days: dict[date, PricedQuote]) -> dict[str, str] | None:
    """The cheapest other day of the week, where it is cheaper."""
    can_be_had = [day for day, quote in days.items() if quote.is_available]
    best = min(can_be_had, key=lambda day: (days[day].total_cents, day), default=visit.day)
    less = days[visit.day].total_cents - days[best].total_cents
    if less <= 0:
        return None
    return {"day": day_label(best), "less": dollars_short(less), "url": visit.book_url(package.code, best)}


def points(known: Catalogue, package: PackageInfo) -> list[str]:
    """What a size holds and brings."""
    found = [
        f"Up to {package.max_items} pieces" if package.max_items else "As many pieces as fill the van",
        f"Nothing over {package.item_weight_lb} lb",
        "A van of your own" if package.takes_whole_van else "Room in a shared van",
        *package.extras,
    ]
    if package.coi_included:
        return [*found, "Certificate of insurance for your building"]
    add_on = _add_on(known, "coi")
    return [*found, f"Certificate of insurance for {add_on}"] if add_on else found


def comparison(known: Catalogue, sizes: list[PackageInfo]) -> list[tuple[str, list[str]]]:
    """Rows of the side-by-side table: a name, and a cell for each size."""
    coi = _add_on(known, "coi")

    def offered(kind: str) -> list[str]:
        amounts = [_add_on(known, f"{kind}.{size.code}") for size in sizes]
        return [f"Add for {amount}" if amount else "Not offered" for amount in amounts]

    return [
        ("Price before any surcharge", [dollars_short(known.price(size.item_code)) for size in sizes]),
        ("Pieces", [f"Up to {size.max_items}" if size.max_items else "A whole van" for size in sizes]),
        ("Heaviest piece", [f"{size.item_weight_lb} lb" for size in sizes]),
        ("Van", ["Yours alone" if size.takes_whole_van else "Shared" for size in sizes]),
        (
            "Certificate of insurance",
            ["Included" if size.coi_included else (f"Add for {coi}" if coi else "Not offered") for size in sizes],
        ),
        ("Packing", offered("packing")),
        ("Unpacking", offered("unpacking")),
        ("Also included", [", ".join(size.extras) or "–" for size in sizes]),
    ]


def _add_on(known: Catalogue, code: str) -> str:
    """What an add-on costs, in words; empty where it is not on offer."""
    add_on = known.add_ons.get(code)
    return dollars_short(known.price(add_on.item_code)) if add_on is not None and add_on.active else ""
