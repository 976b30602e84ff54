"""Cells that a spreadsheet program shows and never runs. PURE."""

from __future__ import annotations

import re
from typing import Any

# What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), the full-width forms included.
# Apostrophes before it count too, so that one can always be put on and taken off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

ERROR_VALUES = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})


def safe_cell(value: Any) -> Any:
    """The value as a spreadsheet may show it: a text that would be run as a formula begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def meant(value: Any) -> Any:
    """What a person meant by a cell: the apostrophe of `safe_cell` taken off again, blanks around a text too; None
    where nothing stands. Numbers, days and times pass as they are."""
    if not isinstance(value, str):
        return value
    text = value[1:] if value.startswith("'") and _FORMULA.match(value) else value
    return text.strip() or None
