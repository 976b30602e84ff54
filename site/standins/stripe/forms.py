"""Stripe's form encoding: `a[b][0][c]=x` and `a[]=x` into nested dictionaries of strings."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from standins.stripe.errors import Refusal

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Nested dictionaries keyed by strings; lists stay dictionaries keyed "0", "1", … until a type says list."""
    result: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = _KEY.match(name)
        if match is None:
            raise Refusal(f"Invalid parameter name: {name}", param=name)
        parts = [match.group(1), *_PART.findall(match.group(2))]
        _put(result, parts, value, name)
    return result


def _put(target: dict[str, Any], parts: list[str], value: str, name: str) -> None:
    for position, part in enumerate(parts):
        key = part or str(len(target))  # `a[]` appends
        if position == len(parts) - 1:
            if isinstance(target.get(key), dict):
                raise Refusal(f"Invalid hash: {name} is given both as a value and as a hash.", param=parts[0])
            target[key] = value
            return
        below = target.setdefault(key, {})
        if not isinstance(below, dict):
            raise Refusal(f"Invalid hash: {name} is given both as a value and as a hash.", param=parts[0])
        target = below


def bracketed(path: tuple[str, ...]) -> str:
    """The name of a parameter as Stripe writes it: `card[number]`."""
    return path[0] + "".join(f"[{part}]" for part in path[1:])
