"""A manager builds a rule with the keyboard alone, reads it in words, is told what is missing, and saves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import PHONE, WIDE, browser
from tests.browser import chromium as chromium_path
from tests.house import House

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium_path() is None, reason="Chromium was not found"),
]
WORDS = (
    "Add $150 as “July 4th weekend” when the service is Mini move and the drop-off is east of Southampton, "
    "for pickups from July 2, 2027 to July 5, 2027."
)


@pytest.fixture
def page(house: House) -> Iterator[Page]:
    with browser() as chromium:
        page = chromium.new_page(viewport=WIDE)  # type: ignore[arg-type]
        page.goto(f"{house.url}/admin/pricing_rules/rule/add/")
        page.get_by_label("E-mail").fill("manager@totetaxi.example")
        page.get_by_label("Password").fill("totetaxi-demo")
        page.get_by_role("button", name="Sign in").click()
        yield page


def no_violation(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(250)  # the colours change in 180 ms
        found = Axe().run(page).response["violations"]
        assert [f"{each['id']}: {[node['target'] for node in each['nodes']]}" for each in found] == [], scheme


def choose(page: Page, label: str, words: str) -> None:
    """Pick from a select as the keyboard does: by its letters, and on with the tabulator."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")


def write(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_a_manager_builds_july_4th_by_keyboard(page: Page) -> None:
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    write(page, "Name", "July 4th weekend")
    choose(page, "Condition 1, what is asked", "Service")
    box = page.get_by_role("group", name="Condition 1, values").get_by_label("Mini move")
    expect(page.get_by_label("Condition 1, how it is asked")).to_be_focused()
    box.focus()
    page.keyboard.press("Space")
    press(page, "Condition")
    expect(page.get_by_label("Condition 2, what is asked")).to_be_focused()
    expect(page.locator("#rb-said")).to_have_text("Condition added")
    choose(page, "Condition 2, what is asked", "Drop-off town")
    expect(page.get_by_label("Condition 2, how it is asked")).to_be_focused()
    choose(page, "Condition 2, how it is asked", "is east")
    expect(page.get_by_label("Condition 2, value", exact=True)).to_be_focused()
    choose(page, "Condition 2, value", "Southampton")
    write(page, "Action 1, Amount in dollars", "a lot")
    write(page, "Action 1, Label for customers", "July 4th weekend")
    page.get_by_label("First pickup date").fill("2027-07-02")
    page.get_by_label("Last pickup date").fill("2027-07-05")

    press(page, "Save draft")
    expect(page.locator(".rb-summary")).to_be_focused()
    expect(page).to_have_title("Error: New rule | Surcharge rules | ToteTaxi")
    expect(page.locator(".rb-summary a")).to_have_text(
        "Action 1: Enter an amount in dollars, like 1,725 or 49.50, not “a lot”."
    )
    no_violation(page)
    page.get_by_role("link", name="Action 1: Enter an amount").press("Enter")
    expect(page.get_by_label("Action 1, Amount in dollars")).to_be_focused()
    write(page, "Action 1, Amount in dollars", "150")
    expect(page.locator("#rb-words p").first).to_have_text(WORDS)
    expect(page.locator(".rb-summary")).to_have_count(0)

    press(page, "Move condition 2 up")
    expect(page.locator("#rb-said")).to_have_text("Moved to place 1 of 2")
    expect(page.get_by_role("button", name="Move condition 1 up")).to_be_focused()
    press(page, "Move condition 1 down")
    expect(page.locator("#rb-said")).to_have_text("Moved to place 2 of 2")
    press(page, "Save draft")
    expect(page.get_by_text("“July 4th weekend” is saved in the draft")).to_be_visible()
    expect(page.locator("#rb-words p").first).to_have_text(WORDS)
    no_violation(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    no_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
