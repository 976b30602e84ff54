"""What happens to half-given answers when the service, the day, the hour or the catalogue changes under them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from django.test import TestCase

from bookings.models import Booking
from catalog.models import FleetDay, PickupWindow, Question, SellableItem, Service, Van, VanOverride
from foundation.clock import local_to_utc, utc_now
from foundation.notifications.operations import seed_templates
from tests.booking_making import seed_business
from tests.web_walking import CONTACT, DROPOFF, PICKUP, Walker, free_day
from web.seed import seed_site

DELIVERY = {"item_count": "3", "items_description": "Two boxes and a lamp"}


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The flow's clock stands at this instant."""
    with patch("web.booking.flow.utc_now", lambda: moment), patch("web.booking.begin.utc_now", lambda: moment):
        yield


class Changes(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())
        cls.tuesday = free_day(1)

    def clock(self, hour: int, minute: int = 0) -> datetime:
        return local_to_utc(self.tuesday, time(hour, minute))

    def to_review(self, query: str, **details: Any) -> Walker:
        walker = Walker().begin(query)
        walker.answer("details", **details)
        walker.answer("addresses", **PICKUP, **DROPOFF)
        walker.answer("date", date=self.tuesday.isoformat(), window="hour_9")
        walker.answer("contact", **CONTACT)
        assert walker.step == "review", walker.problems
        return walker

    # --- another service ---

    def test_another_service_keeps_what_it_asks_too_and_drops_the_rest(self) -> None:
        walker = self.to_review(
            "?service=mini_move", package="standard", item_count="12", packing="on", **{"specialty-crib": "1"}
        )
        walker.answer("service", service="specialty_item")
        assert walker.step == "details" and 'name="specialty-crib" value="1"' in walker.html
        assert set(walker.draft.answers["request"]) == {
            "service",
            "specialty_items",
            "pickup_date",
            "window",
            "answers",
        }
        walker.answer("details", **{"specialty-crib": "1"})
        assert 'value="214 West 82nd Street"' in walker.html
        walker.answer("addresses", **PICKUP, **DROPOFF)
        assert f'value="{self.tuesday}" checked' in walker.html
        walker.answer("date", date=self.tuesday.isoformat(), window="hour_9")
        assert 'value="Claire Whitcomb"' in walker.html

    def test_every_change_of_service_is_a_page(self) -> None:
        walker = self.to_review("?service=standard_delivery&from=10024&to=montauk", **DELIVERY)
        services = ("organizing_only", "blade_luggage", "standard_delivery", "specialty_item", "mini_move")
        for service in (*services, *reversed(services)):
            walker.answer("service", service=service)
            assert walker.page.status_code == 200 and walker.step == "details", service
            for step in ("details", "addresses", "date", "contact", "review"):
                assert walker.look(step).status_code in (200, 302), (service, step)

    def test_an_address_outside_manhattan_is_not_kept_for_luggage(self) -> None:
        walker = Walker().begin("?service=mini_move&package=petite&from=11217&to=10024")
        walker.answer("service", service="blade_luggage")
        walker.answer(
            "details",
            route="manhattan_jfk",
            bag_count="1",
            flight_number="BLD 1",
            flight_date=self.tuesday.isoformat(),
            flight_time="15:00",
        )
        assert walker.step == "addresses" and 'value="11217"' not in walker.html

    # --- today ---

    def test_today_before_the_cut_off(self) -> None:
        with at(self.clock(9, 15)):
            walker = Walker().begin("?service=standard_delivery")
            assert "Deliver today" in walker.html
            walker.answer("details", **DELIVERY, same_day="on")
            assert walker.total == "$360.00" and walker.draft.answers["request"]["window"] == "hour_10"
            walker.answer("addresses", **PICKUP, **DROPOFF)
            assert walker.title.startswith("Step 4 of 6: Window | ")
            assert 'value="hour_9"' not in walker.html and 'value="hour_11"' in walker.html
            assert 'name="date"' not in walker.html
            walker.answer("date", window="morning")
            assert walker.problems == ["Choose a collection window that has not begun yet"]
            walker.answer("date", window="hour_11")
            walker.answer("contact", **CONTACT)
            assert "Delivered today" in walker.html and walker.total == "$360.00"
            walker.place()
        booking = Booking.objects.get()
        assert booking.pickup_date == self.tuesday and booking.window == "hour_11"

    def test_after_the_cut_off_today_is_not_offered_and_a_link_for_it_says_why(self) -> None:
        with at(self.clock(10, 0)):
            walker = Walker().begin("?service=standard_delivery&same_day=1&items=3")
            assert 'name="same_day"' not in walker.html
            assert "Same-day delivery has to be ordered before 10 AM. Choose tomorrow or later" in walker.html
            walker.answer("details", **DELIVERY, same_day="on")
            assert walker.problems == ["Same-day delivery has to be ordered before 10 AM. Choose tomorrow or later"]
            walker.answer("details", **DELIVERY)
            assert walker.step == "addresses" and walker.total == "$285.00"

    def test_the_cut_off_passes_while_answers_are_given(self) -> None:
        with at(self.clock(9, 50)):
            walker = Walker().begin("?service=standard_delivery")
            walker.answer("details", **DELIVERY, same_day="on")
            walker.answer("addresses", **PICKUP, **DROPOFF)
        with at(self.clock(10, 5)):
            walker.look("date")
            assert "Today can no longer be had." in walker.html
            walker.answer("date", later="1")
            assert walker.step == "date" and 'name="date"' in walker.html and walker.total == "$285.00"

    def test_the_cut_off_passes_at_the_last_page(self) -> None:
        with at(self.clock(9, 55)):
            walker = Walker().begin("?service=standard_delivery")
            walker.answer("details", **DELIVERY, same_day="on")
            walker.answer("addresses", **PICKUP, **DROPOFF)
            walker.answer("date", window="any")
            walker.answer("contact", **CONTACT)
            assert walker.step == "review"
        with at(self.clock(10, 5)):
            answer = walker.place()
            assert answer.status_code == 200 and not Booking.objects.exists()
            assert "ordered before 10 AM" in walker.html

    def test_a_full_van_today_leads_to_another_day(self) -> None:
        fleet = FleetDay.objects.create(date=self.tuesday)
        for van in Van.objects.all():
            VanOverride.objects.create(day=fleet, van=van, runs="off")
        with at(self.clock(8)):
            walker = Walker().begin("?service=standard_delivery")
            walker.answer("details", **DELIVERY, same_day="on")
            walker.answer("addresses", **PICKUP, **DROPOFF)
            assert "Our vans are full today" in walker.html

    def test_answers_for_today_are_for_the_new_day_on_the_next(self) -> None:
        with at(self.clock(9)):
            walker = Walker().begin("?service=standard_delivery")
            walker.answer("details", **DELIVERY, same_day="on")
            walker.answer("addresses", **PICKUP, **DROPOFF)
            walker.answer("date", window="any")
        with at(self.clock(9) + timedelta(days=1)):
            walker.page = walker.client.get(f"{walker.base}/contact/", follow=True)
            assert walker.step == "date" and "When today, Wednesday" in walker.html

    # --- the catalogue ---

    def test_an_item_taken_off_the_list_is_told_and_can_be_left_out(self) -> None:
        walker = self.to_review(
            "?service=standard_delivery", **DELIVERY, **{"specialty-surfboard": "1", "specialty-crib": "1"}
        )
        item = SellableItem.objects.get(code="specialty.surfboard")
        item.active = False
        item.save()
        walker.page = walker.client.get(f"{walker.base}/review/", follow=True)
        told = "Surfboard is not on offer at the moment. Continue without it, or choose something else"
        assert walker.step == "details" and walker.problems == [told]
        assert "Error: Step 2" in walker.title and told in walker.html.split("<aside")[1]  # the price panel too
        walker.answer("details", **DELIVERY, **{"specialty-crib": "1"})
        assert walker.step == "review" and walker.total == "$635.00"

    def test_the_only_item_taken_off_the_list_is_told_rather_than_that_none_is_chosen(self) -> None:
        walker = self.to_review("?service=specialty_item", **{"specialty-surfboard": "1"})
        item = SellableItem.objects.get(code="specialty.surfboard")
        item.active = False
        item.save()
        walker.page = walker.client.get(f"{walker.base}/review/", follow=True)
        told = "Surfboard is not on offer at the moment. Continue without it, or choose something else"
        assert walker.step == "details" and walker.problems == [told]

    def test_a_size_a_route_and_a_service_taken_off_the_list(self) -> None:
        walker = self.to_review("?service=mini_move", package="petite")
        item = SellableItem.objects.get(code="mini_move.petite")
        item.active = False
        item.save()
        walker.page = walker.client.get(f"{walker.base}/date/", follow=True)
        assert walker.step == "details"
        assert walker.problems == ["Petite mini move is not on offer at the moment. Choose another size"]
        service = Service.objects.get(code="mini_move")
        service.active = False
        service.save()
        walker.page = walker.client.get(f"{walker.base}/review/", follow=True)
        assert walker.step == "service"
        assert walker.problems == ["Mini move is not on offer at the moment. Choose another service"]

    def test_a_question_made_required_is_asked_before_booking(self) -> None:
        walker = self.to_review("?service=mini_move", package="petite")
        question = Question.objects.get(code="dropoff_floor")
        question.required = True
        question.save()
        walker.place()
        walker.page = walker.client.get(f"{walker.base}/review/", follow=True)
        assert not Booking.objects.exists() and walker.step == "addresses"
        assert walker.problems == ["Answer “Which floor is the drop-off on?”"]
        walker.answer("addresses", **PICKUP, **DROPOFF, **{"dropoff-answer-dropoff_floor": "3"})
        assert walker.step == "review" and "Which floor is the drop-off on?" in walker.html

    def test_a_question_no_longer_asked_stops_nobody(self) -> None:
        walker = Walker().begin("?service=mini_move&package=petite")
        walker.answer("details", package="petite", **{"answer-fragile": "yes"})
        question = Question.objects.get(code="fragile")
        question.active = False
        question.save()
        walker.answer("addresses", **PICKUP, **DROPOFF)
        walker.answer("date", date=self.tuesday.isoformat(), window="morning")
        walker.answer("contact", **CONTACT)
        assert walker.step == "review" and "Is anything fragile?" not in walker.html

    def test_a_window_no_longer_offered_is_chosen_again(self) -> None:
        walker = self.to_review("?service=mini_move", package="petite")
        window = PickupWindow.objects.get(code="hour_9")
        window.active = False
        window.save()
        walker.page = walker.client.get(f"{walker.base}/review/", follow=True)
        assert walker.step == "date" and 'value="hour_9"' not in walker.html

    def test_a_link_to_where_we_do_not_drive_says_so_beside_the_price(self) -> None:
        walker = Walker().begin("?service=mini_move&package=petite&from=60601")
        assert "We do not serve Chicago, IL yet" in walker.html.split("<aside")[1]
