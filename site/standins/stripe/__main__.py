"""`python -m standins.stripe`: runs until interrupted."""

from __future__ import annotations

import signal
import sys
import threading

from standins.stripe.options import Unsafe, parse, refuse_unsafe
from standins.stripe.server import StandIn


def main() -> int:
    """Starts, says where it listens, stops cleanly on Ctrl-C or SIGTERM."""
    options = parse()
    try:
        refuse_unsafe(options)
    except Unsafe as problem:
        print(problem, file=sys.stderr)
        return 2
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        standin = StandIn(options)
    except OSError as problem:
        print(f"The Stripe stand-in cannot listen on {options.base_url}: {problem.strerror}.", file=sys.stderr)
        return 1
    with standin:
        sends = f"webhooks to {options.webhook_url}" if options.webhook_url else "no webhooks (no --webhook-url)"
        print(f"Stripe stand-in on {standin.url}, {sends}", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
