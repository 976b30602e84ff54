"""What a killed worker repeats and what it does not (docs/adr/0003), and that two workers never do one effect twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROOT, Database

# step at which the process is killed: (state and acts of a safe effect, of one that must never repeat), after recovery
AFTERWARDS = {
    "before commit": ((None, 0), (None, 0)),
    "after commit": (("done", 1), ("done", 1)),
    "after claim": (("done", 1), ("unclear", 0)),
    "before act": (("done", 1), ("unclear", 0)),
    "after act": (("done", 2), ("unclear", 1)),
    "after settle": (("done", 1), ("done", 1)),
}


@pytest.fixture(scope="module")
def drill(house_database: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": house_database.copy(),
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    folder: Path = tmp_path_factory.mktemp("drill")
    command = [sys.executable, "-m", "tests.races.outbox_drill", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "locked" not in done.stderr
    return dict(json.loads((folder / "seen.json").read_text()))


@pytest.mark.parametrize("kind", ["safe", "never"])
@pytest.mark.parametrize("step", AFTERWARDS)
def test_a_process_killed_at_each_step(drill: dict[str, Any], step: str, kind: str) -> None:
    (seen,) = [one for one in drill["drills"] if (one["step"], one["kind"]) == (step, kind)]
    assert seen["killed"]
    assert (seen["state"], seen["happened"]) == AFTERWARDS[step][0 if kind == "safe" else 1]


def test_many_workers_share_the_work_and_repeat_none_of_it(drill: dict[str, Any]) -> None:
    assert drill["crowd"] == {"codes": [0, 0, 0, 0], "done": 120, "acts": 120, "most": 1}
