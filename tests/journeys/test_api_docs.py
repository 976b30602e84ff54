"""The API's documentation page in a real browser: complete under the strict policy, and asking nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application

pytest.importorskip("playwright.sync_api")
from tests.browser import PHONE, WIDE, browser, chromium

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium() is None, reason="Chromium was not found"),
]


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The product's web server without a database: the page needs none."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Threaded, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_page_shows_every_call_and_stays_in_the_house(site: str, size: dict[str, int]) -> None:
    asked: list[str] = []
    said: list[str] = []
    with browser() as chrome:
        page = chrome.new_page(viewport=size)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{site}/api/v1/docs/")
        page.locator(".opblock").nth(4).wait_for()
        assert page.locator(".opblock").count() == 5
        page.locator("#operations-Quotes-quote .opblock-summary-control").click()
        page.get_by_text("Mini move with two surfboards").first.wait_for(state="attached")
        assert page.title() == "ToteTaxi API"
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert said == []
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(site).netloc}
    assert fits
