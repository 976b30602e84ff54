"""What the analysis tells a manager: one finding, one plain sentence about one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "never", "shadowed", "stale", "past", "twice", "no_effect", "overlap", "always", "personal", "unsure"
]  # fmt: skip

WARNINGS: frozenset[Kind] = frozenset({"never", "shadowed", "stale", "past", "twice", "no_effect"})
"""What is most likely a mistake; the others are good to know."""


@dataclass(frozen=True)
class Finding:
    """About the rule `slug`, and for some kinds the rule `other`. `message` is a sentence or more, in words.

    Overlaps bring an example, which both rules really match: its `facts`, what it is in `words`, and the `request` in
    the form of contract-quote.md.
    """

    kind: Kind
    slug: str
    name: str
    message: str
    other: str = ""
    other_name: str = ""
    facts: Mapping[str, object] | None = None
    words: tuple[str, ...] = ()
    request: Mapping[str, Any] | None = None

    @property
    def is_warning(self) -> bool:
        return self.kind in WARNINGS

    @property
    def example(self) -> Mapping[str, object] | None:
        """Facts that make both rules match; None for findings that need no example."""
        return self.facts

    @property
    def order(self) -> tuple[bool, str, str, str]:
        """Warnings first, then by rule."""
        return not self.is_warning, self.slug, self.kind, self.other
