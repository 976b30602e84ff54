"""Work for later, done by a few threads: webhook deliveries, retries, refunds that arrive, disputes."""

from __future__ import annotations

import heapq
import sys
import threading
import time
import traceback
from collections.abc import Callable


class Timers:
    """A heap of due times and the threads that wait for them. Order is kept per due time only with one thread."""

    def __init__(self, threads: int = 4) -> None:
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._ready = threading.Condition()
        self._count = 0
        self._running = 0
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Does the action in so many seconds."""
        with self._ready:
            self._count += 1
            heapq.heappush(self._heap, (time.monotonic() + seconds, self._count, action))
            self._ready.notify()

    def clear(self) -> None:
        """Forgets what has not begun."""
        with self._ready:
            self._heap.clear()
            self._ready.notify_all()

    def idle(self, seconds: float) -> bool:
        """Waits until nothing is running or waiting; False when that takes longer than `seconds`."""
        end = time.monotonic() + seconds
        with self._ready:
            while self._heap or self._running:
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._ready.wait(min(left, 0.05))
        return True

    def stop(self) -> None:
        """Ends the threads; what has not begun is dropped."""
        with self._ready:
            self._stopping = True
            self._heap.clear()
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(timeout=2)

    def _work(self) -> None:
        while True:
            with self._ready:
                while not self._stopping and (not self._heap or self._heap[0][0] > time.monotonic()):
                    self._ready.wait(self._heap[0][0] - time.monotonic() if self._heap else None)
                if self._stopping:
                    return
                action = heapq.heappop(self._heap)[2]
                self._running += 1
            try:
                action()
            except Exception:  # a stand-in that dies quietly would be worse than a stack trace
                traceback.print_exc(file=sys.stderr)
            finally:
                with self._ready:
                    self._running -= 1
                    self._ready.notify_all()
