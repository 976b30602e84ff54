"""The pages editors own: live prices, no typed ones, the booking page that stays, a seed that respects them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from catalog.operations.prices import enter_price
from foundation.accounts.models import User
from foundation.clock import new_york_day, utc_now
from tests.booking_making import GUEST, seed_business
from tests.web_walking import text_of
from web.blocks.sections import HeroBlock, ProseBlock
from web.models import BookingPage, HomePage, ServicePage, SiteSettings, StandardPage
from web.seed import seed_site


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_site(now=utc_now())

    def setUp(self) -> None:
        self.client = Client()

    def get(self, path: str) -> str:
        self.answer = self.client.get(path)
        assert self.answer.status_code == 200, path
        return text_of(self.answer)

    def test_every_seeded_page_answers_without_session_or_csrf(self) -> None:
        for page in Page.objects.live().filter(depth__gte=2):
            if isinstance(page.specific, BookingPage):
                continue
            html = self.get(page.url)
            assert not self.answer.cookies, page.url
            assert "csrfmiddlewaretoken" not in html and "style=" not in html

    def test_home_shows_catalogue_prices(self) -> None:
        html = self.get("/")
        for amount in ("$995", "$95", "$275", "$1,130", "$150"):
            assert amount in html
        assert "$1,983.75" in html  # the worked example, priced now (or with a holiday, more)

    def test_a_new_price_is_on_the_page_at_once(self) -> None:
        now = utc_now()
        enter_price(
            item_code="mini_move.petite", amount_cents=101000, effective_from=new_york_day(now), actor=GUEST, now=now
        )
        assert "$1,010" in self.get("/") and "$1,010" in self.get("/services/mini-move/")

    def test_the_service_page_prices_the_visitors_day_and_route(self) -> None:
        html = self.get("/services/mini-move/?from=06830&to=montauk")
        assert "connecticut &amp; new jersey" in html and "amagansett &amp; montauk" in html
        assert "from=06830&amp;to=montauk" in html

    def test_nonsense_in_the_address_is_ignored(self) -> None:
        for query in ("from=abc&to=nowhere&date=2027-02-30", "date=0001-01-01", "date=9999-12-31", "from=00000"):
            self.get(f"/services/mini-move/?{query}")

    def test_the_rules_table_lists_what_can_apply_to_this_service(self) -> None:
        html = self.get("/services/mini-move/")
        assert "Pickup on a Saturday or Sunday" in html and "15% of the base" in html
        assert "Weekend delivery" not in html and "Early pickup" not in html  # another service; switched off

    def test_a_typed_price_is_refused_with_the_remedy(self) -> None:
        for block, value in ((ProseBlock(), {"body": "<p>Only $99 today</p>"}), (HeroBlock(), {"heading": "From $ 9"})):
            with pytest.raises(ValidationError) as problem:
                block.clean(block.to_python({"text": "x", **value}))
            assert "Prices come from the catalogue. Insert a price card instead." in str(problem.value.as_json_data())

    def test_seeding_again_changes_nothing(self) -> None:
        privacy, terms = StandardPage.objects.get(slug="privacy"), StandardPage.objects.get(slug="terms")
        privacy.title = "Your privacy"
        privacy.save_revision().publish()
        terms.delete()
        assert seed_site(now=utc_now() + timedelta(days=1)) == 0
        assert StandardPage.objects.get(slug="privacy").title == "Your privacy"
        assert not StandardPage.objects.filter(slug="terms").exists()
        assert "/terms/" not in self.get("/")  # a page taken away leaves no dead link

    def test_the_booking_page_gives_the_flow_its_words(self) -> None:
        page = BookingPage.objects.get()
        page.service_heading = "What shall we carry?"
        page.save_revision().publish()
        html = text_of(self.client.get("/book/", follow=True))
        assert "What shall we carry?" in html
        assert page.url == "/book/"

    def test_the_announcement_shows_while_it_runs(self) -> None:
        site = SiteSettings.objects.get()
        site.announcement_text = "Holiday dates are open."
        site.announcement_until = utc_now() + timedelta(days=1)
        site.save()
        assert "Holiday dates are open." in self.get("/")
        site.announcement_until = utc_now() - timedelta(days=1)
        site.save()
        assert "Holiday dates are open." not in self.get("/")

    def test_one_page_a_service(self) -> None:
        first = ServicePage.objects.get(service="mini_move")
        second = ServicePage(title="Again", slug="again", service=first.service, intro="x")
        with pytest.raises(ValidationError, match="has its page already"):
            second.clean()


class Editing(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_site(now=utc_now())
        cls.editor = User.objects.create_superuser("editor@example.com", "x" * 12)

    def setUp(self) -> None:
        self.client = Client()
        self.client.force_login(self.editor)

    def test_the_booking_page_cannot_be_deleted_or_unpublished(self) -> None:
        page = BookingPage.objects.get()
        for action in ("delete", "unpublish"):
            for target in (page, HomePage.objects.get()):
                self.client.post(f"/cms/pages/{target.pk}/{action}/")
        page = BookingPage.objects.get()
        assert page.live

    def test_its_slug_is_locked(self) -> None:
        page = BookingPage.objects.get()
        page.slug = "elsewhere"
        with pytest.raises(ValidationError, match="keeps the address"):
            page.clean()

    def test_it_takes_no_end_date(self) -> None:
        page = BookingPage.objects.get()
        page.expire_at = utc_now() + timedelta(days=1)
        with pytest.raises(ValidationError, match="cannot be unpublished"):
            page.clean()

    def test_pages_open_in_the_editor(self) -> None:
        for page in Page.objects.filter(depth__gte=2):
            assert self.client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200

    def test_the_first_step_is_previewed_on_canned_data(self) -> None:
        page = BookingPage.objects.get()
        page.service_heading = "Draft heading"
        request = page.get_latest_revision_as_object()
        request.service_heading = "Draft heading"
        answer = request.make_preview_request()
        assert answer.status_code == 200 and "Draft heading" in answer.rendered_content

    def test_marketing_may_edit_pages(self) -> None:
        assert Group.objects.get(name="Marketing").page_permissions.count() >= 3


class KeptPages(TestCase):
    """The page cache: quick for visitors, and not a moment behind what it is made of."""

    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_site(now=utc_now())

    def setUp(self) -> None:
        cache.clear()
        self.client = Client()

    def home(self) -> str:
        return text_of(self.client.get("/"))

    def test_the_second_visitor_costs_few_queries(self) -> None:
        first = self.home()
        with CaptureQueriesContext(connection) as asked:
            assert self.home() == first
        assert len(asked) <= 10, [query["sql"][:120] for query in asked]

    def test_a_price_a_text_a_menu_and_a_rule_set_show_at_once(self) -> None:
        self.home()
        now = utc_now()
        enter_price(
            item_code="mini_move.petite", amount_cents=101000, effective_from=new_york_day(now), actor=GUEST, now=now
        )
        assert "$1,010" in self.home()
        page = HomePage.objects.get()
        page.seo_title = "Another title"
        page.save_revision().publish()
        assert "<title>Another title" in self.home()
        site = SiteSettings.objects.get()
        site.footer_text = "Another footer"
        site.save()
        assert "Another footer" in self.home()
        StandardPage.objects.get(slug="terms").unpublish()
        assert "/terms/" not in self.home()

    def test_editors_and_visits_with_a_route_are_computed_anew(self) -> None:
        self.home()
        assert "montauk" in text_of(self.client.get("/services/mini-move/?to=montauk")).lower()
        page = HomePage.objects.get()
        assert self.client.get("/").status_code == 200 and page.live
