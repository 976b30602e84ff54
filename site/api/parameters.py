"""Dotted query parameters read into the request that a body would carry: `pickup.zip=10024&specialty_items.crib=2`.

A query string knows text only, so each value is read as its key's type; what does not read as that type stays text, and
the one parser of requests says what is wrong with it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import QueryDict

from api.errors import Problem
from catalog.snapshot import Catalogue
from pricing_rules.quoting.errors import FieldError
from pricing_rules.quoting.reading import FIRST_DAY, LAST_YEAR

_WHOLE = frozenset({"item_count", "bag_count"})
_YES_NO = frozenset({"packing", "unpacking", "same_day", "expedited", "coi_requested"})
_NESTED = frozenset({"pickup", "dropoff", "specialty_items", "answers", "customer"})
_WORDS = {"true": True, "false": False}
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


def read_month(query: QueryDict) -> date:
    """The first day of the month asked for. Raises Problem 422."""
    text = query.get("month", "")
    if not text:
        raise Problem(422, [FieldError("month", "required", "Name a month, like 2026-06")])
    try:
        month = date.fromisoformat(f"{text}-01") if _MONTH.fullmatch(text) else None
    except ValueError:
        month = None
    if month is None:
        raise Problem(422, [FieldError("month", "type", "Month must be a month of the calendar, like 2026-06")])
    if not month >= FIRST_DAY or month.year > LAST_YEAR:
        message = f"Month must be between {FIRST_DAY:%Y-%m} and {LAST_YEAR}-12"
        raise Problem(422, [FieldError("month", "range", message)])
    return month


def read_request(query: QueryDict, catalogue: Catalogue) -> dict[str, Any]:
    """The request in the parameters, all but the month. Raises Problem 422 for what no request could mean."""
    faults: list[FieldError] = []
    request: dict[str, Any] = {}
    if "service" not in query:
        faults.append(FieldError("service", "required", "Choose what we are moving"))
    for name, values in query.lists():
        if name == "month":
            continue
        if len(values) > 1:
            faults.append(FieldError(name[:120], "combination", "This parameter stands there more than once"))
        elif name == "pickup_date":
            faults.append(
                FieldError(name, "combination", "The answer tells every date of the month: leave the date out")
            )
        else:
            _put(request, name, values[0], catalogue)
    if faults:
        raise Problem(422, faults)
    return request


def _put(request: dict[str, Any], name: str, value: str, catalogue: Catalogue) -> None:
    head, dot, rest = name.partition(".")
    if not dot or head not in _NESTED:
        request[name] = _typed(name, value)
        return
    nest = request.setdefault(head, {})
    if isinstance(nest, dict):  # else `pickup=…` stands beside `pickup.zip=…`: the parser refuses the former
        nest[rest] = _nested(head, rest, value, catalogue)


def _typed(name: str, value: str) -> Any:
    if name in _YES_NO:
        return _WORDS.get(value, value)
    if name in _WHOLE:
        return int(value) if _INTEGER.fullmatch(value) else value
    if name == "estimated_hours":
        return _number(value)
    return value


def _nested(head: str, rest: str, value: str, catalogue: Catalogue) -> Any:
    if head == "specialty_items":
        return int(value) if _INTEGER.fullmatch(value) else value
    if head == "answers":
        question = catalogue.questions.get(rest)
        kind = question.kind if question else "text"
        if kind == "yes_no":
            return _WORDS.get(value, value)
        return _number(value) if kind == "number" else value
    return value


def _number(value: str) -> Any:
    if not _NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)
