"""The stand-in imports nothing of ours and no Django, never runs in production, and never beside live keys."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from standins.stripe.options import Options, Unsafe, parse, refuse_unsafe

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "site" / "standins" / "stripe").glob("*.py"))


def test_it_imports_the_standard_library_stripe_and_itself_only() -> None:
    allowed = {*sys.stdlib_module_names, "stripe", "standins", "typing_extensions"}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            strange = {name.partition(".")[0] for name in names} - allowed
            assert not strange, f"{path.name} imports {strange}"


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        (Options(), {"DJANGO_SETTINGS_MODULE": "config.settings.production"}, "production settings"),
        (Options(secret_key="sk_live_1"), {}, "live key"),
        (Options(publishable_key="pk_live_1"), {}, "live key"),
        (Options(), {"STRIPE_SECRET_KEY": "sk_live_1"}, "live key"),
        (Options(), {"STRIPE_SECRET_KEY": "rk_live_1"}, "live key"),
        (Options(), {"STRIPE_PUBLISHABLE_KEY": "pk_live_1"}, "live key"),
        (Options(secret_key="secret"), {}, "must begin with"),
    ],
)
def test_it_refuses_to_start(options: Options, environment: dict[str, str], words: str) -> None:
    with pytest.raises(Unsafe, match=words):
        refuse_unsafe(options, environment)


def test_it_starts_in_development() -> None:
    refuse_unsafe(Options(), {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "STRIPE_SECRET_KEY": "sk_test_standin"})


def test_the_program_itself_refuses_production() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.production", "PYTHONPATH": "site"}
    done = subprocess.run(
        [sys.executable, "-m", "standins.stripe", "--port", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "does not run in production" in done.stderr


def test_the_command_line() -> None:
    given = parse(
        ["--port", "8001", "--webhook-url", "http://127.0.0.1:8000/webhooks/stripe/", "--webhook-secret", "whsec_x"]
    )
    assert (given.port, given.webhook_secret, given.state) == (8001, "whsec_x", None)
    assert given.base_url == "http://127.0.0.1:8001"
