"""The calendar: totals and room on each day, windows, the list, what is cheaper, and the date that has just gone."""

from __future__ import annotations

import re
from datetime import date

from django.test import TestCase

from bookings.models import Booking
from catalog.models import ClosedDate, FleetDay, Van, VanOverride
from foundation.clock import day_label, utc_now
from foundation.notifications.operations import seed_templates
from tests.booking_making import seed_business
from tests.web_walking import Walker, free_day
from web.seed import seed_site


class Dates(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())
        cls.saturday = free_day(5)

    def cell(self, walker: Walker, day: date) -> str:
        found = re.search(
            rf'<div class="day[^"]*">(?:(?!<div class="day).)*?>{day.day}</span>.*?</div>', walker.html, re.S
        )
        assert found, day
        return found.group(0)

    def empty(self, day: date) -> None:
        """Take every van off the road that day."""
        fleet, _ = FleetDay.objects.get_or_create(date=day)
        for van in Van.objects.all():
            VanOverride.objects.create(day=fleet, van=van, runs="off")

    def month(self, day: date) -> str:
        return f"?month={day:%Y-%m}"

    def test_each_day_shows_its_full_total(self) -> None:
        walker = Walker().to_date()
        walker.look("date", self.month(self.saturday))
        assert "$1,983<wbr>.75" in self.cell(walker, self.saturday) and "Weekend" in self.cell(walker, self.saturday)

    def test_a_full_day_and_a_closed_day_say_so_and_cannot_be_chosen(self) -> None:
        self.empty(self.saturday)
        walker = Walker().to_date()
        walker.look("date", self.month(self.saturday))
        assert "Full" in self.cell(walker, self.saturday) and "<input" not in self.cell(walker, self.saturday)
        walker.answer("date", date=self.saturday.isoformat(), window="morning")
        assert walker.step == "date"
        assert walker.problems[0].startswith(f"{day_label(self.saturday)} is full. Choose another collection date: ")
        ClosedDate.objects.create(date=free_day(2), reason="Training")
        walker.answer("date", date=free_day(2).isoformat(), window="morning")
        assert walker.problems == [f"We are closed on {day_label(free_day(2))}: Training. Choose another date"]

    def test_the_list_is_the_same_data(self) -> None:
        walker = Walker().to_date()
        walker.look("date", self.month(self.saturday) + "&view=list")
        assert f'value="{self.saturday}"' in walker.html and "$1,983.75, Weekend" in walker.html
        assert "Show as a calendar" in walker.html

    def test_nonsense_in_the_address_shows_a_month(self) -> None:
        walker = Walker().to_date()
        for query in ("?month=2027-13", "?month=0000-01", "?month=9999-12", "?date=2027-02-30", "?window=%00&view=x"):
            assert walker.look("date", query).status_code == 200

    def test_a_cheaper_day_is_one_press_away(self) -> None:
        walker = Walker().to_date()
        walker.look("date", f"?date={self.saturday}")
        offer = re.search(r'name="use" value="([^"]+)"', walker.html)
        assert offer and "you keep $258.75" in walker.html
        walker.answer("date", use=offer.group(1))
        assert walker.step == "date" and walker.total == "$1,725.00"

    def test_the_date_that_has_just_gone_offers_three_others(self) -> None:
        walker = Walker().to_review(self.saturday)
        self.empty(self.saturday)
        answer = walker.place()
        assert answer.status_code == 409 and Booking.objects.count() == 0
        assert f"{day_label(self.saturday)}, 8–11 AM has just gone." in walker.html
        offers = re.findall(r'name="use" value="([^"]+)"', walker.html)
        assert len(offers) == 3
        walker.answer("date", use=offers[0])
        walker.look("contact")
        assert 'value="Claire Whitcomb"' in walker.html  # everything else is kept

    def test_queries_do_not_grow_with_the_month(self) -> None:
        walker = Walker().to_date()
        walker.look("date")
        with self.assertNumQueries(FuzzyCount(25)):
            walker.look("date", f"?date={self.saturday}")


class FuzzyCount(int):
    """Equal to any number of queries up to itself."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and other <= int(self)

    __hash__ = int.__hash__
