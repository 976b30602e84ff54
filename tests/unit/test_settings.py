"""A wrong or missing setting stops the start with a sentence that names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "totetaxi.example",
    "SITE_URL": "https://totetaxi.example",
    "CACHE_URL": "redis://127.0.0.1:6379/1",
    "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_x",
    "STRIPE_WEBHOOK_SECRET": "whsec_x",
}
BROKEN = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters"),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing"),
    ({"SITE_URL": ""}, "SITE_URL is missing"),
    ({"CACHE_URL": ""}, "CACHE_URL is missing"),
    ({"CACHE_URL": "locmemcache://"}, "CACHE_URL must name a cache that all web processes share"),
    ({"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY is missing"),
    ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET is missing"),
    ({"DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'"),
    ({"STRIPE_TIMEOUT_SECONDS": "soon"}, "STRIPE_TIMEOUT_SECONDS must be a whole number, not 'soon'"),
    ({"DATABASE_URL": "mysql://127.0.0.1/x"}, "DATABASE_URL must name SQLite or PostgreSQL"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not a database address"),
]


def load(changes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = {**kept, **WHOLE, **changes, "PYTHONPATH": "site:."}
    command = [sys.executable, "-c", "import config.settings.production"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_whole_set_loads() -> None:
    assert load({}).returncode == 0, load({}).stderr


@pytest.mark.parametrize(("changes", "sentence"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_broken_setting_is_named(changes: dict[str, str], sentence: str) -> None:
    answer = load(changes)
    assert answer.returncode != 0
    assert sentence in answer.stderr.splitlines()[-1]
