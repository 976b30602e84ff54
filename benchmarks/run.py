"""`make bench`: every benchmark in this folder, or those named; the last lines are JSON objects, one a measure.

Each file has `measures() -> Iterator[dict]`, a dict being `{"bench", "value", "unit", "versus", "ratio"}` and more.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER.parent), str(FOLDER.parent / "site")]


def main(wanted: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    names = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in {"run", "__init__"})
    unknown = [name for name in wanted if name not in names]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(names)}.", file=sys.stderr)
        return 1
    print(
        f"Python {platform.python_version()}, Django {version('django')}, business-rules {version('business-rules')}, "
        f"{os.cpu_count()} cores"
    )
    found = []
    for name in wanted or names:
        print(f"— {name} —", flush=True)
        found.extend(importlib.import_module(f"benchmarks.{name}").measures())
    for measure in found:
        print(json.dumps(measure))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
