"""Lists with Stripe's cursors: `limit`, `starting_after`, `ending_before`, `created`."""

from __future__ import annotations

from typing import Any

from standins.stripe.calls import Call
from standins.stripe.errors import Refusal, no_such
from standins.stripe.store import Object

FOREVER = 1 << 62


def listing(call: Call, kind: str, *, equal: tuple[str, ...] = (), where: dict[str, Any] | None = None) -> Object:
    """A page of objects, newest first. `equal` names parameters that must equal the object's key of that name."""
    wanted = {name: call.params[name] for name in equal if name in call.params} | (where or {})
    rows = [
        item
        for item in call.store.newest(kind)
        if not item.get("deleted")
        and all(item.get(name) == value for name, value in wanted.items())
        and created_within(item["created"], call.params.get("created"))
    ]
    return paged(call, rows)


def paged(call: Call, rows: list[Object]) -> Object:
    """The page of `rows` that the cursors ask for."""
    limit = call.params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise Refusal("Limit must be between 1 and 100.", param="limit", code="parameter_invalid_integer")
    after, before = call.params.get("starting_after"), call.params.get("ending_before")
    if after and before:
        raise Refusal("You may only provide one of these parameters: starting_after, ending_before.")
    ids = [row["id"] for row in rows]
    start, end = 0, limit
    if after:
        start = _position(ids, after, "starting_after") + 1
        end = start + limit
    elif before:
        end = _position(ids, before, "ending_before")
        start = max(0, end - limit)
    more = start > 0 if before else end < len(rows)
    return {"object": "list", "data": rows[start:end], "has_more": more}


def _position(ids: list[str], identifier: str, param: str) -> int:
    if identifier not in ids:
        raise no_such("object in this list", identifier, param=param)
    return ids.index(identifier)


def created_within(at: int, bounds: Any) -> bool:
    """`created` as a time or as `{gt, gte, lt, lte}`."""
    if bounds is None:
        return True
    if not isinstance(bounds, dict):
        return at == int(bounds)
    after, at_least = int(bounds.get("gt", -1)), int(bounds.get("gte", 0))
    before, at_most = int(bounds.get("lt", FOREVER)), int(bounds.get("lte", FOREVER))
    return after < at < before and at_least <= at <= at_most
