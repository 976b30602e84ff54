"""Why a booking costs what it costs, for staff: the stored lines with their sources, and what became of each rule."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.money import dollars, signed_dollars
from pricing_rules.models import Quote

BY_RULE = ("minimum", "surcharge", "discount")
OUTCOMES = {
    "matched": ("Matched", "good"),
    "failed": ("Did not apply", ""),
    "lost_group": ("Another acted", "warn"),
    "outside_dates": ("Outside its dates", ""),
    "off": ("Off", ""),
}


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One line: `source` names the rule or the price list it comes from, `amount` is written for people."""

    label: str
    reason: str
    source: str
    amount: str
    is_extra: bool


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One rule of the set, what became of it, and why."""

    name: str
    slug: str
    outcome: str
    tone: str
    why: str


def price_rows(quote: Quote) -> tuple[PriceRow, ...]:
    """The stored lines, in the order they were shown; nothing is computed anew."""
    return tuple(_row(quote, line) for line in quote.lines)


def _row(quote: Quote, line: dict[str, object]) -> PriceRow:
    cents, kind = int(str(line["amount_cents"])), str(line["kind"])
    if kind in BY_RULE:
        source = f"Rule {str(line['code']).partition(':')[0]}, rule set {quote.rule_set.number}"
    elif kind == "override":
        source = "Set by staff"
    else:
        source = f"{line['code']}, price list {quote.price_list}"
    written = dollars(cents) if kind in ("base", "addon") else signed_dollars(cents)
    return PriceRow(str(line["label"]), str(line["reason"]), source, written, kind in BY_RULE)


def trace_rows(quote: Quote) -> tuple[TraceRow, ...]:
    """Every rule of the set that priced the quote: those that matched first, then the rest, each as in the set."""
    rows = [_trace(entry) for entry in quote.trace]
    return tuple(sorted(rows, key=lambda row: row.outcome != "Matched"))


def _trace(entry: dict[str, str]) -> TraceRow:
    outcome, tone = OUTCOMES.get(entry["outcome"], (entry["outcome"], ""))
    return TraceRow(entry["name"], entry["slug"], outcome, tone, entry["why"])
