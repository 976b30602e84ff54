"""Every service from its link to its placed booking, without JavaScript: each asks what it needs and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import TestCase

from bookings.models import Booking, BookingState
from bookings.operations.place import Address
from bookings.operations.place import place as book
from catalog.models import Question, Service, SpecialtyItem
from catalog.operations.prices import enter_price
from dispatch.operations.intake import take_in
from foundation.accounts.models import User
from foundation.clock import local_to_utc, new_york_day, utc_now
from foundation.notifications.models import Message
from foundation.notifications.operations import seed_templates
from pricing_rules.operations.quote import store
from tests import booking_making as making
from tests.booking_making import GUEST, pay, seed_business
from tests.web_walking import CONTACT, DROPOFF, PICKUP, Walker, free_day, text_of
from web.booking.flight import read_time
from web.seed import seed_site

DELIVERY = {"item_count": "4", "items_description": "Two boxes and two lamps"}


def flight(day: date, at: str = "14:30") -> dict[str, str]:
    return {"flight_number": "BLD 214", "flight_date": day.isoformat(), "flight_time": at}


class EveryService(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())
        cls.tuesday, cls.saturday = free_day(1), free_day(5)

    def placed(self, walker: Walker) -> Booking:
        answer = walker.place()
        booking = Booking.objects.get()
        self.assertRedirects(answer, f"/book/pay/{booking.token}/", fetch_redirect_response=False)
        assert booking.state == BookingState.PENDING
        return booking

    def test_a_standard_delivery_with_a_surfboard(self) -> None:
        walker = Walker().begin("?service=standard_delivery")
        assert walker.title == "Step 2 of 6: Details | Book a standard delivery | ToteTaxi"
        walker.answer("details", **DELIVERY, **{"specialty-surfboard": "1", "coi_requested": "on"})
        walker.answer("addresses", **PICKUP, **DROPOFF)
        walker.answer("date", date=self.saturday.isoformat(), window="hour_9")
        walker.answer("contact", **CONTACT)
        assert walker.step == "review"
        for shown in ("What we deliver", "Two boxes and two lamps", "1 × Surfboard", "Weekend", "9–10 AM"):
            assert shown in walker.html, shown
        assert walker.total == "$830.00"  # 4 × 95 + 350 + 50 weekend + 50 COI
        booking = self.placed(walker)
        assert booking.items_description == "Two boxes and two lamps" and booking.total_cents == 83000
        assert booking.service == "standard_delivery" and booking.stops.count() == 2

    def test_specialty_items_alone(self) -> None:
        walker = Walker().begin("?service=specialty_item&specialty=peloton:1")
        assert walker.title.startswith("Step 2 of 6: Details | Book specialty items") and walker.total == "$500.00"
        for field in ("package", "item_count", "weights_attested", "bag_count", "same_day"):
            assert f'name="{field}"' not in walker.html, field
        walker.answer("details", **{"specialty-peloton": "0"})
        assert walker.problems == ["Choose at least one specialty item"]
        walker.answer("details", **{"specialty-peloton": "3", "specialty-crib": "3"})
        assert walker.problems == ["We take at most 5 specialty items a booking"]
        walker.answer("details", **{"specialty-peloton": "1", "specialty-crib": "2"})
        walker.answer("addresses", **PICKUP, **DROPOFF)
        walker.answer("date", date=self.tuesday.isoformat(), window="morning")
        walker.answer("contact", **CONTACT)
        assert walker.total == "$1,200.00" and "2 × Crib" in walker.html
        assert self.placed(walker).service_label == "Specialty item"

    def test_organizing_alone_has_one_address_and_no_window(self) -> None:
        walker = Walker().begin("?service=organizing_only&package=petite")
        assert "Packing and unpacking" in walker.html and 'name="item_count"' not in walker.html
        walker.answer("details", package="petite")
        assert walker.problems == ["Choose packing, unpacking, or both"]
        walker.answer("details", package="petite", packing="on", unpacking="on")
        assert walker.title == "Step 3 of 6: Address | Book organizing | ToteTaxi"
        assert "Where we come" in walker.html and 'name="dropoff-zip"' not in walker.html
        assert "dropoff_floor" not in walker.html
        walker.answer("addresses", **{**PICKUP, "pickup-line1": ""})
        assert walker.problems == ["Enter the street address where we come"]
        walker.answer("addresses", **PICKUP)
        assert walker.title == "Step 4 of 6: Date | Book organizing | ToteTaxi" and 'name="window"' not in walker.html
        walker.answer("date")
        assert walker.problems == ["Choose a date"]
        walker.answer("date", date=self.tuesday.isoformat())
        walker.answer("contact", **CONTACT)
        assert walker.total == "$2,530.00"
        for absent in ("Collect", "Delivery", "van"):
            assert absent not in walker.html.split('<main id="main">')[1].split("</main>")[0], absent
        assert "We hold your date for 30 minutes" in walker.html and "7 AM that day" in walker.html
        booking = self.placed(walker)
        assert [stop.kind for stop in booking.stops.all()] == ["pickup"] and booking.window == ""

    def test_blade_luggage_asks_the_flight_and_only_our_end(self) -> None:
        walker = Walker().begin("?service=blade_luggage&route=manhattan_jfk&bags=3")
        assert walker.total == "$225.00" and 'name="package"' not in walker.html
        walker.answer("details", route="manhattan_jfk", bag_count="3")
        assert walker.problems == [
            "Enter the flight number, like BLD 214",
            "Enter the date of the flight",
            "Enter the time of the flight, like 2:30 PM",
        ]
        walker.answer("details", route="manhattan_jfk", bag_count="3", expedited="on", **flight(self.tuesday))
        assert walker.title == "Step 3 of 6: Address | Book BLADE luggage | ToteTaxi"
        assert 'name="pickup-zip"' in walker.html and 'name="dropoff-zip"' not in walker.html
        assert "We take your bags to JFK" in walker.html
        walker.answer("addresses", **{**PICKUP, "pickup-zip": "11217", "pickup-city": "Brooklyn"})
        assert "Manhattan to JFK collects in Manhattan: 11217 is outside it" in walker.problems[0]
        walker.answer("addresses", **PICKUP)
        assert f'value="{self.tuesday}" checked' in walker.html  # the flight's own day comes first
        walker.answer("date", date=(self.tuesday + timedelta(days=1)).isoformat(), window="morning")
        assert "Your flight leaves on" in walker.problems[0]
        walker.answer("date", date=self.tuesday.isoformat(), window="morning")
        walker.answer("contact", **CONTACT)
        assert "BLD 214, Tuesday" in walker.html and "2:30 PM" in walker.html and walker.total == "$575.00"
        booking = self.placed(walker)
        assert booking.flight_number == "BLD 214"
        assert booking.flight_at == local_to_utc(self.tuesday, read_time("2:30 PM"))
        assert [stop.kind for stop in booking.stops.all()] == ["pickup"]
        assert booking.service_label == "Manhattan to JFK"

    def test_luggage_from_the_airport_is_delivered(self) -> None:
        walker = Walker().begin("?route=ewr_manhattan&to=10024")
        walker.answer("details", route="ewr_manhattan", bag_count="2", **flight(self.tuesday, "8:00 PM"))
        assert 'name="dropoff-zip"' in walker.html and 'name="pickup-zip"' not in walker.html
        assert 'value="10024"' in walker.html
        walker.answer("addresses", **{key.replace("pickup", "dropoff"): value for key, value in PICKUP.items()})
        walker.answer("date", date=self.tuesday.isoformat(), window="morning")
        assert "Your flight lands on" in walker.problems[0] and "at 8 PM" in walker.problems[0]
        walker.answer("date", date=(self.tuesday + timedelta(days=1)).isoformat(), window="morning")
        walker.answer("contact", **CONTACT)
        assert [stop.kind for stop in self.placed(walker).stops.all()] == ["dropoff"]

    def test_weights_are_attested(self) -> None:
        walker = Walker().begin("?service=standard_delivery")
        walker.answer("details", **DELIVERY, weights_attested="")
        assert walker.problems == ["Confirm that nothing is too heavy for one person"]

    def test_a_delivery_says_what_it_is(self) -> None:
        walker = Walker().begin("?service=standard_delivery")
        walker.answer("details")
        assert walker.problems == ["Enter how many items", "Tell us what we deliver, like two boxes and a lamp"]
        walker.answer("details", **{**DELIVERY, "item_count": "0"})
        assert walker.problems == ["Number of items must be a whole number"]

    def test_the_price_follows_with_half_the_answers(self) -> None:
        walker = Walker().begin("?service=standard_delivery")
        walker.look("details", "?item_count=5")
        assert walker.total == "$475.00" and not walker.problems
        walker = Walker().begin("?service=blade_luggage")
        walker.look("details", "?route=jfk_manhattan&bag_count=2&expedited=on")
        assert walker.total == "$500.00" and not walker.problems

    def test_a_link_preselects_what_the_service_asks(self) -> None:
        walker = Walker().begin(
            "?service=standard_delivery&items=4&specialty=surfboard:2&specialty=nothing:1&package=huge&coi=1"
            f"&route=manhattan_jfk&bags=x&from=10024&to=montauk&date={self.tuesday}&window=hour_9&total=1"
        )
        assert walker.draft.answers["request"] == {
            "service": "standard_delivery",
            "item_count": 4,
            "specialty_items": {"surfboard": 2},
            "coi_requested": True,
            "pickup_date": self.tuesday.isoformat(),
            "window": "hour_9",
        }
        assert walker.step == "details" and walker.total == "$1,250.00"  # 380 + 700 + 120 Montauk + 50
        for query, service in (("package=full", "mini_move"), ("route=jfk_manhattan", "blade_luggage")):
            assert Walker().begin(f"?{query}").draft.answers["request"]["service"] == service
        assert Walker().begin("?specialty=crib").draft.answers["request"]["specialty_items"] == {"crib": 1}
        assert Walker().begin("?service=specialty_item&specialty=crib:6").total == ""

    def test_every_question_of_every_service_is_asked_at_its_end_at_once(self) -> None:
        ends = {"booking": "details", "pickup": "addresses", "dropoff": "addresses"}
        services = {
            "mini_move": {"package": "petite"},
            "standard_delivery": DELIVERY,
            "specialty_item": {"specialty-crib": "1"},
            "organizing_only": {"package": "petite", "packing": "on"},
            "blade_luggage": {"route": "manhattan_jfk", "bag_count": "1", **flight(self.tuesday)},
        }
        for end in ends:
            question = Question.objects.create(code=f"new_{end}", label=f"New {end}?", kind="text", end=end)
            question.services.set(Service.objects.filter(code__in=services))
        for service, details in services.items():
            with self.subTest(service=service):
                walker = Walker().begin(f"?service={service}")
                assert "answer-new_booking" in walker.html
                walker.answer("details", **details)
                assert "answer-new_pickup" in walker.html
                assert ("answer-new_dropoff" in walker.html) == (service != "organizing_only")

    def test_each_paid_booking_is_followed_dispatched_and_seen_by_staff(self) -> None:
        """Tracking, receipt, calendar file, the mail, dispatch and the staff's page, in the service's own words."""
        staff = User.objects.create_superuser(email="o@example.com", password="x" * 20)
        ends = {"pickup": making.PICKUP, "dropoff": making.DROPOFF}
        said = {
            "standard_delivery": ({"item_count": 2}, ["pickup", "dropoff"], "We collect on", "ToteTaxi collects"),
            "specialty_item": ({"specialty_items": {"wardrobe_box": 2}}, ["pickup", "dropoff"], "We collect on", ""),
            "organizing_only": ({"package": "petite", "packing": True}, ["pickup"], "We come on", "ToteTaxi comes"),
            "blade_luggage": ({"route": "jfk_manhattan", "bag_count": 2}, ["dropoff"], "Flight", "ToteTaxi collects"),
        }
        for service, (job, kinds, words, calendar) in said.items():
            with self.subTest(service=service):
                request = {"service": service, **job, "pickup_date": making.SATURDAY.isoformat()}
                zips = {"pickup": "10024", "dropoff": "10024" if service == "blade_luggage" else "11962"}
                quote = store(request | {end: {"zip": zips[end]} for end in kinds}, actor=GUEST, now=making.NOW)
                address = Address(line1="214 West 83rd Street", zip="10024")
                booking = book(
                    quote=quote,
                    contact=making.CONTACT,
                    pickup=ends["pickup"] if "pickup" in kinds else None,
                    dropoff=(address if service == "blade_luggage" else ends["dropoff"])
                    if "dropoff" in kinds
                    else None,
                    idempotency_key=service,
                    actor=GUEST,
                    now=making.NOW,
                    flight_number="BLD 214" if service == "blade_luggage" else "",
                    flight_at=making.NOW + timedelta(days=20) if service == "blade_luggage" else None,
                )
                pay(booking)
                stops = take_in(booking_id=booking.pk, actor=GUEST, now=making.NOW)
                assert sorted(stop.kind for stop in stops) == sorted(kinds)
                page = text_of(self.client.get(f"/track/{booking.token}/"))
                receipt = text_of(self.client.get(f"/track/{booking.token}/receipt/"))
                assert words in page and ("BLD 214" in receipt) == (service == "blade_luggage")
                assert calendar in text_of(self.client.get(f"/track/{booking.token}/calendar.ics"))
                mail = Message.objects.filter(template="payment_received").order_by("-pk").first()
                assert mail is not None and ("Flight BLD 214" in mail.text) == (service == "blade_luggage")
                self.client.force_login(staff)
                seen = text_of(self.client.get(f"/admin/bookings/booking/{booking.pk}/change/"))
                assert ("BLD 214" in seen) == (service == "blade_luggage")
                assert ("2 × Wardrobe box" in seen) == (service == "specialty_item")

    def test_an_item_added_by_a_manager_is_booked_a_minute_later(self) -> None:
        SpecialtyItem.objects.create(code="specialty.upright_piano", label="Upright piano", max_weight_lb=900)
        walker = Walker().begin("?service=specialty_item")
        assert walker.page.status_code == 200 and "Upright piano" not in walker.html  # it has no price yet
        day, now = new_york_day(utc_now()), utc_now()
        enter_price(item_code="specialty.upright_piano", amount_cents=90000, effective_from=day, actor=GUEST, now=now)
        walker = Walker().begin("?specialty=upright_piano:1")
        assert "$900 each. Up to 900 lb" in walker.html and walker.total == "$900.00"
        walker.answer("details", **{"specialty-upright_piano": "1"})
        walker.answer("addresses", **PICKUP, **DROPOFF)
        walker.answer("date", date=self.tuesday.isoformat(), window="morning")
        walker.answer("contact", **CONTACT)
        assert "1 × Upright piano" in walker.html
        assert self.placed(walker).total_cents == 90000
