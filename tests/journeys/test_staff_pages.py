"""The staff admin in a real browser: no accessibility violation, light or dark, wide or narrow; dialogs by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, WIDE, browser
from tests.browser import chromium as chromium_path
from tests.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium_path() is None, reason="Chromium was not found"),
]
LIST = "/admin/bookings/booking/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(house: House, chromium: Browser) -> Any:
    """What a browser remembers after the demo's operations person signed in."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/admin/")
    page.get_by_label("E-mail").fill("operations@totetaxi.example")
    page.get_by_label("Password").fill("totetaxi-demo")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Pickups today")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_page_has_an_accessibility_violation(
    house: House, chromium: Browser, signed_in: Any, size: Any, scheme: Any
) -> None:
    context = chromium.new_context(storage_state=signed_in, viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{house.url}{LIST}?state__exact=confirmed")
    booking = page.locator("#result_list a[href*='/change/']").first.get_attribute("href")
    for path in ("/admin/", LIST, f"{LIST}?q=nobody-at-all", booking):
        page.goto(f"{house.url}{path}")
        page.wait_for_timeout(300)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    context.close()
    stranger = chromium.new_context(viewport=size, color_scheme=scheme)
    page = stranger.new_page()
    page.goto(f"{house.url}/admin/login/")
    assert violations(page) == []
    stranger.close()


def test_a_dialog_takes_the_focus_keeps_it_and_gives_it_back(house: House, chromium: Browser, signed_in: Any) -> None:
    context = chromium.new_context(storage_state=signed_in, viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{house.url}{LIST}?state__exact=confirmed")
    page.locator("#result_list a[href*='/change/']").first.click()
    page.get_by_role("button", name="Cancel booking").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("the customer is mailed")
    assert violations(page) == []
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('modal-content').contains(document.activeElement)")
    dialog.get_by_role("button", name="Cancel booking").click()
    expect(dialog).to_contain_text("Enter why it is cancelled")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Cancel booking")).to_be_focused()
    context.close()
