"""Step 4: date and window; for a delivery today the window alone, and the page where today is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from bookings import queries
from foundation.clock import day_label, new_york_day
from pricing_rules.operations.quote import price_days
from pricing_rules.quoting import keys
from web.booking import flight, same_day, steps
from web.booking.answers import request_of
from web.booking.dates import MonthView, look_at, window_options
from web.booking.flow import Flow, step_view


@step_view("date")
def date_step(flow: Flow) -> HttpResponse:
    posted = flow.request.method == "POST"
    typed = flow.request.POST if posted else flow.request.GET
    kept = flow.answers.get("request", {})
    if kept.get("same_day"):
        return _today(flow)
    chosen, window = typed.get("date", ""), typed.get("window", "")
    if posted and "|" in typed.get("use", ""):
        chosen, window = typed["use"].split("|", 1)
    day = read_day(chosen) or (None if posted else _day_to_show(flow))
    window = _window(flow, window, posted)
    view = look_at(
        flow, day, window, month=typed.get("month", ""), as_list=typed.get("view") == "list", link=link(flow)
    )
    errors: list[tuple[str, str]] = []
    if posted:
        errors = view.problems(day, window) or _misses_the_flight(flow, day, window)
        if not errors and day is not None:
            flow.save({"request": {**kept, "pickup_date": day.isoformat(), **({"window": window} if window else {})}})
            return flow.go("date") if "use" in typed else flow.onward()
    return _date_page(flow, view, errors)


def _date_page(flow: Flow, view: MonthView, errors: list[tuple[str, str]]) -> HttpResponse:
    by_field = dict(errors)
    return flow.page(
        price=view.price,
        errors=errors,
        calendar=view.month,
        windows=view.windows,
        window_legend=view.window_legend,
        error=by_field.get("date", ""),
        window_error=by_field.get("window", ""),
        hold_words=hold_words(flow),
        as_list=view.month.as_list,
        has_choice=any(option["chosen"] for option in view.windows),
        flight=_flight_words(flow),
    )


def hold_words(flow: Flow) -> str:
    return (
        f"Nothing is held or charged yet. When you book, we hold {flow.words.held} for "
        f"{flow.catalogue.policy.hold_minutes} minutes while you pay, and you can add more time."
    )


def read_day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _day_to_show(flow: Flow) -> date | None:
    """The day kept; else the flight's own, where luggage can still be collected then."""
    kept = read_day(flow.answers["request"].get("pickup_date", ""))
    flown = flight.read_day(str((flow.answers.get("flight") or {}).get("date", "")))
    if kept is not None or flown is None:
        return kept
    policy, today = flow.catalogue.policy, new_york_day(flow.now)
    return flown if policy.first_day(today) <= flown <= policy.last_day(today) else None


def _window(flow: Flow, typed: str, posted: bool) -> str:
    """The window typed, kept, or usual; "" where a made-up one was posted, or the service asks none."""
    if not keys.asks(flow.service, "window"):
        return ""
    known = flow.catalogue.windows
    if typed in known and known[typed].active:
        return typed
    return "" if posted and typed else flow.answers["request"].get("window", "") or _default_window(flow)


def _default_window(flow: Flow) -> str:
    default = flow.catalogue.default_window
    return default.code if default else next(iter(flow.catalogue.windows), "")


def link(flow: Flow) -> Callable[..., str]:
    """Makes the addresses of this step: other months, the list."""
    base = steps.address(flow.draft.uuid, "date")
    return lambda **query: f"{base}?{urlencode({key: value for key, value in query.items() if value})}#calendar"


def _flight_words(flow: Flow) -> str:
    typed = flow.answers.get("flight") or {}
    return flight.label(str(typed.get("number", "")), flight.moment_of(typed)) if typed else ""


def _misses_the_flight(flow: Flow, day: date | None, window: str) -> list[tuple[str, str]]:
    """Bags collected after the plane has left, or before it has landed, help nobody."""
    at = flight.moment_of(flow.answers.get("flight") or {})
    route = flow.catalogue.routes.get(str(flow.answers["request"].get("route", "")))
    if at is None or route is None or day is None or not keys.asks(flow.service, "route"):
        return []
    message = flight.too_late_or_early(at, route, day, flow.catalogue.windows.get(window))
    return [("date", message)] if message else []


def _today(flow: Flow) -> HttpResponse:
    """The windows that are left of today; when none is, the way on to another date."""
    posted = flow.request.method == "POST"
    kept = flow.answers["request"]
    if posted and "later" in flow.request.POST:
        flow.save({"request": same_day.without(kept)}, step="details", ask_again=("date",))
        return flow.go("date")
    left = same_day.today(flow.catalogue, flow.now)
    codes = [window.code for window in left.windows]
    full = left.open and not _has_room(flow, left.day, codes[0])
    if full or not left.open:
        context = {"flow": flow, "why": "Our vans are full today" if full else left.why}
        return render(flow.request, "web/booking/today_over.html", context)
    typed = flow.request.POST if posted else flow.request.GET
    window = typed.get("window", "") or ("" if posted else kept.get("window", ""))
    window = window if window in codes else ("" if posted else codes[0])
    price = flow.price({"window": window or codes[0]})
    of_day = price_days(request_of(flow.answers), [left.day], codes, now=flow.now, using=flow.basis)[left.day]
    error = "" if window else f"Choose a {flow.words.window} that has not begun yet"
    if posted and window and not of_day[window].is_available:
        error = of_day[window].unavailable_messages[0]
    if posted and not error:
        flow.save({"request": same_day.with_today({**kept, "window": window}, left)})
        return flow.onward()
    return flow.page(
        price=price,
        errors=[("window", error)] if posted else [],
        is_today=True,
        heading=f"When today, {day_label(left.day)}?",
        intro="Windows that have begun are no longer offered.",
        windows=window_options(flow.catalogue, of_day, window, only=codes),
        window_legend=flow.words.window.capitalize(),
        window_error=error if posted else "",
        hold_words=hold_words(flow),
    )


def _has_room(flow: Flow, day: date, window: str) -> bool:
    return queries.availability(request_of(flow.answers, {"window": window}), day, day, now=flow.now)[day].can_be_booked
