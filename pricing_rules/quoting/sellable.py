"""Why a request that has a price still cannot be sold: closed dates, lead time, horizon, today's cut-off.

2-catalogue.md, "Pickup windows and dates". Room in a van is bookings' question, rules' messages come from the engine.
"""

from __future__ import annotations

from catalog.snapshot import Catalogue
from foundation.clock import day_label, new_york, time_label
from pricing_rules.quoting.request import QuoteRequest


def unsellable_messages(request: QuoteRequest, catalogue: Catalogue) -> tuple[str, ...]:
    """One sentence for the customer for each thing that stands in the way; empty when the date can be sold."""
    day = request.pickup_date
    if day is None:
        return ()
    local = new_york(request.quoted_at)
    today = local.date()
    policy = catalogue.policy
    messages: list[str] = []
    if day in catalogue.closed_dates:
        note = catalogue.closed_dates[day].strip().rstrip(".")
        why = f": {note}" if note else ""
        messages.append(f"We are closed on {day_label(day)}{why}. Choose another date")
    if day < today:
        messages.append(f"{day_label(day)}, {day.year} has passed. Choose a date ahead")
    elif request.same_day and day == today:
        messages += _same_day_messages(request, catalogue)
    elif day < policy.first_day(today):
        messages.append(f"The earliest date we can collect is {day_label(policy.first_day(today))}")
    elif day > policy.last_day(today):
        last = policy.last_day(today)
        messages.append(f"We take bookings up to {day_label(last)}, {last.year}. Choose an earlier date")
    return tuple(messages)


def _same_day_messages(request: QuoteRequest, catalogue: Catalogue) -> list[str]:
    clock = new_york(request.quoted_at).time()
    cutoff = catalogue.policy.same_day_cutoff
    if clock >= cutoff:
        return [f"Same-day delivery has to be ordered before {time_label(cutoff)}. Choose tomorrow or later"]
    window = catalogue.windows.get(request.window or "")
    if window is not None and window.starts is not None and window.starts <= clock:
        return [f"The window {window.label} has already begun today. Choose a later one"]
    return []
