"""Faults on demand: the next matching call times out, fails or is slow."""

from __future__ import annotations

import threading
from dataclasses import dataclass

FAULTS = ("timeout_before", "timeout_after", "error_500", "error_500_after", "error_429", "slow")


@dataclass
class Fault:
    """What befalls the next `times` calls whose method and path match. `ms` is how long a timeout hangs or a slow
    call takes; a timeout of 0 drops the connection at once. `caller` is server, browser or any."""

    fault: str
    method: str = ""
    path: str = "/v1/"
    times: int = 1
    ms: int = 30_000
    caller: str = "any"


class Faults:
    """The faults in force, first come first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Arms a fault."""
        with self._lock:
            self._waiting.append(fault)

    def take(self, method: str, path: str, *, browser: bool) -> Fault | None:
        """The fault for this call, used up once."""
        caller = "browser" if browser else "server"
        with self._lock:
            for fault in self._waiting:
                if fault.method in ("", method) and path.startswith(fault.path) and fault.caller in ("any", caller):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None

    def listed(self) -> list[Fault]:
        """Those still armed."""
        with self._lock:
            return list(self._waiting)

    def clear(self) -> None:
        """Disarms all."""
        with self._lock:
            self._waiting.clear()
