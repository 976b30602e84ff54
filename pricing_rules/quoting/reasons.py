"""Names in a rule's reason: "Pickup is on a {weekday}" reads "Pickup is on a Saturday" in the quote.

A manager may write any of NAMES between braces in a reason, a note or a message. What is not known, and any other text
between braces, stays as it was typed, so no reason can ever break a quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from catalog.snapshot import Catalogue
from pricing_rules.engine.lines import Line

NAMES = ("weekday", "holiday", "pickup_city", "dropoff_city", "pickup_town", "dropoff_town")
_NAME = re.compile(r"\{(" + "|".join(NAMES) + r")\}")
_CATALOGUE_KINDS = frozenset({"base", "addon"})


def known_names(facts: Mapping[str, object], catalogue: Catalogue) -> dict[str, str]:
    """What each name stands for in this request, in words."""
    words: dict[str, str] = {}
    for name in NAMES:
        value = facts.get(name)
        if isinstance(value, str) and value:
            words[name] = value
    if "weekday" in words:
        words["weekday"] = words["weekday"].capitalize()
    for name in ("pickup_town", "dropoff_town"):
        town = catalogue.town(words[name]) if name in words else None
        if town is not None:
            words[name] = town.label
    return words


def fill(text: str, words: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: words.get(match.group(1), match.group(0)), text)


def fill_line(line: Line, words: Mapping[str, str]) -> Line:
    """The line with its rule's reason filled in; catalogue lines carry sentences of our own and pass unchanged."""
    if line.kind in _CATALOGUE_KINDS:
        return line
    return replace(line, reason=fill(line.reason, words))
