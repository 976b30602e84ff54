"""Walks the booking flow with Django's test client, as a browser without JavaScript would."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bookings.models import BookingDraft
from catalog.queries import catalogue
from foundation.clock import new_york_day, utc_now
from tests.buying import Inputs, problems

PICKUP = {
    "pickup-line1": "214 West 82nd Street",
    "pickup-line2": "Apt 3R",
    "pickup-city": "New York",
    "pickup-state": "NY",
    "pickup-zip": "10024",
    "pickup-instructions": "Doorman",
}
DROPOFF = {
    "dropoff-line1": "27 Hedges Lane",
    "dropoff-city": "Sagaponack",
    "dropoff-state": "NY",
    "dropoff-zip": "11962",
}
CONTACT = {"name": "Claire Whitcomb", "email": "claire@example.com", "phone": "(917) 555-0136", "notes": ""}


def free_day(weekday: int, *, at_least: int = 14) -> date:
    """The first such weekday (Monday 0) at least so many days ahead that is no holiday."""
    now = utc_now()
    known = catalogue(at=now)
    day = new_york_day(now) + timedelta(days=at_least)
    while day.weekday() != weekday or known.holiday_on(day) is not None:
        day += timedelta(days=1)
    return day


class Walker:
    """One visitor with a browser of their own."""

    def __init__(self, **options: Any) -> None:
        self.client = Client(**options)
        self.base = ""
        self.page: Any = None

    def begin(self, query: str = "?service=mini_move&package=standard") -> Walker:
        self.page = self.client.get(f"/book/{query}", follow=True)
        path = self.page.redirect_chain[-1][0]
        self.base = path.rsplit("/", 2)[0]
        return self

    def look(self, step: str, query: str = "") -> Any:
        self.page = self.client.get(f"{self.base}/{step}/{query}")
        return self.page

    def answer(self, step: str, **fields: Any) -> Any:
        """Post a step and follow its redirect. Weights are attested unless it is the test's point that they are not."""
        if step == "details":
            fields = {"weights_attested": "on", **fields}
        self.page = self.client.post(f"{self.base}/{step}/", fields, follow=True)
        return self.page

    def to_addresses(self, **details: Any) -> Walker:
        self.begin()
        self.answer("details", **{"package": "standard", "item_count": "18", **details})
        return self

    def to_date(self, **details: Any) -> Walker:
        self.to_addresses(**details).answer("addresses", **PICKUP, **DROPOFF)
        return self

    def to_contact(self, day: date, *, window: str = "morning", **details: Any) -> Walker:
        self.to_date(**details).answer("date", date=day.isoformat(), window=window)
        return self

    def to_review(self, day: date, **details: Any) -> Walker:
        self.to_contact(day, **details).answer("contact", **CONTACT)
        return self

    def place(self, **extra: Any) -> Any:
        """Post "check your answers" with its hidden inputs; the redirect is not followed."""
        hidden = Inputs(self.look("review").content.decode()).hidden
        self.page = self.client.post(f"{self.base}/review/", {**hidden, **extra})
        return self.page

    @property
    def step(self) -> str:
        """The step the last followed redirect led to, or that was looked at."""
        path = (
            self.page.redirect_chain[-1][0]
            if getattr(self.page, "redirect_chain", None)
            else self.page.request["PATH_INFO"]
        )
        return path.rstrip("/").rsplit("/", 1)[-1]

    @property
    def problems(self) -> list[str]:
        return [text.replace("&#x27;", "'") for text in problems(self.html)]

    @property
    def html(self) -> str:
        return str(self.page.content.decode())

    @property
    def title(self) -> str:
        found = re.search(r"<title>([^<]*)</title>", self.html)
        return found.group(1) if found else ""

    @property
    def total(self) -> str:
        found = re.search(r'class="total"[^>]*><span>[^<]*</span><b>([^<]*)</b>', self.html)
        return found.group(1) if found else ""

    @property
    def draft(self) -> BookingDraft:
        return BookingDraft.objects.get(pk=self.base.rsplit("/", 1)[-1])


def text_of(response: HttpResponse) -> str:
    return str(response.content.decode())
