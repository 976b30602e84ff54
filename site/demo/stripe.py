"""Paying in the demo as a customer's browser does, at the Stripe stand-in, which is started where it does not run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from bookings.payments.gateway import client

START_WITHIN_SECONDS = 20


class NoStandIn(RuntimeError):
    """The demo pays with test cards, which only the stand-in may take."""


@contextmanager
def standin_running() -> Iterator[None]:
    """Yields while the stand-in answers at STRIPE_API_BASE. One started here keeps its state and ends afterwards.

    Raises NoStandIn where the address is not this machine's: the demo never pays at Stripe itself.
    """
    address = urlsplit(settings.STRIPE_API_BASE)
    if address.hostname not in {"127.0.0.1", "localhost"} or address.port is None:
        raise NoStandIn(f"STRIPE_API_BASE is {settings.STRIPE_API_BASE}: demo bookings are paid at the stand-in only.")
    if _answers(address.port):
        yield
        return
    process = _start(address.port)
    try:
        _wait(process, address.port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def pay(intent_id: str, card: str = "pm_card_visa") -> None:
    """Confirm a PaymentIntent with one of Stripe's test payment methods."""
    params = {"payment_method": card, "return_url": f"{settings.SITE_URL}/"}
    client().v1.payment_intents.confirm(intent_id, params=params)  # type: ignore[arg-type]


def _start(port: int) -> subprocess.Popen[bytes]:
    state = Path(settings.STANDIN_STRIPE_STATE)
    state.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "standins.stripe", "--port", str(port), "--state", str(state)]
    environment = {**os.environ, "PYTHONPATH": str(settings.ROOT / "site")}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoStandIn("The Stripe stand-in did not start.")
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
