"""The one function that looks all facts up in their screens (see `compile.py`).

A quote spends its matching here, so the loop over the screens is written out as source: made of nothing but the words
and numbers below. What comes from data, the names of facts as all else, is only bound to its variables.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from pricing_rules.engine.conditions import NATIVE, FactError, Facts
from pricing_rules.engine.facts import TOWN_ORDER, FactType
from pricing_rules.engine.screens import Screen

Matcher = Callable[[Facts], int]

_TYPES: Mapping[FactType, Sequence[str]] = {
    "number": ("int", "Decimal"),
    "money": ("int",),
    "yes_no": ("bool",),
    "choice": ("str",),
    "choices": ("frozenset",),
    "text": ("str",),
    "date": ("date",),
    "time": ("time",),
    "town": ("str",),
}
"""What facts are, in code. A table alone would not tell 1 from yes, nor from 1.0."""


def one_look(
    screens: Sequence[Screen],
    possible: int,
    lanes: Sequence[tuple[int, int]],
    treed: int,
    ask_trees: Callable[[int, Facts], int],
) -> Matcher:
    """From facts to the rules that pass: of those `possible` the ones that no screen fails, whose wishes are fulfilled
    (`lanes`: by how far each set of wishes is shifted, and the rules that have none there), and whose trees hold.

    Every fact that is asked for must be there, None where it is not set. Raises as asking does.
    """
    if not screens:
        return lambda facts: possible

    def check(*values: object) -> None:
        for screen, value in zip(screens, values, strict=True):
            if value is not None and type(value) not in NATIVE[screen.kind]:
                raise FactError(f"The fact {screen.name} cannot be {value!r:.60}")

    bind = _source(tuple((screen.kind, screen.way) for screen in screens), len(lanes))
    look: Matcher = bind(screens, lanes, possible, treed, ask_trees, check)
    return look


@cache
def _source(screens: tuple[tuple[FactType, str], ...], lanes: int) -> Any:
    names = [f"table{n} = screens[{n}]; name{n} = table{n}.name" for n in range(len(screens))]
    values, right, bits = [], [], []
    for n, (kind, way) in enumerate(screens):
        value = f"value{n}"
        values.append(f"{value} = facts[name{n}]")
        right.append(f"({value} is None{''.join(f' or type({value}) is {one}' for one in _TYPES[kind])})")
        key = value
        if way == "town":
            key = f"{value}, facts[{TOWN_ORDER!r}]"
        elif way != "value":
            names.append(f"points{n} = table{n}.points")
            below, at_or_below = f"bisect_left(points{n}, {value})", f"bisect_right(points{n}, {value})"
            lies = {"above": below, "at_or_above": at_or_below, "among": f"{below} + {at_or_below}"}[way]
            key = f"None if {value} is None else {lies}"
        bits.append(f"table{n}[{key}]")
    wishes = []
    for n in range(lanes):
        names.append(f"shift{n}, wishless{n} = lanes[{n}]")
        wishes.append(f"passed &= (bits >> shift{n}) | wishless{n}")
    inner = [
        *values,
        f"if not ({' and '.join(right)}): check({', '.join(f'value{n}' for n in range(len(screens)))})",
        f"bits = {' | '.join(bits)}",
        "passed = possible & ~bits",
        *wishes,
        "return ask_trees(passed, facts) if passed & treed else passed",
    ]
    source = "\n ".join(
        ["def bind(screens, lanes, possible, treed, ask_trees, check):", *names, "def look(facts):"]
        + [f" {line}" for line in inner]
        + ["return look"]
    )
    room: dict[str, Any] = {
        "Decimal": Decimal, "date": date, "time": time, "bisect_left": bisect_left, "bisect_right": bisect_right
    }  # fmt: skip
    exec(compile(source, "<look>", "exec"), room)  # noqa: S102 - the source holds only what is written above
    return room["bind"]
