"""`make run` tells what is missing in a sentence, never with a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    whole = {**os.environ, "PYTHONPATH": "site:.", **environment}
    command = [sys.executable, "-m", "config.run"]
    return subprocess.run(command, cwd=ROOT, env=whole, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("port", ["eighty", "80", "70000", "-1"])
def test_a_wrong_port_is_told(port: str) -> None:
    answer = start(PORT=port)
    assert answer.returncode == 1
    assert answer.stderr.strip() == f"Not started: PORT must be a number from 1024 to 65534, not {port!r}."


def test_a_taken_port_is_told() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        answer = start(PORT=str(port))
    assert answer.returncode == 1
    assert f"port {port} is in use" in answer.stderr
    assert "Traceback" not in answer.stderr


def bootstrap(version: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; sys.version_info = (*map(int, sys.argv[1].split('.')), 'final', 0);"
        "sys.path.insert(0, 'site/config'); import bootstrap; sys.exit(bootstrap.main())"
    )
    return subprocess.run([sys.executable, "-c", program, version], cwd=ROOT, capture_output=True, text=True)


@pytest.mark.parametrize("version", ["3.9.2", "3.13.0"])
def test_a_python_that_does_not_fit_is_told(version: str) -> None:
    answer = bootstrap(version)
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        f"Setup stopped: Python 3.11 or 3.12 is needed, this is {version}. "
        "Name another with `make … PYTHON=python3.11`."
    )
