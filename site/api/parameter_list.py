"""The parameters of `GET availability/` as the document lists them; codes of the catalogue stand for their kind."""

from __future__ import annotations

from typing import Any


def _parameter(name: str, text: str, example: Any, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "in": "query",
        "name": name,
        "required": required,
        "description": text,
        "schema": {"type": "string", **schema},
        "example": example,
    }


_ZIP: dict[str, Any] = {"pattern": "^[0-9]{5}(-[0-9]{4})?$"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 10_000}
_FLAG: dict[str, Any] = {"type": "boolean"}

PARAMETERS = [
    _parameter("service", "Which service, as in a quote request.", "mini_move", required=True),
    _parameter(
        "month", "`YYYY-MM`, from 2025-01 on.", "2026-06", required=True, pattern="^2[01][0-9]{2}-(0[1-9]|1[0-2])$"
    ),
    _parameter("package", "mini_move, organizing_only.", "standard"),
    _parameter("packing", "mini_move, organizing_only.", False, **_FLAG),
    _parameter("unpacking", "mini_move, organizing_only.", False, **_FLAG),
    _parameter("item_count", "standard_delivery, mini_move.", 12, **_COUNT),
    _parameter(
        "specialty_items.surfboard",
        "Stands for `specialty_items.<code>` with any code of the catalogue: how many.",
        2,
        type="integer",
        minimum=1,
        maximum=5,
    ),
    _parameter("same_day", "standard_delivery.", False, **_FLAG),
    _parameter("route", "blade_luggage.", "manhattan_jfk"),
    _parameter("bag_count", "blade_luggage.", 3, **_COUNT),
    _parameter("expedited", "blade_luggage.", False, **_FLAG),
    _parameter("coi_requested", "All but storage and b2b.", False, **_FLAG),
    _parameter("pickup.zip", "Where we collect.", "10024", **_ZIP),
    _parameter("dropoff.zip", "Where we deliver.", "11962", **_ZIP),
    _parameter("window", "Only this window; every window when left out.", "morning"),
    _parameter("estimated_hours", "How long the job is thought to take.", 2, type="number", minimum=0, maximum=1000),
    _parameter("answers.fragile", "Stands for `answers.<question>` with any question of the catalogue.", True, **_FLAG),
]
