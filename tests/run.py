"""`make test`: the whole suite on SQLite, then on PostgreSQL when TEST_DATABASE_URL names one.

What needs no database (unit, golden, properties) runs once. Journeys and races start the whole product over one seeded
database, which they share, so each database's run in one process, the two beside each other: they mostly wait.
Journeys are left out without Chromium.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WITHOUT_DATABASE = ("tests/unit", "tests/golden", "tests/properties")
IN_PROCESS = ("tests/integration",)
WHOLE_PRODUCT = ("tests/journeys", "tests/races")
KNOWS_NO_DATABASE = "tests/journeys/test_standin_card_form.py"  # the stand-in alone: once is enough
NO_TESTS = 5  # pytest's answer when a selection of the caller's leaves nothing in a part


@dataclass
class Part:
    """One run of pytest, begun; its words wait in a file where another part runs beside it."""

    title: str
    process: subprocess.Popen[bytes]
    words: IO[bytes] | None

    def end(self) -> int:
        code = self.process.wait()
        if self.words is not None:
            print(f"\n— {self.title} —", flush=True)
            self.words.seek(0)
            shutil.copyfileobj(self.words, sys.stdout.buffer)
            sys.stdout.flush()
            self.words.close()
        return 0 if code == NO_TESTS else code


def begin(name: str, database: str | None, arguments: tuple[str, ...], *, processes: int, aside: bool = False) -> Part:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    if CHROMIUM:
        environment["CHROMIUM"] = CHROMIUM
    title = f"{name}: {', '.join(one for one in arguments if one.startswith('tests/'))}"
    words = tempfile.TemporaryFile() if aside else None  # noqa: SIM115 - the part closes it
    if not aside:
        print(f"\n— {title} —", flush=True)
    spread = ["-n", str(processes)] if processes > 1 else []
    command = [sys.executable, "-m", "pytest", "-q", *spread, *arguments]
    return Part(title, subprocess.Popen(command, env=environment, stdout=words, stderr=words), words)


def main() -> int:
    extra = tuple(sys.argv[1:])
    postgres = os.environ.get("TEST_DATABASE_URL")
    cores = max(2, os.cpu_count() or 2)
    codes = [begin("SQLite", None, (*WITHOUT_DATABASE, *IN_PROCESS, *extra), processes=cores).end()]
    if postgres:
        codes.append(begin("PostgreSQL", postgres, (*IN_PROCESS, *extra), processes=cores).end())
    else:
        print("TEST_DATABASE_URL is not set: the PostgreSQL run is skipped.")
    folders = WHOLE_PRODUCT
    if not CHROMIUM:
        print("Chromium was not found: the browser journeys are skipped (on Debian: apt-get install chromium).")
        folders = ("tests/races",)
    both = [begin("SQLite", None, (*folders, *extra), processes=1, aside=bool(postgres))]
    if postgres:
        once = f"--ignore={KNOWS_NO_DATABASE}"
        both.append(begin("PostgreSQL", postgres, (*folders, once, *extra), processes=1, aside=True))
    return max(*codes, *(part.end() for part in both))


if __name__ == "__main__":
    sys.exit(main())
