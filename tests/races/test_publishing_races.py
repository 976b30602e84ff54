"""Of managers who publish, roll back or save one rule in the same moment one wins, and the others are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROOT, Database


@pytest.fixture(scope="module")
def seen(house_database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": house_database.copy(),
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    folder: Path = tmp_path_factory.mktemp("publishing")
    command = [sys.executable, "-m", "tests.races.publishing_drill", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "locked" not in done.stderr
    return dict(json.loads((folder / "seen.json").read_text()))


def test_six_who_publish_one_draft_make_one_set_and_five_are_told_which(seen: dict[str, Any]) -> None:
    assert seen["publish"] == {"ends": {"published": 1, "NothingToPublish": 5}, "sets": 2, "told": 5}


def test_six_who_roll_back_make_one_set(seen: dict[str, Any]) -> None:
    assert seen["roll_back"] == {"ends": {"rolled back": 1, "LookAgain": 5}, "sets": 3}


def test_six_who_save_one_rule_lose_nothing_silently(seen: dict[str, Any]) -> None:
    assert seen["save"] == {"ends": {"saved": 1, "DraftChanged": 5}, "versions": 1, "entries": 1, "winner": True}
