"""Same-day delivery: whether it can still be had, and in which windows (2-catalogue.md, "Pickup windows and dates")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalog.snapshot import Catalogue, WindowInfo
from foundation.clock import new_york_day, time_label
from foundation.money import dollars_short
from pricing_rules.quoting import keys
from pricing_rules.quoting.choices import for_sale
from pricing_rules.quoting.sellable import day_messages

ITEM = "standard_delivery.same_day"


@dataclass(frozen=True, slots=True)
class Today:
    """`day` is New York's; `windows` those not begun yet; `why` the sentence where today cannot be had (else "")."""

    day: date
    windows: tuple[WindowInfo, ...]
    why: str

    @property
    def open(self) -> bool:
        return not self.why and bool(self.windows)


def offered(service: str, known: Catalogue) -> bool:
    """Whether the service has it and it is on the list."""
    return bool(service) and keys.asks(service, "same_day") and for_sale(ITEM, known)


def today(known: Catalogue, now: datetime) -> Today:
    """What is left of today."""
    day = new_york_day(now)
    why: tuple[str, ...] = ()
    windows = []
    for window in known.windows.values():
        if not window.active:
            continue
        messages = day_messages(known, pickup_date=day, window=window.code, same_day=True, now=now)
        if not messages:
            windows.append(window)
        why = why or messages
    return Today(day, tuple(windows), "" if windows else next(iter(why), "No window is left today"))


def summary(known: Catalogue) -> str:
    """ "$360 for up to 3 items, ordered before 10 AM." """
    policy = known.policy
    return (
        f"{dollars_short(known.price(ITEM))} for up to {policy.same_day_items} items, "
        f"ordered before {time_label(policy.same_day_cutoff)}."
    )


def with_today(request: Mapping[str, Any], left: Today) -> dict[str, Any]:
    """The request for today, in the window it names or the first that has not begun."""
    codes = [window.code for window in left.windows]
    window = request.get("window")
    chosen = window if window in codes or not codes else codes[0]
    return {**request, "same_day": True, "pickup_date": left.day.isoformat(), **({"window": chosen} if chosen else {})}


def without(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request as an ordinary delivery: its date is to be chosen."""
    gone = ("same_day", "pickup_date") if request.get("same_day") else ()
    return {key: value for key, value in request.items() if key not in gone}
