"""Chromium for the journeys, started once a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where Chromium is: CHROMIUM, or the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def card(
    page: Page, number: str = "4242424242424242", *, expiry: str = "12 / 34", cvc: str = "123", zip5: str = "10024"
) -> None:
    """Fill the card form, which lives in a frame of the payment company."""
    frame = page.frame_locator("#payment-element iframe")
    frame.locator("#card-number").fill(number)
    frame.locator("#card-expiry").fill(expiry)
    frame.locator("#card-cvc").fill(cvc)
    frame.locator("#card-zip").fill(zip5)
