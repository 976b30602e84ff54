"""Each import contract is shown to fail when it is broken: one forbidden import written into a copy of the house."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("site", "bookings", "catalog", "pricing_rules", "dispatch")

BREACHES = [
    ("The house", "catalog/prices.py", "import bookings.models"),
    ("The house", "bookings/queries.py", "import dispatch.models"),
    ("Inside the foundation", "site/foundation/audit/actor.py", "import foundation.outbox.models"),
    ("Inside bookings", "bookings/customers/models.py", "import bookings.operations"),
    ("Inside bookings", "bookings/payments/models/payment.py", "import bookings.operations"),
    ("Pure rooms", "pricing_rules/engine/evaluate.py", "import django.db"),
    ("Pure rooms", "site/foundation/money.py", "import stripe"),
    ("The stand-ins", "site/standins/stripe/__init__.py", "import foundation.money"),
    ("Nothing of ours", "site/demo/people.py", "import standins.stripe"),
]


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": "site:."}
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "static", "*.yaml"))
    shutil.copy(ROOT / ".importlinter", copy / ".importlinter")
    return copy


@pytest.mark.parametrize(("contract", "file", "breach"), BREACHES)
def test_a_breach_is_told_by_its_contract(house: Path, contract: str, file: str, breach: str) -> None:
    path = house / file
    original = path.read_text()
    path.write_text(f"{original}\n{breach}\n")
    try:
        answer = lint(house)
    finally:
        path.write_text(original)
    assert answer.returncode == 1, answer.stdout
    broken = [line for line in answer.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(line.startswith(contract) for line in broken), answer.stdout
