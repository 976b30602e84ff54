"""In a real browser: luggage booked and paid on a phone, a delivery without JavaScript; axe finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, WIDE, browser, card
from tests.browser import chromium as chromium_path
from tests.buying import next_weekday
from tests.house import House

pytestmark = pytest.mark.skipif(chromium_path() is None, reason="Chromium was not found")
MANHATTAN = {"line1": "214 West 82nd Street", "city": "New York", "state": "NY", "zip": "10024"}
SAGAPONACK = {"line1": "27 Hedges Lane", "city": "Sagaponack", "state": "NY", "zip": "11962"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def sound(page: Page, width: int = 390) -> None:
    """No accessibility violation, and nothing hangs over the edge."""
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def onward(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Continue to {name}").click()


def fill(page: Page, end: str, typed: dict[str, str]) -> None:
    for field, text in typed.items():
        page.locator(f"[name={end}-{field}]").fill(text)


def contact(page: Page, email: str) -> None:
    page.get_by_label("Full name").fill("Claire Whitcomb")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Mobile number").fill("(212) 555-0136")
    onward(page, "check your answers")


def choose(page: Page, day: date) -> None:
    page.goto(f"{page.url.split('?')[0]}?month={day:%Y-%m}")
    page.locator(f"input[name=date][value='{day.isoformat()}']").check(force=True)


def test_luggage_for_a_flight_is_booked_and_paid_on_a_phone(house: House, chromium: Browser) -> None:
    day = next_weekday(2, at_least=10)
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{house.url}/book/")
    sound(page)
    page.get_by_label("BLADE luggage").check(force=True)
    onward(page, "details")
    onward(page, "address")
    expect(page.get_by_role("alert")).to_contain_text("Choose a route", timeout=30_000)
    sound(page)
    page.get_by_label("Manhattan to JFK").check(force=True)
    page.get_by_label("How many bags?").fill("3")
    page.get_by_label("Flight number").fill("BLD 214")
    expect(page.locator(".panel").first).to_contain_text("$225.00", timeout=30_000)  # live, before anything is sent
    page.get_by_label("Date of the flight").fill(day.isoformat())
    page.get_by_label("Time of the flight").fill("14:30")
    onward(page, "address")
    sound(page)
    assert page.locator("[name=dropoff-zip]").count() == 0
    fill(page, "pickup", MANHATTAN)
    onward(page, "date")
    sound(page)
    choose(page, day)
    onward(page, "your contact details")
    contact(page, "luggage.journey@example.com")
    expect(page.locator("main")).to_contain_text("BLD 214")
    sound(page)
    page.get_by_role("button", name="Book and go to payment").click()
    card(page)
    page.get_by_role("button", name="Pay $225.00").click()
    page.wait_for_url(re.compile("/track/"), timeout=60_000)
    expect(page.locator("main")).to_contain_text("BLD 214")
    expect(page.locator("h1")).to_have_text("You are booked", timeout=30_000)
    sound(page)
    context.close()


def test_a_delivery_is_booked_without_javascript(house: House, chromium: Browser) -> None:
    day = next_weekday(3, at_least=10)
    context = chromium.new_context(viewport=WIDE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{house.url}/book/?service=standard_delivery&items=4&specialty=surfboard:1")
    page.get_by_label("What are they?").fill("Two boxes and two lamps")
    page.get_by_label("No item weighs more than 50 lb").check()
    page.get_by_role("button", name="Update the price").click()
    expect(page.locator(".panel").first).to_contain_text("$730.00")
    expect(page.get_by_label("What are they?")).to_have_value("Two boxes and two lamps")
    onward(page, "addresses")
    fill(page, "pickup", MANHATTAN)
    fill(page, "dropoff", SAGAPONACK)
    onward(page, "date")
    choose(page, day)
    onward(page, "your contact details")
    contact(page, "delivery.journey@example.com")
    page.get_by_role("button", name="Book and go to payment").click()
    expect(page).to_have_url(re.compile("/book/pay/"))
    expect(page.locator("main")).to_contain_text("Two boxes and two lamps")
    context.close()
