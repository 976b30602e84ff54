"""What a request says about one fact, as a short sentence for staff: `June 25 is a Friday`, `Sagaponack is east of
Southampton`. Beside a condition it tells why the condition is met or not.

A fact that has no sentence of its own is told by its label and value, so that a new fact of the vocabulary needs
nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pricing_rules.engine.conditions import Condition, Facts
from pricing_rules.engine.facts import TOWN_ORDER, Fact
from pricing_rules.engine.vocabulary import Vocabulary
from pricing_rules.engine.words import capitalised, day_words, fact_words

_ENDS = {"pickup": "Pickup", "dropoff": "Drop-off"}


def here_words(asked: Condition, facts: Facts, vocabulary: Vocabulary) -> str:
    """What these facts say about the fact that a condition asks about; without a full stop."""
    fact = vocabulary.facts.get(asked.name) or Fact(asked.name, asked.name.replace("_", " "), asked.type, "")
    value = facts.get(asked.name)
    if value is None:
        return _not_set(fact, facts)
    if asked.operator in ("is_east_of", "is_west_of"):
        return _on_the_road(asked, str(value), facts, fact, vocabulary)
    end, _, what = asked.name.partition("_")
    if end in _ENDS and what in _OF_AN_END:
        return _OF_AN_END[what](_ENDS[end], end, facts, fact_words(value, fact, vocabulary))
    if asked.name in _SENTENCES:
        return _SENTENCES[asked.name](facts, fact_words(value, fact, vocabulary))
    if fact.type == "yes_no":
        return f"{capitalised(fact.label)}: {'yes' if value else 'no'}"
    if fact.type == "choices" and not value:
        return f"{capitalised(fact.label)}: none"
    return f"{capitalised(fact.label)} is {fact_words(value, fact, vocabulary)}"


def day_here(facts: Facts) -> str:
    """The pickup date of a request: `Pickup is on June 25, 2027`."""
    pickup = facts.get("pickup_date")
    return f"Pickup is on {day_words(pickup)}" if isinstance(pickup, date) else "The pickup date is not known"


def _not_set(fact: Fact, facts: Facts) -> str:
    end, _, what = fact.name.partition("_")
    if end in _ENDS and what == "town" and facts.get(f"{end}_zip"):
        return f"{_place(end, facts)} is in no town along the road east"
    if fact.name == "window_start":
        return "The pickup window has no start"
    return f"{capitalised(fact.label)} is not known for this request"


def _on_the_road(asked: Condition, town: str, facts: Facts, fact: Fact, vocabulary: Vocabulary) -> str:
    """The two towns in the order they had when the facts were taken."""
    here, there = (fact_words(code, fact, vocabulary) for code in (town, str(asked.value)))
    order = facts.get(TOWN_ORDER)
    if town == asked.value or not isinstance(order, list | tuple) or town not in order or asked.value not in order:
        return f"{capitalised(fact.label)} is {here}"
    side = "east" if order.index(town) > order.index(asked.value) else "west"
    return f"{here} is {side} of {there}"


def _day(facts: Facts) -> str:
    pickup = facts.get("pickup_date")
    return f"{pickup:%B} {pickup.day}" if isinstance(pickup, date) else "The pickup"


def _place(end: str, facts: Facts) -> str:
    return " ".join(str(facts[name]) for name in (f"{end}_city", f"{end}_zip") if facts.get(name)) or _ENDS[end]


def _weekend(facts: Facts, words: str) -> str:
    pickup = facts.get("pickup_date")
    weekday = f" is a {pickup:%A}" if isinstance(pickup, date) else " is"
    return f"{_day(facts)}{weekday}, {'on' if words == 'yes' else 'not on'} the weekend"


def _holiday(facts: Facts, _: str) -> str:
    name = facts.get("holiday")
    if name:
        return f"{_day(facts)} is a holiday, {name}"
    return f"{_day(facts)} is {'a' if facts.get('is_holiday') else 'not a'} holiday"


def _seasons(facts: Facts, words: str) -> str:
    return f"{_day(facts)} lies in {words}" if facts.get("seasons") else f"{_day(facts)} lies in no season"


def _days_ahead(_: Facts, words: str) -> str:
    if words == "0":
        return "Pickup is today"
    return "Pickup is tomorrow" if words == "1" else f"Pickup is {words} days ahead"


def _zones(end: str, facts: Facts, words: str) -> str:
    found = facts.get(f"{end}_zones")
    return f"{_place(end, facts)} lies in {words if found else 'none of our zones'}"


def _counted(one: str, many: str) -> Callable[[Facts, str], str]:
    return lambda _, words: f"{words} {one if words == '1' else many}"


def _either(yes: str, no: str) -> Callable[[Facts, str], str]:
    return lambda _, words: yes if words == "yes" else no


_SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "service": lambda _, words: f"The service is {words}",
    "package": lambda _, words: f"The size is {words}",
    "packing": _either("With packing", "Without packing"),
    "unpacking": _either("With unpacking", "Without unpacking"),
    "item_count": _counted("item", "items"),
    "specialty_count": _counted("specialty item", "specialty items"),
    "bag_count": _counted("bag", "bags"),
    "expedited": _either("Expedited", "Not expedited"),
    "same_day": _either("Same-day delivery", "Not same-day"),
    "coi_requested": _either("A COI is requested", "No COI is requested"),
    "coi_included": _either("The price includes a COI", "The price includes no COI"),
    "estimated_hours": _counted("hour", "hours"),
    "pickup_date": lambda _, words: f"Pickup is on {words}",
    "weekday": lambda facts, words: f"{_day(facts)} is a {words}",
    "is_weekend": _weekend,
    "month": lambda facts, words: f"{_day(facts)} is in {words}",
    "holiday": _holiday,
    "is_holiday": _holiday,
    "days_ahead": _days_ahead,
    "window_start": lambda _, words: f"The pickup window begins at {words}",
    "window_hours": lambda _, words: f"The pickup window is {words} {'hour' if words == '1' else 'hours'} long",
    "seasons": _seasons,
    "same_zone": _either("Both ends share a zone", "The two ends share no zone"),
    "distance_miles": lambda _, words: f"The two ends are {words} miles apart",
    "is_guest": _either("Books as a guest", "Books with an account"),
    "is_vip": _either("The customer is a VIP", "The customer is no VIP"),
    "completed_bookings": _counted("completed booking", "completed bookings"),
    "base_cents": lambda _, words: f"The base price is {words}",
    "total_cents": lambda _, words: f"The total is {words}",
}

_OF_AN_END: Mapping[str, Callable[[str, str, Facts, str], str]] = {
    "zip": lambda label, end, facts, _: f"{label} is in {_place(end, facts)}",
    "city": lambda label, end, facts, _: f"{label} is in {_place(end, facts)}",
    "state": lambda label, end, facts, words: f"{_place(end, facts)} is in {words}",
    "town": lambda label, end, facts, words: f"{label} town is {words}",
    "zones": lambda label, end, facts, words: _zones(end, facts, words),
}
