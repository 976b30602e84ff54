"""The date step's reading: a month of totals and room, the windows of the chosen day, what would be cheaper."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bookings import queries
from bookings.queries import DayRoom
from catalog.snapshot import Catalogue
from foundation.clock import day_label, new_york_day
from foundation.money import dollars_short
from pricing_rules.operations.quote import price_days
from pricing_rules.quoting import keys
from pricing_rules.quoting.price import PricedQuote
from pricing_rules.quoting.savings import nearby_days, savings
from web.booking import asks, calendar
from web.booking.answers import request_of
from web.booking.flow import Flow
from web.booking.prices import StepPrice

Totals = Mapping[date, Mapping[str, PricedQuote]]


@dataclass(frozen=True)
class MonthView:
    """Everything the date step shows."""

    month: calendar.Month
    windows: list[dict[str, Any]]
    window_legend: str
    price: StepPrice
    rooms: Mapping[date, DayRoom]
    totals: Totals
    window: str
    words: asks.Words

    def problems(self, day: date | None, window: str) -> list[tuple[str, str]]:
        """What stands in the way of this day and window, in the brief's words."""
        if day is None:
            return [("date", f"Choose a {self.words.date}")]
        if not window and self.windows:
            return [("window", f"Choose a {self.words.window}")]
        room, quote = self.rooms.get(day), self.totals.get(day, {}).get(window)
        if room is None or room.state == "closed" or quote is None or not quote.is_available:
            words = quote.unavailable_messages[0] if quote is not None and quote.unavailable_messages else ""
            otherwise = f"We cannot {self.words.comes} on {day_label(day)}. Choose another {self.words.date}"
            return [("date", words or otherwise)]
        if room.state == "full":
            near = ", ".join(day_label(found["day"]) for found in self.nearest(day))
            full = f"{day_label(day)} is full. Choose another {self.words.date}"
            return [("date", f"{full}{': ' + near if near else ''}")]
        return []

    def nearest(self, wanted: date, *, most: int = 3) -> list[dict[str, Any]]:
        """The nearest free days with their totals."""
        free = [
            (day, self.totals[day][self.window])
            for day, room in self.rooms.items()
            if room.state in {"open", "few"} and day != wanted and self._sells(day)
        ]
        free.sort(key=lambda pair: (abs((pair[0] - wanted).days), pair[0]))
        return [
            {"day": day, "iso": day.isoformat(), "name": day_label(day), "total": dollars_short(quote.total_cents)}
            for day, quote in free[:most]
        ]

    def _sells(self, day: date) -> bool:
        quote = self.totals.get(day, {}).get(self.window)
        return quote is not None and quote.is_available


def look_at(
    flow: Flow, day: date | None, window: str, *, month: str, as_list: bool, link: Callable[..., str]
) -> MonthView:
    """Read one month around `day` (or the month asked for): one availability query, one pricing run.

    A service without windows has the one window "".
    """
    known = flow.catalogue
    today = new_york_day(flow.now)
    first, last = known.policy.first_day(today), known.policy.last_day(today)
    at = calendar.read_month(month, day or first, first=first, last=last)
    request = request_of(flow.answers, {"window": window or None})
    around = [found for found in nearby_days(day) if first <= found <= last] if day else []
    days = sorted({*_days_of(at), *around} | ({day} if day else set()))
    rooms = queries.availability(request, days[0], days[-1], now=flow.now)
    totals: dict[date, dict[str, PricedQuote]] = {
        found: dict(by_window)
        for found, by_window in price_days(request, days, [window], now=flow.now, using=flow.basis).items()
    }
    has_windows = keys.asks(flow.service, "window")
    active = [code for code, info in known.windows.items() if info.active] if has_windows else [""]
    if day is not None:
        totals[day] = dict(price_days(request, [day], active, now=flow.now, using=flow.basis)[day])
    price = flow.price({"pickup_date": day.isoformat() if day else None, "window": window or None})
    if day is not None and price.priced is not None:
        price = price.with_savings(
            savings(price.priced, totals, known, can_be_had=lambda other, _: _has_room(rooms, other))
        )
    shown = calendar.month(
        at,
        rooms=rooms,
        totals={found: by_window[window] for found, by_window in totals.items() if window in by_window},
        chosen=day,
        first=first,
        last=last,
        link=link,
        as_list=as_list,
        empty=_empty(at, rooms, totals, window),
    )
    return MonthView(
        month=shown,
        windows=window_options(known, totals.get(day, {}) if day else {}, window) if has_windows else [],
        window_legend=f"Collection window, {day_label(day)}" if day else "Collection window",
        price=price,
        rooms=rooms,
        totals=totals,
        window=window,
        words=flow.words,
    )


def _days_of(at: date) -> list[date]:
    return [at + timedelta(days=step) for step in range(calendar.last_of(at).day)]


def _has_room(rooms: Mapping[date, DayRoom], day: date) -> bool:
    room = rooms.get(day)
    return room is not None and room.state in {"open", "few"}


def _empty(at: date, rooms: Mapping[date, DayRoom], totals: Totals, window: str) -> str:
    later = sorted(
        day
        for day, room in rooms.items()
        if day > calendar.last_of(at) and room.state in {"open", "few"} and window in totals.get(day, {})
    )
    if not later:
        return f"No day of {at:%B} is free. Look at another month."
    total = dollars_short(totals[later[0]][window].total_cents)
    return f"{at:%B} is full. The next free day is {day_label(later[0])}, {total}."


def window_options(
    known: Catalogue, of_day: Mapping[str, PricedQuote], chosen: str, *, only: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """The windows as option cards, each with what it changes. only: the codes that may still be chosen."""
    lowest = min((quote.total_cents for quote in of_day.values() if quote.is_available), default=None)
    options = []
    for code, info in known.windows.items():
        if not info.active or (only is not None and code not in only):
            continue
        quote = of_day.get(code)
        more = quote.total_cents - lowest if quote is not None and lowest is not None else 0
        text = "" if quote is None else ("No extra charge" if more <= 0 else f"+{dollars_short(more)}")
        off = quote is not None and not quote.is_available
        options.append(
            {
                "value": code,
                "label": info.label,
                "text": quote.unavailable_messages[0] if off and quote else text,
                "extra": more > 0,
                "chosen": code == chosen,
                "off": off,
            }
        )
    if options and all(option["off"] for option in options):
        for option in options:  # the day cannot be had at all: the day says so, the windows stay choosable for another
            option["off"], option["text"] = False, ""
    return options
