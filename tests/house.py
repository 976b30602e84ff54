"""A whole running product for journeys and races: web, worker, Stripe stand-in over a copy of a seeded database.

The seeded database is made once per test session (with real migrations) and copied for each house: flushing between
tests would remove what Wagtail's own migrations put in.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    """Waits until the address answers at all; fails with the log's end when the process dies or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer:\n{log.read_text()[-3000:]}")


@dataclass
class Database:
    """One database of a session: an SQLite file or a PostgreSQL database, seeded once and copied."""

    folder: Path
    server: str | None = os.environ.get("DATABASE_URL") or None
    made: list[str] = field(default_factory=list)

    @property
    def is_postgres(self) -> bool:
        return bool(self.server and self.server.startswith("postgres"))

    def url(self, name: str) -> str:
        if self.is_postgres:
            parts = urlsplit(str(self.server))
            return urlunsplit(parts._replace(path=f"/{name}"))
        return f"sqlite:///{self.folder / name}.sqlite3"

    def _admin(self, statement: str) -> None:
        with psycopg.connect(str(self.server), autocommit=True) as connection:
            connection.execute(statement.encode())

    def seeded(self) -> str:
        if not self.made:
            name = f"seeded_{uuid.uuid4().hex[:10]}"
            if self.is_postgres:
                self._admin(f'CREATE DATABASE "{name}"')
            self.made.append(name)
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": self.url(name),
            }
            environment["STANDIN_STRIPE_STATE"] = str(self.folder / f"{name}.stripe")
            environment["STRIPE_API_BASE"] = f"http://127.0.0.1:{free_port()}"
            command = [sys.executable, "manage.py", "prepare_demo"]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr
        return self.made[0]

    def copy(self) -> str:
        source, name = self.seeded(), f"house_{uuid.uuid4().hex[:10]}"
        if self.is_postgres:
            self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        else:
            for path in self.folder.glob(f"{source}.sqlite3*"):
                shutil.copy(path, self.folder / path.name.replace(source, name))
        self.made.append(name)
        return self.url(name)

    @property
    def stripe_state(self) -> Path:
        """What the stand-in knows of the seeded bookings' payments."""
        return self.folder / f"{self.seeded()}.stripe"

    def drop(self) -> None:
        if self.is_postgres:
            for name in self.made:
                self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class House:
    """A running product. `url` is the site, `stripe` the stand-in, `database` its own database's address."""

    folder: Path
    database: str
    web_port: int = field(default_factory=free_port)
    stripe_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    extra_environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def stripe(self) -> str:
        return f"http://127.0.0.1:{self.stripe_port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": self.database,
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "SITE_URL": self.url,
            "STRIPE_API_BASE": self.stripe,
            "STRIPE_JS_URL": f"{self.stripe}/v3/",
            "EMAIL_URL": f"filemail:///{self.folder / 'mail'}",
            **self.extra_environment,
        }

    def spawn(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.processes[name] = process
        return process

    def start_stripe(self) -> None:
        webhooks = ("--webhook-url", f"{self.url}/webhooks/stripe/", "--webhook-secret", "whsec_standin")
        where = ("--port", str(self.stripe_port), "--state", str(self.folder / "stripe.sqlite3"))
        process = self.spawn("stripe", sys.executable, "-m", "standins.stripe", *where, *webhooks)
        wait_for(self.stripe, process, self.folder / "stripe.log")

    def start_web(self, workers: int = 2, threads: int = 4) -> None:
        gunicorn = (str(BIN / "gunicorn"), "config.wsgi:application", "--pythonpath", "site")
        size = (
            "--workers",
            str(workers),
            "--threads",
            str(threads),
            "--timeout",
            "120",
            "--preload",
            "--no-control-socket",
        )
        process = self.spawn("web", *gunicorn, *size, "--bind", f"127.0.0.1:{self.web_port}")
        wait_for(f"{self.url}/health/live", process, self.folder / "web.log")

    def start_worker(self) -> None:
        self.spawn("worker", sys.executable, "manage.py", "qcluster")

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        """Runs a command of the product over this house's database and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mails(self) -> list[EmailMessage]:
        """Every mail that was sent, oldest first. Django writes one file a connection, messages apart by a rule."""
        found: list[EmailMessage] = []
        for path in sorted((self.folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                if part.strip():
                    found.append(message_from_bytes(part, policy=policy.default))  # type: ignore[arg-type]
        return found

    def stop(self, name: str | None = None, how: signal.Signals = signal.SIGTERM) -> None:
        for each in [name] if name else list(self.processes):
            process = self.processes.pop(each, None)
            if process is None:
                continue
            for sign in (how, signal.SIGKILL):
                try:
                    os.killpg(process.pid, sign)
                except ProcessLookupError:
                    break
                try:
                    process.wait(timeout=8)
                    break
                except subprocess.TimeoutExpired:
                    continue


@contextmanager
def running(
    database: Database, folder: Path, *, worker: bool = True, web_workers: int = 2, **environment: str
) -> Iterator[House]:
    folder.mkdir(parents=True, exist_ok=True)
    house = House(folder=folder, database=database.copy(), extra_environment=environment)
    shutil.copy(database.stripe_state, folder / "stripe.sqlite3")
    try:
        house.start_stripe()
        house.start_web(workers=web_workers)
        if worker:
            house.start_worker()
        yield house
    finally:
        house.stop()
