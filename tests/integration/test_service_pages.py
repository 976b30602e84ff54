"""A page for each service: prices live from the catalogue, its own surcharges, and a way in that leads somewhere."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from catalog.models import SellableItem, Service, SpecialtyItem
from catalog.operations.prices import enter_price
from foundation.clock import new_york_day, utc_now
from foundation.seeding.models import SeededKey
from tests.booking_making import GUEST, seed_business
from tests.web_walking import text_of
from web.models import HomePage, ServiceIndexPage, ServicePage, SiteSettings
from web.seed import seed_site
from web.ways_in import SERVICES

DELIVERY, SPECIALTY = "/services/standard-delivery/", "/services/specialty-items/"
ORGANIZING, BLADE = "/services/packing-and-unpacking/", "/services/airport-luggage/"
STORAGE, BUSINESS = "/services/mini-storage/", "/services/business/"


class ServicePages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_site(now=utc_now())

    def setUp(self) -> None:
        cache.clear()
        self.client = Client()

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return text_of(answer)

    def price(self, code: str, cents: int) -> None:
        now = utc_now()
        enter_price(item_code=code, amount_cents=cents, effective_from=new_york_day(now), actor=GUEST, now=now)

    def test_every_service_has_its_page_linked_from_home_index_and_footer(self) -> None:
        pages = {page.service: page.url for page in ServicePage.objects.live()}
        assert set(pages) == {code for code, _ in SERVICES}
        for path in ("/", "/services/"):
            html = self.get(path)
            for url in pages.values():
                assert html.count(f'href="{url}"') >= 2, (path, url)  # its row and the footer

    def test_each_page_shows_its_own_prices(self) -> None:
        for path, amounts in (
            (DELIVERY, ("$95", "$285", "$360", "$380", "$50", "Up to 50 lb", "Ordered before 10 AM", "1 to 3 items")),
            (SPECIALTY, ("$500", "$350", "$275", "$50")),
            (ORGANIZING, ("$1,400", "$1,130", "$2,535", "$2,265", "$5,070", "$4,525", "supplies to $500 included")),
            (BLADE, ("$150", "$75", "$350", "$50", "Manhattan to JFK", "Newark to Manhattan", "2 bags included")),
            (STORAGE, ("$150", "a month")),
        ):
            html = self.get(path)
            for amount in amounts:
                assert amount in html, (path, amount)
        assert "$" not in re.sub(r"(?s)<footer.*", "", self.get(BUSINESS))

    def test_a_new_price_shows_at_once_although_pages_are_kept(self) -> None:
        assert "$380" in self.get(DELIVERY) and "$150" in self.get(STORAGE)
        self.price("standard_delivery.items", 10000)
        self.price("storage.month", 17500)
        html = self.get(DELIVERY)
        assert "$100" in html and "$400" in html and "$380" not in html
        assert "$175" in self.get(STORAGE) and "$175" in self.get("/")

    def test_a_specialty_item_added_in_the_admin_is_on_the_page_with_its_limits(self) -> None:
        assert "Upright piano" not in self.get(SPECIALTY)
        SpecialtyItem.objects.create(
            code="specialty.upright_piano",
            label="Upright piano",
            unit="item",
            category="furniture",
            max_weight_lb=500,
            max_length_in=60,
            max_width_in=30,
        )
        assert "Upright piano" not in self.get(SPECIALTY)  # not before it has a price
        self.price("specialty.upright_piano", 90000)
        html = self.get(SPECIALTY)
        assert "Upright piano" in html and "$900" in html and "Up to 500 lb, 60 × 30 in" in html
        assert "service=specialty_item&amp;specialty=upright_piano%3A1" in html

    def test_what_is_switched_off_is_not_sold(self) -> None:
        SellableItem.objects.filter(code="blade.manhattan_jfk").update(active=False)
        assert "Manhattan to JFK" not in self.get(BLADE)
        Service.objects.filter(code="blade_luggage").update(active=False)
        html = self.get(BLADE)
        assert "Book luggage" not in html.split("</section>")[0]
        assert "Airport luggage</h3>" not in self.get("/services/")

    def test_surcharges_are_those_that_can_touch_the_service(self) -> None:
        for path, listed, absent in (
            (DELIVERY, ("Weekend delivery", "Hamptons minimum", "Holiday"), ("15% of the base",)),
            (SPECIALTY, ("15% of the base", "Amagansett &amp; Montauk"), ("Weekend delivery",)),
            (ORGANIZING, ("Connecticut &amp; New Jersey", "Holiday"), ("Hamptons minimum", "15% of the base")),
            (BLADE, (), ("Holiday", "Amagansett", "Hamptons minimum", "Connecticut &amp; New Jersey")),
        ):
            html = self.get(path)
            for words in listed:
                assert words in html, (path, words)
            for words in absent:
                assert words not in html, (path, words)

    def test_every_way_in_leads_somewhere(self) -> None:
        for path in (DELIVERY, SPECIALTY, ORGANIZING, BLADE, STORAGE, BUSINESS):
            links = set(re.findall(r'href="(/book/[^"]+)"', self.client.get(path).content.decode()))
            assert links, path
            for link in links:
                assert self.client.get(link.replace("&amp;", "&"), follow=True).status_code == 200, (path, link)
        assert 'href="/book/storage/"' in self.get(STORAGE) and 'href="/book/business/"' in self.get(BUSINESS)

    def test_an_installation_of_yesterday_gets_the_pages_and_keeps_what_editors_made(self) -> None:
        """As after an upgrade: the pages were never seeded, and editors made one of their own meanwhile."""
        ServicePage.objects.exclude(service="mini_move").delete()
        SeededKey.objects.filter(kind="web.site", key__startswith="service-").delete()
        own = ServicePage(title="Our storage", slug="our-storage", service="mini_storage", intro="Ours.")
        ServiceIndexPage.objects.get().add_child(instance=own)
        assert seed_site(now=utc_now()) == 6
        services = list(ServicePage.objects.values_list("service", flat=True))
        assert len(services) == len(set(services)) == 7
        assert ServicePage.objects.get(service="mini_storage").title == "Our storage"
        page = ServicePage.objects.get(service="standard_delivery")
        page.title = "Deliveries"
        page.save_revision().publish()
        ServicePage.objects.get(service="blade_luggage").delete()
        assert seed_site(now=utc_now() + timedelta(days=1)) == 0
        assert ServicePage.objects.get(service="standard_delivery").title == "Deliveries"
        assert not ServicePage.objects.filter(service="blade_luggage").exists()

    def test_a_first_visit_costs_a_bounded_number_of_queries(self) -> None:
        for path in (DELIVERY, BLADE):
            self.get(path)
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                self.get(path)
            assert len(asked) <= 18, [query["sql"][:120] for query in asked]

    def test_menus_lead_to_pages_that_are_there(self) -> None:
        site = SiteSettings.objects.get()
        assert [item["label"] for item in site.menu_items] == [
            "Services",
            "Mini moves",
            "Delivery",
            "Where we go",
            "For business",
        ]
        for item in (*site.menu_items, *site.footer_items):
            assert self.client.get(item["url"]).status_code == 200, item
        assert HomePage.objects.get().live
