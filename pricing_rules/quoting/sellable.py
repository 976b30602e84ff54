"""Why a request that has a price still cannot be sold: closed dates, lead time, horizon, today's cut-off.

2-catalogue.md, "Pickup windows and dates". Room in a van is bookings' question, rules' messages come from the engine.
"""

from __future__ import annotations

from datetime import date, datetime, time

from catalog.snapshot import Catalogue
from foundation.clock import day_label, new_york, time_label
from pricing_rules.quoting.request import QuoteRequest


def unsellable_messages(request: QuoteRequest, catalogue: Catalogue) -> tuple[str, ...]:
    """One sentence for the customer for each thing that stands in the way at the moment the price was asked."""
    return day_messages(
        catalogue,
        pickup_date=request.pickup_date,
        window=request.window,
        same_day=request.same_day,
        now=request.quoted_at,
    )


def day_messages(
    catalogue: Catalogue, *, pickup_date: date | None, window: str | None, same_day: bool, now: datetime
) -> tuple[str, ...]:
    """The same question at any moment `now` (UTC): placing a quote asks it again. Empty: the day can be sold."""
    if pickup_date is None:
        return ()
    local = new_york(now)
    today = local.date()
    policy = catalogue.policy
    messages: list[str] = []
    if pickup_date in catalogue.closed_dates:
        note = catalogue.closed_dates[pickup_date].strip().rstrip(".")
        why = f": {note}" if note else ""
        messages.append(f"We are closed on {day_label(pickup_date)}{why}. Choose another date")
    if pickup_date < today:
        messages.append(f"{day_label(pickup_date)}, {pickup_date.year} has passed. Choose a date ahead")
    elif same_day and pickup_date > today:
        messages.append(f"Same-day delivery is for today only, {day_label(today)}")
    elif same_day:
        messages += _same_day_messages(catalogue, window, local.time())
    elif pickup_date < policy.first_day(today):
        messages.append(f"The earliest date we can collect is {day_label(policy.first_day(today))}")
    elif pickup_date > policy.last_day(today):
        last = policy.last_day(today)
        messages.append(f"We take bookings up to {day_label(last)}, {last.year}. Choose an earlier date")
    return tuple(messages)


def _same_day_messages(catalogue: Catalogue, window: str | None, clock: time) -> tuple[str, ...]:
    cutoff = catalogue.policy.same_day_cutoff
    if clock >= cutoff:
        return (f"Same-day delivery has to be ordered before {time_label(cutoff)}. Choose tomorrow or later",)
    chosen = catalogue.windows.get(window or "")
    if chosen is not None and chosen.starts is not None and chosen.starts <= clock:
        return (f"The window {chosen.label} has already begun today. Choose a later one",)
    return ()
