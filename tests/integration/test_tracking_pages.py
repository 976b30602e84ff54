"""The page of one booking in each state, its receipt and calendar file, and the lookup by number and e-mail."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client, TestCase

from bookings.models import Booking
from bookings.operations.holds import expire_due
from bookings.operations.transitions import cancel, complete, start
from bookings.payments.models import Payment
from foundation.accounts.models import User
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from foundation.notifications.operations import seed_templates
from tests.booking_making import pay, placed, seed_business, with_intent
from tests.web_walking import free_day, text_of
from web.seed import seed_site


class Tracking(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())
        cls.now = utc_now()
        boss = User.objects.create_superuser("boss@example.com", "x" * 12)
        cls.staff = Actor(user_id=boss.pk, label="Boss", via="admin")

    def setUp(self) -> None:
        self.client = Client()

    def booking(self) -> Booking:
        return placed(self.now, pickup_date=free_day(5).isoformat())

    def page(self, booking: Booking, part: str = "") -> str:
        self.answer = self.client.get(f"/track/{booking.token}/{part}")
        assert self.answer.status_code == 200
        return text_of(self.answer)

    def test_before_paying_it_offers_the_card_and_names_the_hold(self) -> None:
        booking = self.booking()
        html = self.page(booking)
        assert "Waiting for payment" in html and f"/book/pay/{booking.token}/" in html and "Held until" in html
        assert "$1,983.75" in html and booking.reference in html

    def test_while_the_bank_decides_it_promises_nothing(self) -> None:
        booking = self.booking()
        payment = with_intent(booking, self.now)
        Payment.objects.filter(pk=payment.pk).update(state="processing")
        html = self.page(booking)
        assert "Confirming with your bank" in html and 'data-poll="5"' in html and "/book/pay/" not in html

    def test_paid_it_is_booked_with_receipt_and_calendar(self) -> None:
        booking = self.booking()
        pay(booking, self.now + timedelta(minutes=1))
        html = self.page(booking)
        assert "You are booked" in html and "Paid $1,983.75" in html and "Total paid" in html
        receipt = self.page(booking, "receipt/")
        assert "Visa ending 4242" in receipt and "Weekend" in receipt and "$1,983.75" in receipt
        ics = self.client.get(f"/track/{booking.token}/calendar.ics")
        assert ics["Content-Type"].startswith("text/calendar") and b"BEGIN:VEVENT\r\n" in ics.content

    def test_under_way_and_delivered(self) -> None:
        booking = self.booking()
        pay(booking, self.now + timedelta(minutes=1))
        start(booking_id=booking.pk, actor=self.staff, now=self.now + timedelta(minutes=2))
        assert "On its way" in self.page(booking)
        complete(booking_id=booking.pk, actor=self.staff, now=self.now + timedelta(minutes=3))
        assert "<h1" in self.page(booking) and "Delivered" in self.page(booking)

    def test_cancelled(self) -> None:
        booking = self.booking()
        cancel(booking_id=booking.pk, reason="Asked by phone", actor=self.staff, now=self.now + timedelta(minutes=2))
        html = self.page(booking)
        assert "Cancelled" in html and "Total paid" not in html

    def test_expired_it_leads_back_to_booking(self) -> None:
        booking = self.booking()
        expire_due(now=self.now + timedelta(hours=2), actor=Actor.system())
        html = self.page(booking)
        assert "The time to pay ran out" in html and f"/book/again/{booking.token}/" in html

    def test_it_is_kept_out_of_search_engines_and_referers(self) -> None:
        self.page(self.booking())
        assert self.answer["X-Robots-Tag"] == "noindex" and self.answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in self.answer["Cache-Control"]

    def test_a_guessed_link_opens_nothing(self) -> None:
        for token in ("x", "0" * 40, "TT-000001", "%00"):
            assert self.client.get(f"/track/{token}/").status_code == 404

    def test_number_and_email_together_find_it_either_alone_does_not(self) -> None:
        booking = self.booking()
        found = self.client.get("/track/", {"number": booking.reference.lower(), "email": "CLAIRE@example.com"})
        self.assertRedirects(found, f"/track/{booking.token}/")
        nothing = text_of(self.client.get("/track/", {"number": booking.reference, "email": "other@example.com"}))
        assert "We find no booking with this number and email address" in nothing and booking.token not in nothing
        assert "Enter your email address" in text_of(self.client.get("/track/", {"number": booking.reference}))
        assert "Enter the booking number" in text_of(self.client.get("/track/", {"email": "claire@example.com"}))

    def test_the_receipt_waits_for_the_money(self) -> None:
        booking = self.booking()
        self.assertRedirects(self.client.get(f"/track/{booking.token}/receipt/"), f"/track/{booking.token}/")
