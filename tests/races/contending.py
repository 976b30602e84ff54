"""Contenders for one thing: forked processes with a connection each, that all begin at the same instant.

For drills, which set Django up first and are given the folder for what their processes say.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connections

from bookings.errors import BookingRefused
from bookings.models import Booking

FOLDER = Path(sys.argv[1])


def at_once(contenders: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in that many processes from one instant on; gives what each returned, or how it failed."""
    connections.close_all()
    begin = time.time() + 0.6
    pids = []
    for number in range(contenders):
        pid = os.fork()
        if pid == 0:
            (FOLDER / f"one {number}").write_text(json.dumps(told(act, number, begin)))
            os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    return [json.loads((FOLDER / f"one {number}").read_text()) for number in range(contenders)]


def told(act: Callable[[int], Any], number: int, begin: float) -> Any:
    try:
        Booking.objects.exists()  # connect first, so that the start is really one
        time.sleep(max(0.0, begin - time.time()))
        return act(number)
    except BookingRefused as refusal:
        return refusal.code
    except Exception as error:
        return f"{type(error).__name__}: {error}"
