"""What would make the same job cheaper: computed by pricing it again, never authored.

3-pricing-rules.md, "Explain".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from catalog.snapshot import Catalogue
from foundation.clock import day_label
from foundation.money import dollars, dollars_short
from pricing_rules.quoting.panel import PanelSaving
from pricing_rules.quoting.price import PricedQuote

NEAR_DAYS = 31  # "within the month"
MOST_SHOWN = 2
LEAST_WORTH_CENTS = 2500  # below this a customer is not asked to change plans

Alternatives = Mapping[date, Mapping[str, PricedQuote]]


def nearby_days(day: date, *, days: int = NEAR_DAYS) -> list[date]:
    """The days around `day` to look at, nearest first, `day` itself first of all."""
    away = sorted(range(-days, days + 1), key=lambda step: (abs(step), step))
    ordinal = day.toordinal()
    return [day + timedelta(days=step) for step in away if 1 <= ordinal + step <= date.max.toordinal()]


def savings(
    priced: PricedQuote,
    alternatives: Alternatives,
    catalogue: Catalogue,
    *,
    can_be_had: Callable[[date, str], bool] = lambda day, window: True,
) -> tuple[PanelSaving, ...]:
    """The cheapest other dates or windows, at most two, each at least $25 less; among equals the nearest date.

    can_be_had: whether a day and window still have room (bookings know).
    """
    chosen, window = priced.request.pickup_date, priced.request.window or ""  # a service without windows has ""
    if chosen is None:
        return ()
    found: list[tuple[int, int, int, date, str]] = []
    for day, windows in alternatives.items():
        best: tuple[int, int, int, date, str] | None = None
        for position, (code, other) in enumerate(windows.items()):
            less = priced.total_cents - other.total_cents
            if (day, code) == (chosen, window) or less < LEAST_WORTH_CENTS or not other.is_available:
                continue
            # The customer's own window wins among equals, then the order of the catalogue.
            offer = (other.total_cents, abs((day - chosen).days), -1 if code == window else position, day, code)
            if (best is None or offer < best) and can_be_had(day, code):
                best = offer
        if best is not None:
            found.append(best)
    return tuple(
        _saving(priced, alternatives[day][code], day, code, catalogue)
        for _, _, _, day, code in sorted(found)[:MOST_SHOWN]
    )


def _saving(priced: PricedQuote, other: PricedQuote, day: date, window: str, catalogue: Catalogue) -> PanelSaving:
    label = day_label(day)
    if window != (priced.request.window or ""):
        label = f"{label}, {catalogue.windows[window].label}"
    saves = dollars_short(priced.total_cents - other.total_cents)
    return PanelSaving(
        label=label,
        total=dollars(other.total_cents),
        saves=saves,
        reason=_reason(priced, other),
        pickup_date=day,
        window=window,
    )


def _reason(priced: PricedQuote, other: PricedQuote) -> str:
    """ "No Weekend": the lines that fall away, or that a line is smaller."""
    staying = {line.code for line in other.lines}
    gone = [line.label for line in priced.lines if line.amount_cents > 0 and line.code not in staying]
    if not gone:
        return "Costs less on that date"
    return f"Without {' and '.join(f'“{label}”' for label in gone[:2])}"
