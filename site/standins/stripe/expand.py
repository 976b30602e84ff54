"""`expand[]`: ids replaced by the objects they name (docs.stripe.com/api/expanding_objects)."""

from __future__ import annotations

from typing import Any

from standins.stripe.errors import Refusal
from standins.stripe.store import Object, Store

MAX_DEPTH = 4

# kind -> field -> kind of the object it names. Tests compare it with the SDK's own annotations.
EXPANDABLE: dict[str, dict[str, str]] = {
    "payment_intent": {"customer": "customer", "payment_method": "payment_method", "latest_charge": "charge"},
    "setup_intent": {"customer": "customer", "payment_method": "payment_method"},
    "payment_method": {"customer": "customer"},
    "charge": {
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
        "refunds": "list",
    },
    "refund": {
        "balance_transaction": "balance_transaction",
        "charge": "charge",
        "customer": "customer",
        "failure_balance_transaction": "balance_transaction",
        "payment_intent": "payment_intent",
        "payment_method": "payment_method",
    },
    "balance_transaction": {"source": "any"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "customer": {"invoice_settings.default_payment_method": "payment_method"},
}


def expand(store: Store, item: Object, paths: list[str]) -> Object:
    """The (already copied) object with the paths expanded."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > MAX_DEPTH:
            raise Refusal(
                f"You cannot expand more than 4 levels of a property, but your request expanded {len(parts)} levels "
                f"(property: {path})",
                param="expand",
            )
        _walk(store, item, parts, path)
    return item


def _walk(store: Store, item: Any, parts: list[str], path: str) -> None:
    if not parts or item is None:
        return
    if item.get("object") == "list":
        if parts[0] != "data":
            raise _cannot(path)
        for row in item["data"]:
            _walk(store, row, parts[1:], path)
        return
    known = EXPANDABLE.get(item.get("object", ""), {})
    name, holder, rest = parts[0], item, parts[1:]
    if rest and f"{name}.{rest[0]}" in known:
        holder, name, rest = item[name], rest[0], rest[1:]
        kind = known[f"{parts[0]}.{name}"]
    elif name in known:
        kind = known[name]
    else:
        raise _cannot(path)
    if kind == "list":
        holder[name] = _refunds_of(store, item["id"])
    elif isinstance(holder.get(name), str):
        from_store = store.find(holder[name])
        if from_store is not None:
            holder[name] = store.copy(from_store)
    _walk(store, holder.get(name), rest, path)


def _refunds_of(store: Store, charge: str) -> Object:
    rows = [store.copy(item) for item in store.newest("refund") if item["charge"] == charge]
    return {"object": "list", "data": rows[:10], "has_more": len(rows) > 10, "url": f"/v1/charges/{charge}/refunds"}


def _cannot(path: str) -> Refusal:
    return Refusal(
        f"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead."
        if "." not in path
        else f"This property cannot be expanded ({path}).",
        param="expand",
    )
