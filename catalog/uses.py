"""Who names a row of the catalogue by its code. Higher rooms tell it here, so that the catalogue need not look up.

Kinds are `zone`, `town`, `season` and `question`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Told = Callable[[str, str], Iterable[str]]  # a kind and a code; who names it, in words: "the rule “Weekend delivery”"

_tellers: dict[str, Told] = {}


def tell_uses(teller: Told) -> None:
    """Ask `teller` too from now on; once, however often it is registered."""
    _tellers[f"{teller.__module__}.{teller.__qualname__}"] = teller


def uses_of(kind: str, code: str) -> list[str]:
    """Everybody who names it."""
    return [words for teller in _tellers.values() for words in teller(kind, code)]
