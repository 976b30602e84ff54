"""What of a draft still applies when the service, the route, the day or the catalogue has changed under it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog import places
from catalog.snapshot import Catalogue
from pricing_rules.quoting import keys
from pricing_rules.quoting.answers import is_asked
from web.booking import asks
from web.booking.answers import Answers


def for_service(answers: Mapping[str, Any], service: str, known: Catalogue) -> Answers:
    """The answers for another service: what it asks too is kept and shown again, what it does not ask is dropped."""
    kept = dict(answers)
    request = {key: value for key, value in answers.get("request", {}).items() if keys.asks(service, key)}
    request.pop("route", None)
    if request.pop("same_day", None):
        request.pop("pickup_date", None)
    kept["request"] = {**request, "service": service}
    if service != keys.BLADE:
        kept.pop("flight", None)
    if not asks.counts_items(service):
        kept.pop("items_description", None)
    kept.pop("weights_attested", None)  # attested for the things of this service, each time
    return as_asked_now(kept, known, today=None)


def as_asked_now(answers: Mapping[str, Any], known: Catalogue, *, today: date | None) -> Answers:
    """The answers without those to questions that staff no longer ask, and without a window no longer offered.

    today: the New York day, to which a same-day delivery belongs whenever it is looked at; None leaves it alone.
    """
    request = dict(answers.get("request", {}))
    done = list(answers.get("done", []))
    service = str(request.get("service", ""))
    if given := request.get("answers"):
        request["answers"] = {
            code: value
            for code, value in given.items()
            if (question := known.questions.get(code)) is not None and question.active and is_asked(question, service)
        }
    window = known.windows.get(str(request.get("window", "")))
    if "window" in request and (window is None or not window.active):
        del request["window"]
        done = [step for step in done if step != "date"]
    if request.get("same_day") and today is not None and request.get("pickup_date") != today.isoformat():
        request["pickup_date"] = today.isoformat()
        done = [step for step in done if step != "date"]
    return {**answers, "request": request, "done": done}


def at_the_city_end(answers: Mapping[str, Any], request: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    """The two ends for an airport route: the customer's address at its own end, none at the airport.

    An address given before is kept where the route reaches it, whichever end it stood at.
    """
    route = known.routes.get(str(request.get("route", "")))
    if route is None:
        return {}
    typed = answers.get(route.city_end) or answers.get(route.airport_end) or {}
    place = places.find(str(typed.get("zip", ""))[:5])
    fits = place is not None and route.city_zone in known.zones_of(place)
    return {route.city_end: typed if fits else None, route.airport_end: None}
