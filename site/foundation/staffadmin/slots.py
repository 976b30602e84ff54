"""Slots: places in a lower room's admin page that higher rooms fill, so that no room looks up.

A page offers a slot by name (`{% slot "bookings.booking.aside" booking %}`); a higher room fills it in its `ready()`
with a function that gives back a template and its context, or None when it has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

from django.http import HttpRequest


class Filling(TypedDict):
    """One piece of a page: a template's name and the context it is rendered with."""

    template: str
    context: dict[str, Any]


Fill = Callable[[HttpRequest, Any], Filling | None]


@dataclass(frozen=True, slots=True)
class _Entry:
    order: int
    name: str
    function: Fill


_slots: dict[str, list[_Entry]] = {}


def fill(slot: str, function: Fill, *, order: int = 100) -> None:
    """Put `function` into `slot`; smaller `order` comes first. Filling twice with the same function counts once."""
    name = f"{function.__module__}.{function.__qualname__}"
    others = [entry for entry in _slots.get(slot, []) if entry.name != name]
    _slots[slot] = sorted([*others, _Entry(order, name, function)], key=lambda entry: (entry.order, entry.name))


def fillings(slot: str, request: HttpRequest, obj: Any) -> Iterator[Filling]:
    """What the higher rooms show in `slot` for `obj`, in order."""
    for entry in _slots.get(slot, []):
        filling = entry.function(request, obj)
        if filling is not None:
            yield filling
