"""The stand-in's card form in a real browser, on a page with a strict content security policy."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.stripe_standin import Site, stripe_site

playwright_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium was not found"),
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGE = """<!doctype html><html lang="en"><head><title>Pay</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body data-secret="{secret}" data-redirect="{redirect}"><main><h1>Pay</h1>
<form id="pay"><div id="payment-element"></div><button>Pay $1,983.75</button></form><p id="out" role="alert"></p></main>
<script src="{stripe}/v3/"></script><script src="/page.js"></script></body></html>"""

SCRIPT = """
const stripe = Stripe("pk_test_standin"), secret = document.body.dataset.secret, out = document.getElementById("out");
const elements = stripe.elements({clientSecret: secret, appearance: {variables: {colorPrimary: "#17456b"}}});
const element = elements.create("payment");
element.on("ready", () => { document.body.dataset.ready = "yes"; });
element.on("change", (event) => { document.body.dataset.complete = String(event.complete); });
element.mount("#payment-element");
document.getElementById("pay").addEventListener("submit", async (event) => {
  event.preventDefault();
  out.textContent = "";
  const checked = await elements.submit();
  if (checked.error) { out.textContent = checked.error.message; return; }
  const setup = secret.startsWith("seti_");
  const result = await (setup ? stripe.confirmSetup : stripe.confirmPayment)({
    elements, redirect: document.body.dataset.redirect,
    confirmParams: {return_url: location.origin + "/return/?booking=7"},
  });
  out.textContent = result.error ? result.error.message : (result.paymentIntent || result.setupIntent).status;
});
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with stripe_site() as running:
        yield running


@pytest.fixture(scope="module")
def shop(site: Site) -> Iterator[str]:
    """A shop whose pages allow scripts, frames and calls of the stand-in only, and no inline style or script."""
    stripe_url = site.standin.url
    policy = (
        f"default-src 'none'; script-src 'self' {stripe_url}; frame-src {stripe_url}; connect-src {stripe_url}; "
        "style-src 'self'; base-uri 'none'; form-action 'self'"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = {name: values[0] for name, values in parse_qs(parts.query).items()}
            kind = "text/html"
            if parts.path == "/page.js":
                text, kind = SCRIPT, "text/javascript"
            elif parts.path == "/return/":
                text = "<!doctype html><title>Back</title><h1 id='back'>Back</h1>"
            else:
                text = PAGE.format(
                    secret=given["secret"], redirect=given.get("redirect", "if_required"), stripe=stripe_url
                )
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(params=[390, 1280])
def opened(request: pytest.FixtureRequest, browser: Any, shop: str) -> Iterator[Callable[..., Any]]:
    """Opens the pay page of a client secret; console errors other than declines fail the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text) if message.type == "error" and "402" not in message.text else None
        ),
    )

    def open_page(secret: str | None, redirect: str = "if_required") -> Any:
        page.goto(f"{shop}/?secret={secret}&redirect={redirect}")
        page.wait_for_selector("body[data-ready=yes]")
        return page

    yield open_page
    context.close()
    assert problems == []


def _fields(page: Any) -> Any:
    return page.frame_locator("iframe[name^='__privateStripeFrame']")


def _pay(page: Any, number: str) -> None:
    fields = _fields(page)
    fields.get_by_label("Card number").fill(number)
    fields.get_by_label("Expiration date").fill("12 / 34")
    fields.get_by_label("Security code").fill("123")
    fields.get_by_label("ZIP code").fill("10001")
    page.get_by_role("button").click()


def _said(page: Any) -> str:
    return str(page.locator("#out:not(:empty)").text_content())


def test_a_declined_card_and_then_a_good_one(site: Site, opened: Callable[..., Any]) -> None:
    intent = site.intent()
    page = opened(intent.client_secret)
    _pay(page, "4000000000009995")
    assert _said(page) == "Your card has insufficient funds."
    _pay(page, "4242424242424242")
    page.locator("#out", has_text="succeeded").wait_for()
    assert site.client.v1.payment_intents.retrieve(intent.id).amount_received == 198375


def test_what_is_missing_is_said_at_the_field_and_outside(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(site.intent().client_secret)
    frame = page.locator("iframe")
    before = frame.bounding_box()["height"]
    page.get_by_role("button").click()
    assert _said(page) == "Your card number is incomplete."
    fields = _fields(page)
    assert fields.locator("#card-number-error").text_content() == "Your card number is incomplete."
    assert fields.locator("#card-number").get_attribute("aria-invalid") == "true"
    assert fields.locator("#card-number").get_attribute("aria-describedby") == "card-number-error"
    assert fields.locator("#card-number").evaluate("field => document.activeElement === field")
    page.wait_for_timeout(200)
    assert frame.bounding_box()["height"] > before  # grew with its messages, nothing is cut off
    assert page.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")


def test_the_keyboard_is_enough_and_typing_is_grouped(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(site.intent().client_secret)
    fields = _fields(page)
    fields.locator("#card-number").focus()
    for text in ("4242424242424242", "434", "123"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("10001")
    assert fields.locator("#card-number").input_value() == "4242 4242 4242 4242"
    assert fields.locator("#card-expiry").input_value() == "04 / 34"
    assert fields.locator("#card-brand").text_content() == "Visa"
    page.wait_for_selector("body[data-complete=true]")
    page.keyboard.press("Enter")
    page.locator("#out", has_text="succeeded").wait_for()


@pytest.mark.parametrize(
    ("button", "status", "ends"),
    [("complete", "succeeded", "succeeded"), ("fail", "failed", "requires_payment_method")],
)
def test_three_d_secure_goes_through_the_bank_and_back(
    site: Site, opened: Callable[..., Any], button: str, status: str, ends: str
) -> None:
    intent = site.intent()
    page = opened(intent.client_secret)
    _pay(page, "4000002760003184")
    page.locator(f"#challenge-{button}").click()
    page.wait_for_selector("#back")
    given = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    assert given == {
        "booking": "7",
        "payment_intent": intent.id,
        "payment_intent_client_secret": intent.client_secret,
        "redirect_status": status,
    }
    assert site.client.v1.payment_intents.retrieve(intent.id).status == ends


def test_a_challenge_is_answered_once(site: Site, opened: Callable[..., Any]) -> None:
    intent = site.intent()
    page = opened(intent.client_secret)
    _pay(page, "4000002760003184")
    page.wait_for_selector("#challenge-complete")
    address = page.url
    page.locator("#challenge-complete").click()
    page.wait_for_selector("#back")
    assert site.raw("GET", "/v1/balance", Authorization="Bearer sk_test_standin")[0] == 200
    status = page.request.get(address).status
    assert status == 410
    assert len(site.client.v1.charges.list({"payment_intent": intent.id}).data) == 1


def test_redirect_always_leaves_for_the_return_page(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(site.intent().client_secret, redirect="always")
    _pay(page, "4242424242424242")
    page.wait_for_selector("#back")
    assert "redirect_status=succeeded" in page.url


def test_a_card_is_set_up(site: Site, opened: Callable[..., Any]) -> None:
    customer = site.client.v1.customers.create({})
    setup = site.client.v1.setup_intents.create({"customer": customer.id})
    page = opened(setup.client_secret)
    _pay(page, "4242424242424242")
    assert _said(page) == "succeeded"
    assert len(site.client.v1.customers.payment_methods.list(customer.id).data) == 1


def test_the_page_around_cannot_read_the_card(site: Site, opened: Callable[..., Any]) -> None:
    page = opened(site.intent().client_secret)
    _fields(page).locator("#card-number").fill("4242424242424242")
    seen = page.locator("iframe").evaluate(
        "frame => { try { return String(frame.contentDocument); } catch (e) { return e.name; } }"
    )
    assert seen in ("null", "SecurityError")
