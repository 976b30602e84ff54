"""Every component in each of its states, on canned data (development only)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from foundation.money import dollars
from pricing_rules.quoting.panel import PanelLine, PanelSaving, PricePanel
from web.booking.calendar import Day, Month, MonthLink
from web.booking.forms import ContactForm, LookupForm
from web.booking.steps import NAMES, StepItem, Steps
from web.tracking.events import Event

SATURDAY = date(2027, 6, 26)


def _panel(*, complete: bool = True, savings: bool = True, notices: bool = False) -> PricePanel:
    lines = [
        PanelLine(
            "base",
            "mini_move.standard",
            "Standard mini move",
            "Up to 30 pieces in a shared van",
            172500,
            "$1,725.00",
            False,
        ),
        PanelLine("surcharge", "weekend-mini-move", "Weekend", "Pickup is on a Saturday", 25875, "+$258.75", True),
    ]
    lines = lines if complete else lines[:1]
    total = sum(line.amount_cents for line in lines)
    return PricePanel(
        heading="Standard mini move" if complete else "Your price so far",
        route_lines=("New York 10024 to Sagaponack 11962", "Saturday, June 26, 8–11 AM") if complete else (),
        lines=tuple(lines),
        total_cents=total,
        total=dollars(total),
        complete=complete,
        included=("Priority scheduling", "Certificate of insurance", "Tax"),
        notes=("Bring the elevator key.",) if notices else (),
        approval_reasons=("Orders above $5,000 are confirmed by our team before payment",) if notices else (),
        coi_reasons=("Orders above $3,000 need a certificate of insurance",) if notices else (),
        unavailable_messages=(),
        notice="THIS PRICE WAS SET BY AN ALGORITHM USING YOUR PERSONAL DATA." if notices else "",
        savings=(
            PanelSaving("Thursday, June 24", "$1,725.00", "$258.75", "Without “Weekend”", date(2027, 6, 24), "morning"),
        )
        if savings and complete
        else (),
    )


def _month(*, as_list: bool = False, empty: str = "") -> Month:
    days = [Day(blank=True), Day(blank=True)]
    for number in range(1, 31):
        day = date(2027, 6, number)
        weekend = day.weekday() >= 5
        state: dict[str, Any] = {
            "open": True,
            "total": "$1,983.75" if weekend else "$1,725",
            "words": "Weekend" if weekend else "",
        }
        state |= {
            1: {"open": False, "words": "Too soon"},
            18: {"open": False, "full": True, "words": "Full"},
            24: {"words": "2 left"},
        }.get(number, {})
        if empty:
            state = {"open": False, "full": True, "words": "Full"}
        days.append(
            Day(
                number=number,
                iso=day.isoformat(),
                id=f"{'l' if as_list else 'g'}{number}",
                name=f"{day:%A}, June {number}",
                before=f"{day:%A}, June",
                is_extra=weekend,
                chosen=day == SATURDAY,
                last=number > 27,
                **state,
            )
        )
    days += [Day(blank=True, last=True) for _ in range(3)]
    return Month(
        "June 2027",
        "2027-06",
        tuple(days),
        MonthLink("May", "May 2027", "#"),
        MonthLink("July", "July 2027", "#"),
        "#",
        as_list,
        empty,
    )


def _steps(here: int) -> Steps:
    names = list(NAMES.values())
    items = tuple(
        StepItem(name, "#" if place < here else "", "done" if place < here else ("now" if place == here else ""))
        for place, name in enumerate(names)
    )
    return Steps("date", names[here], here + 1, len(names), items, "", "", "#", "")


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """One page to look at while working on a component."""
    at = datetime(2027, 6, 10, 17, 2, tzinfo=UTC)
    wrong = ContactForm(auto_id="wrong-%s", data={"name": "", "email": "claire.example.com", "phone": "12"})
    windows = [
        {"value": "hour_7", "label": "7–8 AM", "text": "+$75", "extra": True},
        {"value": "morning", "label": "8–11 AM", "text": "No extra charge", "chosen": True},
        {"value": "hour_11", "label": "11 AM–12 PM", "text": "No extra charge"},
        {"value": "any", "label": "No preference", "text": "Full", "off": True},
    ]
    context = {
        "title": "Styleguide | ToteTaxi",
        "panels": {"done": _panel(), "so_far": _panel(complete=False), "notices": _panel(notices=True, savings=False)},
        "first_steps": _steps(0),
        "middle_steps": _steps(3),
        "last_steps": _steps(5),
        "calendar": _month(),
        "calendar_list": _month(as_list=True),
        "calendar_empty": _month(empty="June is full. The next free day is Thursday, July 1, $1,725."),
        "windows": windows,
        "form": LookupForm(),
        "wrong": wrong,
        "errors": wrong.error_list(),
        "events": [
            Event(at, "June 10, 1:02 PM", "Booking confirmed", "The van is reserved for you."),
            Event(at - timedelta(minutes=3), "June 10, 12:59 PM", "Paid $1,983.75", "Visa ending 4242"),
        ],
        "colours": ["ink", "privet", "haze", "mist", "hydrangea", "medallion", "buoy"],
    }
    return render(request, "web/styleguide.html", context)
