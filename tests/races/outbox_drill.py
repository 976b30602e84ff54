"""Workers of their own, killed with SIGKILL at one step each, and many at once. Run by test_outbox_workers.py.

`python -m tests.races.outbox_drill FOLDER` over the database in DATABASE_URL writes what it saw to FOLDER/seen.json.
Each worker is a forked process. The outside world is the file FOLDER/world, to which handlers append a line: what is
written there happened.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402 - Django must be set up first

from foundation.clock import utc_now  # noqa: E402
from foundation.outbox import handlers, operations, worker  # noqa: E402
from foundation.outbox.models import Effect  # noqa: E402

FOLDER = Path(sys.argv[1])
WORLD = FOLDER / "world"
STEPS = ("before commit", "after claim", "before act", "after act", "after settle", "after commit")
WORKERS, CROWD = 4, 120


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def act(payload: dict[str, Any], *, key: str, now: object) -> None:
    if payload["dies"] == "before act":
        die_once(key)
    with WORLD.open("a") as world:
        world.write(f"{key}\n")
    if payload["dies"] == "after act":
        die_once(key)


def die_once(key: str) -> None:
    mark = WORLD.with_name(f"died {key}")
    if not mark.exists():
        mark.touch()
        die()


def in_a_process(function: Callable[[], None]) -> int:
    """Fork, run, and give the child's pid back. The parent holds no connection across the fork."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            function()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    return pid


def ended(pid: int) -> int:
    """The exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def cause(key: str, kind: str, step: str) -> None:
    """What a request does: write the effect with its cause, commit, wake the worker."""
    if step == "after commit":
        operations.wake = die
    with transaction.atomic():
        operations.enqueue(key=key, handler=kind, payload={"dies": step}, now=utc_now())
        if step == "before commit":
            die()


def work(step: str) -> None:
    if step == "after claim":
        handlers.registration = lambda name: die()  # type: ignore[assignment,return-value,func-returns-value]
    worker.drain()
    if step == "after settle":
        die()


def kill_at(step: str, kind: str) -> dict[str, Any]:
    key = f"{step}, {kind}"
    codes = [ended(in_a_process(lambda: cause(key, kind, step)))]
    if step not in ("before commit", "after commit"):
        codes.append(ended(in_a_process(lambda: work(step))))
    return {"step": step, "kind": kind, "key": key, "killed": codes[-1] == -signal.SIGKILL}


def drills() -> list[dict[str, Any]]:
    results = [kill_at(step, kind) for step in STEPS for kind in ("safe", "never")]
    after = utc_now() + worker.LEASE + timedelta(seconds=1)
    assert ended(in_a_process(lambda: worker.drain_now(after) and None)) == 0
    happened = Counter(WORLD.read_text().splitlines())
    states = dict(Effect.objects.values_list("key", "state"))
    for result in results:
        result |= {"happened": happened[result["key"]], "state": states.get(result["key"])}
    return results


def crowd() -> dict[str, Any]:
    now = utc_now()
    with transaction.atomic():
        for n in range(CROWD):
            operations.enqueue(key=f"crowd {n}", handler="never", payload={"dies": None}, now=now)
    codes = [ended(pid) for pid in [in_a_process(lambda: work("never")) for _ in range(WORKERS)]]
    happened = Counter(line for line in WORLD.read_text().splitlines() if line.startswith("crowd"))
    done = Effect.objects.filter(key__startswith="crowd", state="done", attempts=1).count()
    return {"codes": codes, "done": done, "acts": len(happened), "most": max(happened.values(), default=0)}


if __name__ == "__main__":
    WORLD.touch()
    handlers.register("safe", act, repeat="safe")
    handlers.register("never", act, repeat="never")
    operations.async_task = lambda *named, **options: None  # the drill starts its own workers
    Effect.objects.update(state="done", claim=None, leased_until=None)  # the demo's own effects rest
    (FOLDER / "seen.json").write_text(json.dumps({"drills": drills(), "crowd": crowd()}))
