"""End to end in a real browser: a stranger books a mini move and pays, staff find it and start the job."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, WIDE, browser, card
from tests.buying import next_weekday
from tests.house import House

TOTAL = "$1,983.75"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=WIDE)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def saturday(ahead: int) -> date:
    return next_weekday(5, at_least=ahead)


def walk(page: Page, house: House, day: date, *, name: str, email: str) -> None:
    """From the home page to "check your answers", as a person clicks."""
    page.goto(f"{house.url}/")
    page.goto(f"{house.url}/book/?service=mini_move&package=standard")
    if "/service/" in page.url:
        page.get_by_role("button", name="Continue to details").click()
    page.locator("input[name=package][value=standard]").check(force=True)
    page.get_by_label("How many pieces?").fill("18")
    page.get_by_label("No item weighs more than 50 lb").check()
    page.get_by_role("button", name="Continue to addresses").click()
    for end, (street, city, zip5) in {
        "pickup": ("214 West 82nd Street", "New York", "10024"),
        "dropoff": ("27 Hedges Lane", "Sagaponack", "11962"),
    }.items():
        page.locator(f"[name={end}-line1]").fill(street)
        page.locator(f"[name={end}-city]").fill(city)
        page.locator(f"[name={end}-state]").fill("NY")
        page.locator(f"[name={end}-zip]").fill(zip5)
    page.get_by_role("button", name="Continue to date").click()
    page.goto(f"{page.url.split('?')[0]}?month={day:%Y-%m}")
    page.locator(f"input[name=date][value='{day.isoformat()}']").check(force=True)
    page.locator("input[name=window][value=morning]").check(force=True)
    page.get_by_role("button", name="Continue to your contact details").click()
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Mobile number").fill("(212) 555-0136")
    page.get_by_role("button", name="Continue to check your answers").click()


def mail_to(house: House, address: str, subject: str, within: float = 60) -> EmailMessage:
    """The one mail of this subject; waits for the worker."""
    deadline = time.monotonic() + within
    while True:
        found = [mail for mail in house.mails() if address in str(mail["To"]) and subject in str(mail["Subject"])]
        if found or time.monotonic() > deadline:
            assert len(found) == 1, [str(mail["Subject"]) for mail in house.mails()]
            return found[0]
        time.sleep(0.2)


def test_a_stranger_books_pays_and_staff_start_the_job(house: House, page: Page) -> None:
    day = saturday(5)
    address = "claire.journey@example.com"
    walk(page, house, day, name="Claire Whitcomb", email=address)

    # The price explains itself before anything is paid
    panel = page.locator("#price")
    expect(panel).to_contain_text("$1,725.00")
    expect(panel).to_contain_text("+$258.75")
    expect(panel).to_contain_text("Saturday")
    expect(panel).to_contain_text(TOTAL)
    page.get_by_role("button", name="Book and go to payment").click()

    expect(page).to_have_url(re.compile("/book/pay/"))
    number = page.locator(".tag").first.inner_text()
    assert re.fullmatch(r"TT-\d{6}", number)
    card(page)
    page.get_by_role("button", name=f"Pay {TOTAL}").click()
    page.wait_for_url(re.compile("/track/"), timeout=60_000)
    expect(page.locator("main")).to_contain_text(number)

    paid = mail_to(house, address, "Paid and confirmed")
    text = paid.get_body(("plain",))
    assert text is not None
    content = text.get_content()
    assert TOTAL in content
    link = re.search(rf"{re.escape(house.url)}/track/\S+", content)
    assert link is not None
    page.goto(link.group(0))
    expect(page.locator("main")).to_contain_text(number)

    start_the_job(page, house, number)


def start_the_job(page: Page, house: House, number: str) -> None:
    """Staff sign in, find the booking, see why it costs what it costs, and start it."""
    page.goto(f"{house.url}/admin/")
    page.locator("[name=username]").fill("operations@totetaxi.example")
    page.locator("[name=password]").fill("totetaxi-demo")
    page.locator("form [type=submit]").first.click()
    page.goto(f"{house.url}/admin/bookings/booking/?q={number}")
    page.get_by_role("link", name=number).first.click()
    main = page.locator("#main, main").first
    expect(main).to_contain_text(TOTAL)
    expect(main).to_contain_text("weekend-mini-move")
    expect(main).to_contain_text("Pickup")
    page.get_by_role("button", name="Start job").or_(page.get_by_role("link", name="Start job")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("Start|Confirm")).last.click()
    expect(page.locator("body")).to_contain_text("In progress")


def test_on_a_phone_nothing_hangs_over_the_edge(house: House, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    walk(page, house, saturday(12), name="Rosa Lindqvist", email="rosa.journey@example.com")
    for path in ("/", "/services/mini-move/", page.url):
        page.goto(path if path.startswith("http") else f"{house.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_declined_card_is_told_and_another_one_pays(house: House, page: Page) -> None:
    walk(page, house, saturday(19), name="Henry Adeyemi", email="henry.journey@example.com")
    page.get_by_role("button", name="Book and go to payment").click()
    card(page, "4000000000000002")
    page.get_by_role("button", name=f"Pay {TOTAL}").click()
    expect(page.locator("#pay-problem")).to_contain_text("declined", timeout=30_000)
    card(page)
    page.get_by_role("button", name=f"Pay {TOTAL}").click()
    page.wait_for_url(re.compile("/track/"), timeout=60_000)


def test_a_second_factor_of_the_bank_comes_back_paid(house: House, page: Page) -> None:
    walk(page, house, saturday(26), name="Priya Raman", email="priya.journey@example.com")
    page.get_by_role("button", name="Book and go to payment").click()
    card(page, "4000000000003220")
    page.get_by_role("button", name=f"Pay {TOTAL}").click()
    page.get_by_role("button", name=re.compile("Complete", re.I)).click()
    page.wait_for_url(re.compile("/track/"), timeout=60_000)


def test_back_after_paying_says_that_it_is_paid(house: House, page: Page) -> None:
    walk(page, house, saturday(33), name="Theo Brandt", email="theo.journey@example.com")
    page.get_by_role("button", name="Book and go to payment").click()
    pay_page = page.url
    card(page)
    page.get_by_role("button", name=f"Pay {TOTAL}").click()
    page.wait_for_url(re.compile("/track/"), timeout=60_000)
    page.goto(pay_page)
    expect(page.locator("main")).to_contain_text("paid")
    assert page.locator("#payment-element").count() == 0


def test_a_double_click_on_book_makes_one_booking(house: House, page: Page) -> None:
    address = "double.journey@example.com"
    walk(page, house, saturday(40), name="Double Click", email=address)
    page.get_by_role("button", name="Book and go to payment").dblclick()
    page.wait_for_url(re.compile("/book/pay/"))
    count = f"from bookings.models import Booking;print(Booking.objects.filter(contact_email='{address}').count())"
    assert house.manage("shell", "--no-imports", "-v0", "-c", count).strip() == "1"


def test_the_date_step_works_without_javascript(house: House, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    walk(page, house, saturday(47), name="No Script", email="noscript.journey@example.com")
    expect(page.locator("#price")).to_contain_text(TOTAL)
    page.get_by_role("button", name="Book and go to payment").click()
    expect(page).to_have_url(re.compile("/book/pay/"))
    context.close()
