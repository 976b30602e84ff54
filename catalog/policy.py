"""The booking policy, frozen: lead time, horizon, cut-off, holds, cancellation (2-catalogue.md, 4-booking.md). PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True)
class PolicyInfo:
    """Staff's own numbers. Days are calendar days in New York, times are local, percents are of the captured total."""

    lead_days: int
    horizon_days: int
    first_pickup: time
    last_pickup: time
    same_day_cutoff: time
    same_day_items: int
    item_weight_lb: int
    served_states: tuple[str, ...]
    max_specialty: int
    hold_minutes: int
    link_hold_minutes: int
    extension_minutes: int
    max_extensions: int
    change_hold_minutes: int
    quote_hours: int
    reschedule_hours: int
    few_left: int
    cancellation_tiers: tuple[tuple[int, int], ...]

    def first_day(self, today: date) -> date:
        """The earliest day that may be booked today (same-day delivery has its own rule)."""
        return today + timedelta(days=self.lead_days)

    def last_day(self, today: date) -> date:
        """The latest day that may be booked today."""
        return today + timedelta(days=self.horizon_days)

    def refund_percent(self, hours_before: float) -> int:
        """Percent of the captured total that a cancellation returns `hours_before` the window starts: the tier with
        the most hours that are still left decides; none: 0."""
        reached = [tier for tier in self.cancellation_tiers if hours_before >= tier[0]]
        return max(reached)[1] if reached else 0
