"""The price panel: one frozen object behind the one HTML component, mail, PDF and API.

0-architecture.md, "How a quote flows".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from catalog.snapshot import Catalogue
from foundation.clock import day_label
from foundation.money import dollars, dollars_short, signed_dollars
from pricing_rules.engine.lines import Line
from pricing_rules.quoting import keys
from pricing_rules.quoting.price import PricedQuote
from pricing_rules.quoting.request import End, QuoteRequest

_EXTRA_KINDS = frozenset({"minimum", "surcharge"})
_SIGNED_KINDS = frozenset({"minimum", "surcharge", "discount", "override"})


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line as shown. `amount` is written for people ("$1,725.00", "+$258.75"); `is_extra`: added by a rule."""

    kind: str
    code: str
    label: str
    reason: str
    amount_cents: int
    amount: str
    is_extra: bool


@dataclass(frozen=True, slots=True)
class PanelSaving:
    """A cheaper way to book the same job. `total` and `saves` are for people; date and window are what to post."""

    label: str
    total: str
    saves: str
    reason: str
    pickup_date: date
    window: str


@dataclass(frozen=True, slots=True)
class PricePanel:
    """All that a price panel shows. `complete` is false while answers are missing and the total may still change."""

    heading: str
    route_lines: tuple[str, ...]
    lines: tuple[PanelLine, ...]
    total_cents: int
    total: str
    complete: bool
    included: tuple[str, ...]
    notes: tuple[str, ...]
    approval_reasons: tuple[str, ...]
    coi_reasons: tuple[str, ...]
    unavailable_messages: tuple[str, ...]
    notice: str
    savings: tuple[PanelSaving, ...] = ()


def panel(priced: PricedQuote, catalogue: Catalogue, *, savings: Sequence[PanelSaving] = ()) -> PricePanel:
    """The panel of a price, finished or not. savings: cheaper dates or windows that can be had (see `savings.py`)."""
    request = priced.request
    return PricePanel(
        heading=_heading(request, catalogue),
        route_lines=_route_lines(request, catalogue),
        lines=tuple(_line(line) for line in _as_read(priced)),
        total_cents=priced.total_cents,
        total=dollars(priced.total_cents),
        complete=request.complete,
        included=_included(request, catalogue),
        notes=priced.notes,
        approval_reasons=priced.approval_reasons,
        coi_reasons=priced.coi_reasons,
        unavailable_messages=priced.unavailable_messages,
        notice=priced.notice,
        savings=tuple(savings),
    )


def panel_to_json(shown: PricePanel) -> dict[str, Any]:
    """The panel as a stored quote keeps it: the words the customer saw. Savings pass with the day and are left out."""
    return {**asdict(replace(shown, savings=())), "savings": []}


def panel_from_json(stored: Mapping[str, Any]) -> PricePanel:
    """The panel as it was shown. Raises KeyError or TypeError on anything `panel_to_json` did not write."""
    words = ("route_lines", "included", "notes", "approval_reasons", "coi_reasons", "unavailable_messages")
    fields = dict(stored) | {name: tuple(stored[name]) for name in words}
    fields |= {"lines": tuple(PanelLine(**line) for line in stored["lines"]), "savings": ()}
    return PricePanel(**fields)


def _as_read(priced: PricedQuote) -> list[Line]:
    """The lines as people read them: within a kind what is bought first, then what goes with it.

    The answer has them in the order of their codes, which would put further bags before the route they belong to.
    """
    place = {line.code: number for number, line in enumerate(priced.inputs)}
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(line.kind for line in priced.lines))}
    return sorted(priced.lines, key=lambda line: (kinds[line.kind], place.get(line.code, len(place))))


def _line(line: Line) -> PanelLine:
    written = signed_dollars(line.amount_cents) if line.kind in _SIGNED_KINDS else dollars(line.amount_cents)
    return PanelLine(
        line.kind, line.code, line.label, line.reason, line.amount_cents, written, line.kind in _EXTRA_KINDS
    )


def _heading(request: QuoteRequest, catalogue: Catalogue) -> str:
    if request.service == keys.MINI_MOVE and request.package:
        return catalogue.packages[request.package].label
    if request.service == keys.BLADE and request.route:
        return catalogue.routes[request.route].label
    return catalogue.services[request.service].label if request.service else "Your price"


def _route_lines(request: QuoteRequest, catalogue: Catalogue) -> tuple[str, ...]:
    lines: list[str] = []
    ends = [_place(end, request, catalogue) for end in (request.pickup, request.dropoff) if end is not None]
    if ends:
        lines.append(" to ".join(ends))
    if request.pickup_date is not None:
        window = catalogue.windows.get(request.window or "")
        when = day_label(request.pickup_date)
        lines.append(f"{when}, {window.label}" if window else when)
    return tuple(lines)


def _place(end: End, request: QuoteRequest, catalogue: Catalogue) -> str:
    """Town and ZIP; an airport is called by its name, not by the post office that serves it."""
    route = catalogue.routes.get(request.route or "")
    if route is not None and route.airport_zone in end.zones and route.airport_zone in catalogue.zones:
        return catalogue.zones[route.airport_zone].label
    return f"{end.place.city} {end.place.zip}"


def _included(request: QuoteRequest, catalogue: Catalogue) -> tuple[str, ...]:
    """What the price brings without a line of its own (2-catalogue.md)."""
    included: list[str] = []
    package = catalogue.packages.get(request.package or "")
    if request.service == keys.MINI_MOVE and package is not None:
        included += package.extras
        if package.coi_included:
            included.append("Certificate of insurance")
    if package is not None and request.packing:
        packing = catalogue.add_ons.get(f"packing.{package.code}")
        if packing is not None and packing.supplies_cents:
            included.append(f"Packing supplies to {dollars_short(packing.supplies_cents)}")
    if request.service not in keys.ALWAYS_APPROVED and request.service:
        included.append("Tax")
    return tuple(included)
