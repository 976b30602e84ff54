"""The flow step by step, without JavaScript: what it asks, what it keeps, what it makes."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase

from bookings.models import Booking, BookingDraft, BookingState, CapacityClaim
from bookings.operations.holds import expire_due
from catalog.operations.prices import enter_price
from foundation.clock import new_york_day, utc_now
from foundation.notifications.operations import seed_templates
from pricing_rules.models import Quote
from tests.booking_making import GUEST, seed_business
from tests.web_walking import CONTACT, DROPOFF, PICKUP, Walker, free_day
from web.seed import seed_site


class Flow(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())

    def setUp(self) -> None:
        self.saturday = free_day(5)

    def test_a_stranger_books_a_standard_mini_move_on_a_saturday(self) -> None:
        walker = Walker().to_review(self.saturday)
        assert walker.total == "$1,983.75"
        assert "+$258.75" in walker.html and "Pickup is on a Saturday" in walker.html
        answer = walker.place()
        booking = Booking.objects.get()
        self.assertRedirects(answer, f"/book/pay/{booking.token}/", fetch_redirect_response=False)
        assert booking.state == BookingState.PENDING and booking.total_cents == 198375
        assert booking.contact_name == CONTACT["name"] and booking.source == "site"
        assert [stop.one_line for stop in booking.stops.all()] == [
            "214 West 82nd Street, Apt 3R, New York, NY 10024",
            "27 Hedges Lane, Sagaponack, NY 11962",
        ]
        assert CapacityClaim.objects.get(booking=booking).kind == "hold"
        assert walker.draft.booking == booking

    def test_titles_say_the_step(self) -> None:
        walker = Walker().begin()
        assert walker.title == "Step 2 of 6: Details | Book a mini move | ToteTaxi"
        walker.answer("details", package="standard")
        assert walker.title == "Step 3 of 6: Addresses | Book a mini move | ToteTaxi"
        walker.answer("addresses", **PICKUP, **DROPOFF)
        assert walker.title == "Step 4 of 6: Date and window | Book a mini move | ToteTaxi"

    def test_without_a_deep_link_it_begins_with_the_service(self) -> None:
        walker = Walker().begin("")
        assert walker.step == "service" and "Choose a service" in walker.html
        walker.answer("service", service="mini_move")
        assert walker.step == "details"

    def test_only_what_can_be_booked_is_taken(self) -> None:
        for service in ("mini_storage", "b2b", "nothing"):
            walker = Walker().begin("?service=nothing")
            assert walker.step == "service"
            assert 'href="/book/storage/"' in walker.html and 'href="/book/business/"' in walker.html
            walker.answer("service", service=service)
            assert walker.problems == ["Choose what we are moving"]

    def test_a_link_to_what_staff_compose_opens_its_request_form(self) -> None:
        for service, form in (("mini_storage", "storage"), ("b2b", "business")):
            answer = self.client.get(f"/book/?service={service}&from=10024&to=montauk")
            self.assertRedirects(answer, f"/book/{form}/?from=10024&to=montauk")
        assert not BookingDraft.objects.exists()

    def test_the_quote_bar_preselects_route_and_date(self) -> None:
        walker = Walker().begin(f"?service=mini_move&from=10024&to=sagaponack&date={self.saturday}")
        walker.answer("details", package="petite")
        assert 'value="10024"' in walker.html and 'value="Sagaponack"' in walker.html and 'value="11962"' in walker.html
        walker.answer("addresses", **PICKUP, **DROPOFF)
        assert f'value="{self.saturday}" checked' in walker.html

    def test_nonsense_in_a_link_is_ignored(self) -> None:
        walker = Walker().begin("?service=%00&package=huge&from=abc&to=<b>&date=2027-02-30&window=night&total_cents=1")
        assert walker.step == "service"
        assert walker.draft.answers["request"] == {}

    def test_every_step_shows_the_price_so_far(self) -> None:
        walker = Walker().begin()
        assert walker.total == "$1,725.00" and "Your price so far" in walker.html
        walker.answer("details", package="standard")
        assert walker.total == "$1,725.00"

    def test_a_look_with_other_answers_prices_but_keeps_nothing(self) -> None:
        walker = Walker().begin()
        walker.look("details", "?package=full&packing=on&specialty-peloton=1")
        assert walker.total == "$9,020.00"  # 3,450 + 500 + 5,070
        assert walker.draft.answers["request"]["package"] == "standard"

    def test_going_back_loses_nothing(self) -> None:
        walker = Walker().to_contact(self.saturday)
        walker.look("addresses")
        assert 'value="214 West 82nd Street"' in walker.html and "Doorman</textarea>" in walker.html
        walker.look("details")
        assert 'name="item_count" value="18"' in walker.html

    def test_a_changed_answer_returns_to_check_your_answers(self) -> None:
        walker = Walker().to_review(self.saturday)
        walker.answer("details", package="petite", item_count="5")
        assert walker.step == "review" and walker.total == "$1,144.25"

    def test_steps_ahead_are_closed(self) -> None:
        walker = Walker().begin()
        for step in ("date", "contact", "review"):
            self.assertRedirects(walker.look(step), f"{walker.base}/details/")

    def test_another_browser_cannot_open_the_draft(self) -> None:
        walker = Walker().to_contact(self.saturday)
        stranger = Walker()
        stranger.base = walker.base
        answer = stranger.look("contact")
        assert answer.status_code == 404 and "We do not have these answers" in stranger.html
        assert "Whitcomb" not in stranger.html

    def test_a_price_that_the_browser_posts_is_ignored(self) -> None:
        walker = Walker().begin()
        forged = {"total_cents": "100", "base_cents": "100", "price": "1", "amount": "1"}
        walker.answer("details", package="standard", **forged)
        walker.answer("addresses", **PICKUP, **DROPOFF, **forged)
        walker.answer("date", date=self.saturday.isoformat(), window="morning", **forged)
        walker.answer("contact", **CONTACT, **forged)
        walker.place(**forged)
        assert Booking.objects.get().total_cents == 198375

    def test_a_double_submit_makes_one_booking(self) -> None:
        walker = Walker().to_review(self.saturday)
        first, second = walker.place(), None
        token = Booking.objects.get().token
        second = walker.client.post(f"{walker.base}/review/", {"quote": "x", "key": "y"})
        assert first["Location"] == second["Location"] == f"/book/pay/{token}/"
        assert Booking.objects.count() == 1

    def test_back_after_booking_leads_to_the_card(self) -> None:
        walker = Walker().to_review(self.saturday)
        walker.place()
        self.assertRedirects(
            walker.look("details"), f"/book/pay/{Booking.objects.get().token}/", fetch_redirect_response=False
        )

    def test_the_price_seen_holds_when_the_catalogue_changes(self) -> None:
        walker = Walker().to_review(self.saturday)
        seen = Quote.objects.get()
        now = utc_now()
        enter_price(
            item_code="mini_move.standard", amount_cents=999900, effective_from=new_york_day(now), actor=GUEST, now=now
        )
        walker.look("review")
        assert walker.total == "$1,983.75" and Quote.objects.get() == seen  # looking again stores nothing new
        walker.place()
        assert Booking.objects.get().total_cents == 198375

    def test_an_expired_quote_is_made_anew_and_the_difference_said(self) -> None:
        walker = Walker().to_review(self.saturday)
        draft = walker.draft
        old = Quote.objects.get()
        cheaper = Quote(
            **{
                field.attname: getattr(old, field.attname)
                for field in Quote._meta.concrete_fields
                if field.attname != "uuid"
            }
        )
        cheaper.total_cents, cheaper.expires_at = 170000, utc_now() - timedelta(hours=1)
        cheaper.created_at = utc_now() - timedelta(hours=25)
        cheaper.save(force_insert=True)
        draft.answers["quote"] = str(cheaper.pk)
        draft.save()
        walker.look("review")
        assert "This move now costs $1,983.75; it was $1,700.00" in walker.html
        assert Booking.objects.count() == 0

    def test_answers_changed_in_another_window_are_shown_again(self) -> None:
        walker = Walker().to_review(self.saturday)
        answer = walker.client.post(f"{walker.base}/review/", {"quote": "00000000-0000-0000-0000-000000000000"})
        assert answer.status_code == 200 and Booking.objects.count() == 0
        assert "Check them once more" in answer.content.decode()

    def test_a_move_that_needs_approval_says_so_and_asks_no_payment(self) -> None:
        walker = Walker().to_review(self.saturday, package="full", item_count="", packing="on", unpacking="on")
        assert "Our team confirms this move before you pay" in walker.html
        answer = walker.place()
        booking = Booking.objects.get()
        assert booking.state == BookingState.AWAITING_APPROVAL
        self.assertRedirects(answer, f"/track/{booking.token}/")

    def test_notes_and_names_are_shown_as_text(self) -> None:
        walker = Walker().to_contact(self.saturday)
        walker.answer(
            "contact", **{**CONTACT, "name": "<script>alert(1)</script> 🚐", "notes": "<img src=x onerror=1>"}
        )
        assert walker.step == "review"
        assert "<script>alert" not in walker.html and "&lt;script&gt;alert(1)&lt;/script&gt; 🚐" in walker.html
        assert "<img src=x" not in walker.html

    def test_a_hold_that_ran_out_is_tried_again_with_all_answers_kept(self) -> None:
        walker = Walker().to_review(self.saturday)
        walker.place()
        booking = Booking.objects.get()
        CapacityClaim.objects.update(expires_at=utc_now() - timedelta(minutes=1))
        pay = walker.client.get(f"/book/pay/{booking.token}/")
        self.assertRedirects(pay, f"/track/{booking.token}/")  # worker or no worker
        back = walker.look("review")
        assert back.status_code == 200 and "The time to pay ran out" in walker.html
        enter_price(
            item_code="mini_move.standard",
            amount_cents=182500,
            effective_from=new_york_day(utc_now()),
            actor=GUEST,
            now=utc_now(),
        )
        walker.page = walker.client.post(f"/book/again/{booking.token}/", follow=True)
        assert walker.step == "review" and "This move now costs $2,098.75; it was $1,983.75" in walker.html
        walker.base = walker.page.redirect_chain[-1][0].rsplit("/", 2)[0]
        walker.place()
        assert Booking.objects.count() == 2
        assert sorted(Booking.objects.values_list("state", flat=True)) == ["expired", "pending"]

    def test_at_the_same_price_it_keeps_its_number_and_waits_for_the_card_again(self) -> None:
        walker = Walker().to_review(self.saturday)
        walker.place()
        booking = Booking.objects.get()
        expire_due(now=utc_now() + timedelta(hours=1))
        answer = walker.client.post(f"/book/again/{booking.token}/")
        self.assertRedirects(answer, f"/book/pay/{booking.token}/", fetch_redirect_response=False)
        revived = Booking.objects.get()
        assert revived.state == BookingState.PENDING and revived.number == booking.number
        assert revived.quote_id != booking.quote_id and revived.total_cents == 198375

    def test_only_a_booking_that_ran_out_can_be_tried_again(self) -> None:
        walker = Walker().to_review(self.saturday)
        walker.place()
        booking = Booking.objects.get()
        answer = walker.client.post(f"/book/again/{booking.token}/")
        self.assertRedirects(answer, f"/track/{booking.token}/", fetch_redirect_response=False)
