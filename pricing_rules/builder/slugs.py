"""The slug of a new rule, from its name."""

from __future__ import annotations

import re
import unicodedata

from pricing_rules.engine.reading.rules import LONGEST_SLUG

_OTHERS = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """`July 4th weekend: +$150` as `july-4th-weekend-150`; empty where the name has no letter or digit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _OTHERS.sub("-", plain).strip("-")[:LONGEST_SLUG].rstrip("-")
