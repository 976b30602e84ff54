"""`make run`: database, seed, demo people; then web, worker and the Stripe stand-in until Ctrl-C."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import environ
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = ROOT / "var" / "totetaxi.sqlite3"
STAMP = ROOT / "var" / "prepared.sha256"
READY_WITHIN_SECONDS = 60


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    if (ROOT / ".env").exists():
        environ.Env.read_env(str(ROOT / ".env"))
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    os.chdir(ROOT)
    try:
        port = int(os.environ.get("PORT") or 8000)
        if not 1024 <= port <= 65534:
            raise ValueError
    except ValueError:
        return stop(f"PORT must be a number from 1024 to 65534, not {os.environ['PORT']!r}.")
    os.environ["PORT"] = str(port)
    own_stripe = not os.environ.get("STRIPE_API_BASE") and not os.environ.get("STRIPE_SECRET_KEY")
    for needed in (port, port + 1) if own_stripe else (port,):
        if taken(needed):
            return stop(f"port {needed} is in use. Stop what listens there, or choose another: `make run PORT=8100`.")
    if not prepared():
        if subprocess.run([sys.executable, "manage.py", "prepare_demo"], cwd=ROOT).returncode:
            return stop("the database could not be prepared; the lines above say why.")
        STAMP.write_text(fingerprint())
    return serve(port, own_stripe)


def prepared() -> bool:
    """Whether the embedded database was prepared from the very migrations and seeds that are here now."""
    own_file = not os.environ.get("DATABASE_URL")
    return own_file and DATABASE.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def fingerprint() -> str:
    """Of everything that preparing reads: migrations, seeds, the demo's stories."""
    digest = hashlib.sha256(str(ROOT).encode())
    rooms = ("site", "catalog", "pricing_rules", "bookings", "dispatch")
    found = [path for room in rooms for kind in ("*.py", "*.yaml") for path in (ROOT / room).rglob(kind)]
    for path in sorted(found):
        if path.suffix == ".yaml" or {"migrations", "demo"} & set(path.parts):
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def serve(port: int, own_stripe: bool) -> int:
    manager = Manager()
    python = sys.executable
    manager.add_process("web", f"{python} manage.py runserver --noreload 127.0.0.1:{port}", quiet=False)
    manager.add_process("worker", f"{python} manage.py qcluster", quiet=False)
    if own_stripe:
        manager.add_process(
            "stripe",
            f"{python} -m standins.stripe --port {port + 1} --state var/standin-stripe.sqlite3"
            f" --webhook-url http://127.0.0.1:{port}/webhooks/stripe/ --webhook-secret whsec_standin",
        )
    threading.Thread(target=welcome, args=(port, own_stripe), daemon=True).start()
    manager.loop()
    # Ctrl-C is how this is meant to end
    return 0 if manager.returncode in (None, 0, 130, -2) else manager.returncode


def welcome(port: int, own_stripe: bool) -> None:
    """Waits until the site answers, then says where to click."""
    site = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{site}/health/live", timeout=2).read()
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    password = os.environ.get("DEMO_PASSWORD") or "totetaxi-demo"
    lines = [
        "",
        "ToteTaxi is running.",
        f"  Website          {site}/",
        f"  Book a mini move {site}/book/?service=mini_move&package=standard",
        f"  Staff CRM        {site}/admin/",
        f"  Website editor   {site}/cms/",
        *([f"  Stripe stand-in  http://127.0.0.1:{port + 1}/   pay with 4242 4242 4242 4242"] if own_stripe else []),
        "  Mail is written to var/mail/",
        "",
        "  Sign in as admin@, manager@, operations@, service@, finance@, marketing@ or viewer@totetaxi.example",
        f"  Password {password}",
        "",
        "  Ctrl-C stops everything; your data stays in var/.",
        "",
    ]
    print("\n".join(lines), flush=True)


def taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def stop(why: str) -> int:
    print(f"Not started: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
