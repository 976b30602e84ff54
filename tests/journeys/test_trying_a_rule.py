"""Trying a rule in the builder, in a real browser: priced while somebody types, kept as a case, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import WIDE, browser
from tests.browser import chromium as chromium_path
from tests.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium_path() is None, reason="Chromium was not found"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.url}/admin/")
    page.get_by_label("E-mail").fill("manager@totetaxi.example")
    page.get_by_label("Password").fill("totetaxi-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_a_manager_tries_a_rule_while_typing_and_keeps_a_case(house: House, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(page, house)
    page.goto(f"{house.url}/admin/pricing_rules/rule/?q=weekend-mini-move")
    page.get_by_role("link", name="Weekend mini move").first.click()
    panel = page.locator("[data-try]")
    expect(panel).to_contain_text("Draft total")
    live = panel.locator(".try-total-live dd").inner_text()
    percentage = page.get_by_label("Percentage").first
    percentage.fill("20")
    expect(panel).to_contain_text("$2,070.00")
    expect(panel).to_contain_text("more than by the live rules")
    expect(panel.get_by_role("status")).to_have_text(f"Draft total $2,070.00, live rules total {live}")
    # Enter in a field of the panel tries; it never saves the rule around it.
    panel.get_by_label("To", exact=True).fill("Montauk")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("Montauk 11954")
    expect(panel.get_by_label("To", exact=True)).to_be_focused()
    panel.get_by_label("From", exact=True).fill("Atlantis")
    expect(panel).to_contain_text("No town we serve is called “Atlantis”")
    panel.get_by_label("From", exact=True).fill("10024")
    expect(panel).to_contain_text("New York 10024")
    panel.get_by_label("Service").select_option("standard_delivery")
    expect(panel.get_by_label("Items", exact=True)).to_be_visible()
    panel.get_by_label("Service").select_option("mini_move")
    panel.get_by_role("button", name="(draft) as a price case").click()
    expect(panel).to_contain_text("Kept as the price case")
    expect(percentage).to_have_value("20")
    assert Axe().run(page).response["violations"] == []
    page.goto(f"{house.url}/admin/pricing_rules/pricecase/")
    expect(page.get_by_text("Fails").first).to_be_visible()
    assert wrong == []
    context.close()
