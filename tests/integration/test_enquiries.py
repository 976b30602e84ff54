"""The request forms: each wrong field in its own words, one lead for one submit, and a page that says what is next."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, TestCase, override_settings

from bookings.leads.models import Lead
from catalog.models import Question, Service
from catalog.operations.prices import enter_price
from foundation.clock import new_york_day, utc_now
from foundation.notifications.models import Message
from tests.booking_making import GUEST, seed_business
from tests.web_walking import text_of

STORAGE, BUSINESS, ELSEWHERE = "/book/storage/", "/book/business/", "/book/elsewhere/"
CLAIRE = {"name": "Claire Whitcomb", "email": "claire@example.com", "phone": "(212) 555-0142"}
UNIT = {"months": "3", "start": "mid September", "zip": "11968", "what": "Two kayaks and a crib", **CLAIRE}
POP_UP = {"moving": "Stock and fixtures", "dates": "June to August", "company": "Sandbar Swim", **CLAIRE}
FAR = {"zip": "33139", "service": "mini_move", "email": "claire@example.com"}


class Requests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()

    def setUp(self) -> None:
        cache.clear()
        self.client = Client()

    def send(self, path: str, data: dict[str, Any], **changes: Any) -> HttpResponse:
        """Fill in the form that GET shows and send it, as a browser would."""
        key = re.search(r'name="key" value="([^"]+)"', self.client.get(path).content.decode())
        assert key is not None
        self.form = {"key": key[1], **data, **changes}
        return self.client.post(path, self.form)

    def refused(self, path: str, data: dict[str, Any], **changes: Any) -> str:
        answer = self.send(path, data, **changes)
        assert answer.status_code == 200 and not Lead.objects.exists()
        html = text_of(answer)
        assert "<title>Error: " in html and "There is a problem" in html
        return html

    # One lead a submit -----------------------------------------------------------------------------------------------

    def test_a_storage_request_becomes_a_lead_and_says_what_is_next(self) -> None:
        answer = self.send(STORAGE, UNIT)
        assert answer.status_code == 302
        lead = Lead.objects.get()
        assert (lead.kind, lead.source, lead.words, lead.contact_phone) == (
            "storage",
            "site",
            "Two kayaks and a crib",
            "+12125550142",
        )
        assert [(one["code"], one["value"], one["shown"]) for one in lead.asked] == [
            ("months", "3", "3 months"),
            ("start", "mid September", "mid September"),
            ("zip", "11968", "Southampton, NY 11968"),
        ]
        page = text_of(self.client.get(answer["Location"]))
        for words in ("We have your request", "claire@example.com", "3 months", "What happens next"):
            assert words in page
        assert Message.objects.count() == 2

    def test_a_business_request_and_a_far_one(self) -> None:
        self.send(BUSINESS, POP_UP)
        self.send(ELSEWHERE, FAR)
        kept = {lead.kind: lead for lead in Lead.objects.all()}
        assert (kept["b2b"].company, kept["b2b"].words) == ("Sandbar Swim", "Stock and fixtures")
        assert [one["shown"] for one in kept["b2b"].asked] == ["June to August"]
        assert [one["shown"] for one in kept["out_of_area"].asked] == ["Miami Beach, FL 33139", "Mini move"]

    def test_a_form_sent_twice_makes_one_lead_and_sent_again_corrected_another(self) -> None:
        first = self.send(STORAGE, UNIT)
        second = self.client.post(STORAGE, self.form)
        assert Lead.objects.count() == 1 and Message.objects.count() == 2
        pages = {text_of(self.client.get(answer["Location"])) for answer in (first, second)}
        assert len(pages) == 1
        self.client.post(STORAGE, {**self.form, "what": "Three kayaks"})
        assert Lead.objects.count() == 2

    def test_a_confirmation_belongs_to_whoever_sent_it_and_to_its_own_form(self) -> None:
        address = self.send(STORAGE, UNIT)["Location"]
        assert "claire@example.com" not in text_of(self.client.get(f"{address}x"))
        assert "claire@example.com" not in text_of(self.client.get(address.replace(STORAGE, BUSINESS)))

    # What is wrong is said --------------------------------------------------------------------------------------------

    def test_each_wrong_field_says_what_to_do_and_keeps_what_was_typed(self) -> None:
        for path, data, changes, words in (
            (STORAGE, UNIT, {"months": ""}, "Choose how many months"),
            (STORAGE, UNIT, {"months": "99"}, "Choose how many months"),
            (STORAGE, UNIT, {"what": " "}, "Tell us what you would like to store"),
            (STORAGE, UNIT, {"what": "x" * 2001}, "Shorten the list to 2,000 characters"),
            (STORAGE, UNIT, {"zip": "1196"}, "ZIP code must be 5 digits, like 11217"),
            (STORAGE, UNIT, {"zip": "00000"}, "We do not know ZIP code 00000. Check it"),
            (STORAGE, UNIT, {"name": ""}, "Enter your full name"),
            (STORAGE, UNIT, {"email": ""}, "Enter your email address"),
            (STORAGE, UNIT, {"email": "claire"}, "Email address must include an @ sign"),
            (STORAGE, UNIT, {"email": "claire@x y"}, "in the form name@example.com"),
            (STORAGE, UNIT, {"phone": "555"}, "Phone number must have 10 digits, or start with + and a country code"),
            (STORAGE, UNIT, {"start": "x" * 81}, "Shorten the start to 80 characters"),
            (BUSINESS, POP_UP, {"moving": ""}, "Tell us what is moving"),
            (BUSINESS, POP_UP, {"company": ""}, "Enter the name of your company"),
            (ELSEWHERE, FAR, {"zip": ""}, "Enter the ZIP code"),
            (ELSEWHERE, FAR, {"service": "yacht"}, "Choose what we would carry, or leave it open"),
            (ELSEWHERE, FAR, {"zip": "11968"}, "We drive to Southampton, NY already"),
        ):
            with self.subTest(path=path, **changes):
                cache.clear()
                html = self.refused(path, data, **changes)
                assert words in html
                assert "Claire Whitcomb" in html or "claire@example.com" in html

    def test_a_machine_that_fills_in_everything_is_stopped_and_told_how_to_go_on(self) -> None:
        html = self.refused(STORAGE, UNIT, website="https://spam.example")
        assert '<a href="#website">Empty the field “Leave this empty”, then send the form again</a>' in html
        assert self.client.post(STORAGE, {**self.form, "website": ""}).status_code == 302

    def test_without_its_token_nothing_is_kept(self) -> None:
        assert Client(enforce_csrf_checks=True).post(STORAGE, UNIT).status_code == 403
        assert not Lead.objects.exists()

    def test_a_key_that_was_tampered_with_is_no_trouble(self) -> None:
        for key in ("", "x" * 64):
            assert self.client.post(STORAGE, {**UNIT, "key": key, "start": key}).status_code == 302

    @override_settings(RATELIMIT_ENABLE=True)
    def test_too_many_are_asked_to_wait(self) -> None:
        answers = [self.client.post(STORAGE, {}).status_code for _ in range(12)]
        assert answers[0] == 200 and answers[-1] == 429

    # What the pages know ----------------------------------------------------------------------------------------------

    def test_storage_shows_todays_price_and_a_new_one_at_once(self) -> None:
        html = text_of(self.client.get(STORAGE))
        assert "$150" in html and "a month" in html
        now = utc_now()
        enter_price(
            item_code="storage.month", amount_cents=16500, effective_from=new_york_day(now), actor=GUEST, now=now
        )
        html = text_of(self.client.get(STORAGE))
        assert "$165" in html and "$150" not in html

    def test_links_prefill_what_makes_sense(self) -> None:
        html = text_of(self.client.get(f"{ELSEWHERE}?from=10024&to=33139&service=mini_move"))
        assert "We do not drive to Miami Beach, FL yet" in html and 'value="33139"' in html
        assert 'value="mini_move" selected' in html
        html = text_of(self.client.get(f"{ELSEWHERE}?zip=11968"))
        assert "We drive to Southampton, NY already." in html and "Book it now" in html
        for nonsense in ("?zip=abc", "?zip=00000&service=yacht", "?sent=x", "?from=%00"):
            assert self.client.get(ELSEWHERE + nonsense).status_code == 200

    def test_what_staff_ask_is_asked_kept_and_told(self) -> None:
        question = Question.objects.create(
            code="climate", label="Does anything need a dry room?", kind="yes_no", end="booking", required=True
        )
        question.services.set(Service.objects.filter(code="mini_storage"))
        assert "Does anything need a dry room?" in text_of(self.client.get(STORAGE))
        assert "Answer “Does anything need a dry room?”" in self.refused(STORAGE, UNIT)
        self.send(STORAGE, UNIT, **{"answer-climate": "yes"})
        lead = Lead.objects.get()
        assert lead.asked[-1] == {
            "code": "answer_climate",
            "label": "Does anything need a dry room?",
            "value": True,
            "shown": "Yes",
        }

    def test_a_service_that_is_not_offered_takes_no_request(self) -> None:
        storage = Service.objects.get(code="mini_storage")
        storage.active = False
        storage.save()
        answer = self.client.get(STORAGE)
        assert answer.status_code == 404 and "Not on offer at present" in text_of(answer)
        assert self.client.post(STORAGE, UNIT).status_code == 404 and not Lead.objects.exists()


@pytest.mark.parametrize(("path", "found"), [(STORAGE, True), (BUSINESS, True), (ELSEWHERE, False)])
@pytest.mark.django_db
def test_a_form_is_kept_nowhere_and_only_its_plain_address_is_for_search_engines(path: str, found: bool) -> None:
    seed_business()
    answer = Client().get(path)
    html = text_of(answer)
    assert "no-store" in answer["Cache-Control"] and "style=" not in html
    assert ("noindex" not in html and 'name="description"' in html) == found
    assert "noindex" in text_of(Client().get(f"{path}?zip=33139"))
