"""Refusals while reading: where, what is wrong, what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple


class RuleError(NamedTuple):
    """One refusal: the path of the place (`conditions.all[1].value`) and a sentence that says the remedy."""

    path: str
    message: str


class RuleErrors(ValueError):
    """Everything that is wrong with a rule or rule set; `errors` is never empty."""

    def __init__(self, errors: Iterable[RuleError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{path}: {message}" if path else message for path, message in self.errors))


class Refused(ValueError):
    """One value cannot stand where it does; the message says what can."""


@dataclass
class Problems:
    """What was refused so far, so that a writer hears of everything at once."""

    errors: list[RuleError] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Refuse what stands at `path`."""
        self.errors.append(RuleError(path, message))


def shown(raw: object) -> str:
    """What was found, short enough for a message."""
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) >= 10**15:
        return "a number of more than 15 digits"  # Python refuses to write out numbers beyond some thousand digits
    if raw is None:
        return "nothing"
    if isinstance(raw, dict | list):
        return "a group" if isinstance(raw, dict) else "a list"
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def instead_of(name: object, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the one that was probably meant, or what there is."""
    names = list(known)
    close = get_close_matches(name[:100], names, n=1) if isinstance(name, str) else []
    if close:
        return f"Did you mean “{close[0]}”?"
    some = ", ".join(names[:12])
    return f"There is: {some}{' …' if len(names) > 12 else ''}" if names else "There is none"


def child(path: str, key: str | int) -> str:
    """The path of a part: `conditions` and `all` give `conditions.all`, and 0 gives `conditions.all[0]`."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
