"""Command line and refusals to start: never in production, never with live keys."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """How one stand-in runs. Without `webhook_url` no webhooks are sent; without `state` memory is all there is."""

    host: str = "127.0.0.1"
    port: int = 8001
    secret_key: str = "sk_test_standin"
    publishable_key: str = "pk_test_standin"
    webhook_url: str | None = None
    webhook_secret: str = "whsec_standin"
    state: Path | None = None
    settle_seconds: float = 3.0

    @property
    def base_url(self) -> str:
        """Where it can be reached."""
        return f"http://{self.host}:{self.port}"


class Unsafe(Exception):
    """The stand-in must not run here."""


def parse(arguments: Sequence[str] | None = None) -> Options:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m standins.stripe", description="A local stand-in for Stripe, for development and tests."
    )
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--host", default="127.0.0.1", help="loopback by default; it has no passwords")
    parser.add_argument("--webhook-url", help="where events are sent, such as http://127.0.0.1:8000/webhooks/stripe/")
    parser.add_argument("--webhook-secret", default="whsec_standin")
    parser.add_argument("--secret-key", default="sk_test_standin")
    parser.add_argument("--publishable-key", default="pk_test_standin")
    parser.add_argument("--state", type=Path, help="an SQLite file that keeps everything between two runs")
    parser.add_argument(
        "--settle-seconds", type=float, default=3.0, help="how long asynchronous refunds and disputes take"
    )
    given = parser.parse_args(arguments)
    return Options(
        host=given.host,
        port=given.port,
        secret_key=given.secret_key,
        publishable_key=given.publishable_key,
        webhook_url=given.webhook_url,
        webhook_secret=given.webhook_secret,
        state=given.state,
        settle_seconds=given.settle_seconds,
    )


def refuse_unsafe(options: Options, environment: Mapping[str, str] = os.environ) -> None:
    """Raises Unsafe in production settings, and when any key looks live: this is not the place for it."""
    settings = environment.get("DJANGO_SETTINGS_MODULE", "")
    if "prod" in settings.lower():
        raise Unsafe(f"The Stripe stand-in does not run in production settings ({settings}).")
    keys = {
        "--secret-key": options.secret_key,
        "--publishable-key": options.publishable_key,
        "STRIPE_SECRET_KEY": environment.get("STRIPE_SECRET_KEY", ""),
        "STRIPE_PUBLISHABLE_KEY": environment.get("STRIPE_PUBLISHABLE_KEY", ""),
    }
    for name, key in keys.items():
        if key.startswith(("sk_live", "pk_live", "rk_live")):
            raise Unsafe(f"{name} holds a live key. The Stripe stand-in does not run beside live keys.")
    if not options.secret_key.startswith("sk_test_") or not options.publishable_key.startswith("pk_test_"):
        raise Unsafe("The stand-in's keys must begin with sk_test_ and pk_test_.")
