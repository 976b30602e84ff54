"""Makes `.venv` and installs the locked dependencies. Standard library only: it runs before anything is installed.

Run as a file (`python3 site/config/bootstrap.py`). Says in one sentence what is missing, never with a traceback.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")


class Missing(Exception):
    """Something that this machine lacks, told as a sentence."""


def main() -> int:
    try:
        check_python()
        stamp = VENV / "locked.sha256"
        wanted = fingerprint()
        if stamp.exists() and stamp.read_text() == wanted and (VENV / "bin" / "python").exists():
            return 0
        make_venv()
        install()
        stamp.write_text(wanted)
    except Missing as missing:
        print(f"Setup stopped: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Setup stopped by you; run it again to go on.", file=sys.stderr)
        return 130
    return 0


def check_python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 12):
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise Missing(f"Python 3.11 or 3.12 is needed, this is {found}. Name another with `make … PYTHON=python3.11`.")


def fingerprint() -> str:
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:3]}".encode())
    for name in LOCKS:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    print("Setting up .venv …", flush=True)
    if VENV.exists() and not working(VENV / "bin" / "python"):
        shutil.rmtree(VENV)
    if not VENV.exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Missing("this Python cannot make virtual environments (on Debian: install python3-venv).")


def working(python: Path) -> bool:
    """Whether the environment's Python starts, has pip and is of this version."""
    if not python.exists():
        return False
    asked = "import pip, sys; print(*sys.version_info[:2])"
    answer = subprocess.run([str(python), "-c", asked], capture_output=True, text=True)
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def install() -> None:
    print("Installing the locked dependencies …", flush=True)
    python = str(VENV / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    quick = quiet([*pip, "-r", "requirements-uv.txt"])
    if quick.returncode == 0:
        sync = quiet([str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--require-hashes", *LOCKS])
        if sync.returncode == 0:
            return
    # pip knows mirrors and proxies of its own configuration that uv may not
    slow = quiet([*pip, *(part for name in LOCKS for part in ("-r", name))])
    if slow.returncode:
        reason = (slow.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Missing(f"the dependencies were not installed; is the package registry reachable? Last words: {reason}")


def quiet(command: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main())
