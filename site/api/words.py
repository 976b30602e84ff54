"""What pydantic says about a body, in the codes of contract-quote.md and in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing_rules.quoting.errors import FieldError

LONGEST_FIELD = 120
_CODES = {
    "missing": ("required", "This key is required"),
    "extra_forbidden": ("unknown", "There is no such key"),
    "string_type": ("type", "This must be text"),
    "string_too_short": ("required", "This must not be empty"),
    "string_too_long": ("limit", "Shorten this to {max_length} characters"),
    "uuid_parsing": ("type", "This must be a UUID, as the quote's `id` is"),
    "timezone_aware": ("type", "This must be a timestamp with an offset, like 2026-06-26T14:30:00-04:00"),
    "datetime_from_date_parsing": ("type", "This must be a timestamp with an offset, like 2026-06-26T14:30:00-04:00"),
    "datetime_parsing": ("type", "This must be a timestamp with an offset, like 2026-06-26T14:30:00-04:00"),
    "string_pattern_mismatch": ("type", "Use printable ASCII characters only, without spaces"),
}
_OTHERWISE = ("type", "This is not of the type that the documentation names: a JSON object, or text")


def field_error(raw: Mapping[str, Any]) -> FieldError:
    """One of ninja's validation errors: `loc` is (where from, parameter, path...)."""
    source, *path = (str(part) for part in raw["loc"])
    field = "Idempotency-Key" if source == "header" else ".".join(path[1:])
    code, words = _CODES.get(str(raw["type"]), _OTHERWISE)
    context = raw.get("ctx") or {}
    return FieldError(field[:LONGEST_FIELD], code, words.format(max_length=context.get("max_length", "")))
