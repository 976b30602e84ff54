"""`make test`: the whole suite on SQLite, then on PostgreSQL when TEST_DATABASE_URL names one.

What needs no database (unit, golden, properties) runs once. Journeys and races start the whole product over one seeded
database, which they share, so they run in one process after the others. Journeys are left out without Chromium.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WITHOUT_DATABASE = ("tests/unit", "tests/golden", "tests/properties")
IN_PROCESS = ("tests/integration",)
WHOLE_PRODUCT = ("tests/journeys", "tests/races")
NO_TESTS = 5  # pytest's answer when a selection of the caller's leaves nothing in a part


def run(name: str, database: str | None, folders: tuple[str, ...], extra: list[str], processes: int) -> int:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    if CHROMIUM:
        environment["CHROMIUM"] = CHROMIUM
    print(f"\n— {name}: {', '.join(folders)} —", flush=True)
    spread = ["-n", str(processes)] if processes > 1 else []
    code = subprocess.run([sys.executable, "-m", "pytest", "-q", *spread, *folders, *extra], env=environment).returncode
    return 0 if code == NO_TESTS else code


def main() -> int:
    extra = sys.argv[1:]
    postgres = os.environ.get("TEST_DATABASE_URL")
    cores = max(2, os.cpu_count() or 2)
    codes = [run("SQLite", None, (*WITHOUT_DATABASE, *IN_PROCESS), extra, cores)]
    if postgres:
        codes.append(run("PostgreSQL", postgres, IN_PROCESS, extra, cores))
    else:
        print("TEST_DATABASE_URL is not set: the PostgreSQL run is skipped.")
    folders = WHOLE_PRODUCT
    if not CHROMIUM:
        print("Chromium was not found: the browser journeys are skipped (on Debian: apt-get install chromium).")
        folders = ("tests/races",)
    codes.append(run("SQLite", None, folders, extra, 1))
    if postgres:
        codes.append(run("PostgreSQL", postgres, folders, extra, 1))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
