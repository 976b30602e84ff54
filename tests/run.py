"""`make test`: the whole suite on SQLite, then on PostgreSQL when TEST_DATABASE_URL names one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def run(name: str, database: str | None, extra: list[str]) -> int:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("DATABASE_URL", None)
    if database:
        environment["DATABASE_URL"] = database
    if CHROMIUM:
        environment["CHROMIUM"] = CHROMIUM
    print(f"\n— {name} —", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", *extra]
    return subprocess.run(command, env=environment).returncode


def main() -> int:
    extra = sys.argv[1:]
    if not CHROMIUM:
        print("Chromium was not found: the browser journeys are skipped (on Debian: apt-get install chromium).")
        extra = [*extra, "-m", "not journey"]
    codes = [run("SQLite", None, extra)]
    postgres = os.environ.get("TEST_DATABASE_URL")
    if postgres:
        codes.append(run("PostgreSQL", postgres, extra))
    else:
        print("TEST_DATABASE_URL is not set: the PostgreSQL run is skipped.")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
