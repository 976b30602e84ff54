"""What was typed for a request, as texts by field name, and the quote request that it makes; and the way back.

Field names are the request's own, `specialty-peloton` for a quantity and `answer-elevator` for an answer. What is
faulty stays as typed, for the one parser of requests to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog import places
from catalog.snapshot import Catalogue
from foundation.clock import NEW_YORK, new_york, new_york_day
from pricing_rules.quoting import keys
from pricing_rules.quoting.request import DEFAULT_HOURS

PREFIX = "try-"
EXAMPLE_ENDS = ("10024", "11962")
EXAMPLE_DAYS_AHEAD = 14
FLAGS = ("packing", "unpacking", "same_day", "expedited", "coi_requested")
PERSON = ("is_guest", "is_vip")
_PLAIN = ("package", "route", "pickup_date", "window")
_COUNTS = ("item_count", "bag_count", "estimated_hours")
_LONGEST = 200

Values = dict[str, str]


def posted(post: Mapping[str, str]) -> Values:
    """What the browser sent, without the prefix; each text at most 200 characters."""
    return {
        name.removeprefix(PREFIX): str(text).strip()[:_LONGEST]
        for name, text in post.items()
        if name.startswith(PREFIX)
    }


def example(catalogue: Catalogue, *, now: datetime) -> Values:
    """What the fields hold at first: a move from the Upper West Side to Sagaponack on a Saturday in two weeks or so."""
    day = new_york_day(now) + timedelta(days=EXAMPLE_DAYS_AHEAD)
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    offered = [code for code, package in catalogue.packages.items() if package.active]
    window = catalogue.default_window
    return {
        "service": keys.MINI_MOVE,
        "package": "standard" if "standard" in offered else next(iter(offered), ""),
        "pickup": EXAMPLE_ENDS[0],
        "dropoff": EXAMPLE_ENDS[1],
        "pickup_date": saturday.isoformat(),
        "window": window.code if window else "",
    }


def values_of(request: Mapping[str, Any]) -> Values:
    """A stored or imported request as the fields hold it."""
    values = {name: str(request[name]) for name in ("service", *_PLAIN, *_COUNTS) if request.get(name) is not None}
    if values.get("estimated_hours") == str(DEFAULT_HOURS):
        del values["estimated_hours"]
    for end in ("pickup", "dropoff"):
        if isinstance(request.get(end), Mapping):
            values[end] = str(request[end].get("zip", ""))
    values |= {f"specialty-{code}": str(count) for code, count in (request.get("specialty_items") or {}).items()}
    values |= {f"answer-{code}": _answer_text(answer) for code, answer in (request.get("answers") or {}).items()}
    customer = request.get("customer") or {}
    values |= {flag: "on" for flag in FLAGS if request.get(flag)} | {
        flag: "on" for flag in PERSON if customer.get(flag)
    }
    if customer.get("completed_bookings"):
        values["completed_bookings"] = str(customer["completed_bookings"])
    if request.get("quoted_at"):
        values["quoted_at"] = _local(str(request["quoted_at"]))
    return values


def request_of(values: Values, catalogue: Catalogue) -> dict[str, Any]:
    """The quote request that the fields make (contract-quote.md): what the chosen service does not ask is left out."""
    service = values.get("service", "")
    request: dict[str, Any] = {"service": service}
    request |= {name: values[name] for name in _PLAIN if values.get(name)}
    request |= {name: _number(values[name]) for name in _COUNTS if values.get(name)}
    request |= {flag: True for flag in FLAGS if values.get(flag)}
    request |= {end: {"zip": zip_of(values[end], catalogue)} for end in ("pickup", "dropoff") if values.get(end)}
    counts = {
        code: values[f"specialty-{code}"] for code in catalogue.specialty_items if values.get(f"specialty-{code}")
    }
    request["specialty_items"] = {code: _number(count) for code, count in counts.items() if count != "0"}
    request = {name: value for name, value in request.items() if keys.asks(service, name)}
    answers = {
        question.code: _answer(values[f"answer-{question.code}"], question.kind)
        for question in catalogue.questions.values()
        if values.get(f"answer-{question.code}") and service in question.services
    }
    if answers:
        request["answers"] = answers
    customer: dict[str, Any] = {flag: True for flag in PERSON if values.get(flag)}
    if values.get("completed_bookings"):
        customer["completed_bookings"] = _number(values["completed_bookings"])
    request["customer"] = customer
    if values.get("quoted_at"):
        request["quoted_at"] = _moment(values["quoted_at"])
    return request


def zip_of(text: str, catalogue: Catalogue) -> str:
    """The ZIP that a person means by a ZIP or by a town's name; the text itself where it is neither.

    A town along the road east comes first, then any city of the states we serve; of several ZIPs the lowest.
    """
    if text[:1].isdigit():
        return text
    wanted = " ".join(text.casefold().split())
    for town in catalogue.towns:
        if wanted in (town.label.casefold(), town.code.casefold()) and town.zips:
            return min(town.zips)
    served = (place for place in places.places().values() if catalogue.is_served(place))
    return min((place.zip for place in served if place.city.casefold() == wanted), default=text)


def _number(text: str) -> object:
    """A JSON number where it is one; anything else as typed, to be refused in words."""
    plain = text.replace(",", "")
    if plain.isascii() and plain.isdigit():
        return int(plain)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def _answer(text: str, kind: str) -> object:
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    return _number(text) if kind == "number" else text


def _answer_text(answer: object) -> str:
    return ("yes" if answer else "no") if isinstance(answer, bool) else str(answer)


def _moment(text: str) -> str:
    """A date and time of New York's clocks as a timestamp; anything else as typed."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (typed if typed.tzinfo else typed.replace(tzinfo=NEW_YORK)).isoformat()


def _local(text: str) -> str:
    """A timestamp as the browser's field for date and time wants it, in New York's time."""
    try:
        return new_york(datetime.fromisoformat(text)).replace(tzinfo=None).isoformat(timespec="seconds")
    except ValueError:
        return text
