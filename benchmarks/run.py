"""`make bench`: every benchmark in this folder, or those named; the last lines are JSON objects, one a measure.

Each file has `measures() -> Iterator[dict]`, a dict being `{"bench", "value", "unit", "versus", "ratio"}` and more, and
runs in a process of its own. What needs PostgreSQL or Chromium says so and is left out where there is none.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
MARK = "measure "


def main(wanted: list[str]) -> int:
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in {"run", "__init__"})
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(names)}.", file=sys.stderr)
        return 1
    print(
        f"Python {platform.python_version()}, Django {version('django')}, business-rules {version('business-rules')}, "
        f"{os.cpu_count()} cores"
    )
    found, failed = [], []
    for name in wanted or names:
        print(f"— {name} —", flush=True)
        done = subprocess.run([sys.executable, __file__, "--one", name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            if line.startswith(MARK):
                found.append(line.removeprefix(MARK))
            else:
                print(line)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    print("\n".join(found))
    return 1 if failed else 0


def one(name: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    for measure in importlib.import_module(f"benchmarks.{name}").measures():
        print(MARK + json.dumps(measure), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(one(sys.argv[2]) if sys.argv[1:2] == ["--one"] else main(sys.argv[1:]))
