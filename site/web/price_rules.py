"""The rules in force as a table for visitors: when, why, how much (brief 5, "Surcharge table"). Nothing in it is
typed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from catalog import places
from catalog.snapshot import Catalogue, ZoneInfo
from foundation.money import dollars_short
from pricing_rules.engine.conditions import AllOf, AnyOf, Condition, Node
from pricing_rules.engine.explain import PLACEHOLDER, condition_words, date_range
from pricing_rules.engine.rules import Action, Rule
from pricing_rules.operations.quote import Basis
from pricing_rules.quoting import keys

ENDS = ("pickup", "dropoff")
PLAIN = {
    "is_weekend": "Pickup on a Saturday or Sunday",
    "is_holiday": "Pickup on a federal holiday, or on one of our own holiday dates",
}


@dataclass(frozen=True, slots=True)
class PublicRule:
    """One row: what it is called on a price, when it applies, what it adds."""

    label: str
    when: str
    amount: str


def public_rules(basis: Basis, service: str) -> list[PublicRule]:
    """The active price rules that can touch this service, in the order they are applied."""
    zones = _zones_reached(service, basis.catalogue)
    return [
        row
        for rule in basis.rule_set.in_order
        if rule.active and rule.phase == "price" and _can_touch(rule.conditions, service, zones)
        for row in _rows(rule, basis)
    ]


def _rows(rule: Rule, basis: Basis) -> list[PublicRule]:
    when = rule.reason
    if not when or PLACEHOLDER.search(when):
        when = _words(_without_service(rule.conditions), basis)
    dates = date_range(rule)
    if dates:
        when = f"{when}, {dates}"
    return [
        PublicRule(str(action.params.get("label", rule.name)), when, _amount(action))
        for _, action in rule.money_actions()
    ]


def _words(node: Node, basis: Basis) -> str:
    """The conditions for visitors; a lone yes-or-no condition that we have better words for gets them."""
    if isinstance(node, AllOf) and len(node.parts) == 1:
        node = node.parts[0]
    if isinstance(node, Condition) and node.operator == "is_true" and node.name in PLAIN:
        return PLAIN[node.name]
    words = condition_words(node, basis.rule_set.vocabulary)
    return words[:1].upper() + words[1:]


def _amount(action: Action) -> str:
    match action.name:
        case "add_amount":
            return dollars_short(action.cents())
        case "add_percent":
            return f"{action.number('percent').normalize():f}% of the base"
        case "add_per_unit":
            return f"{dollars_short(action.cents())} each"
        case "raise_base_to":
            return f"at least {dollars_short(action.cents())}"
        case "discount_amount":
            return f"{dollars_short(action.cents())} off"
        case _:
            return f"{action.number('percent').normalize():f}% off"


def _can_touch(node: Node, service: str, zones: frozenset[str] | None) -> bool:
    """Whether a rule can match this service: false only where something that must hold never does for it.

    `zones` are those its ends can lie in, None for any.
    """
    match node:
        case Condition():
            return _can_hold(node, service, zones)
        case AllOf(parts):
            return all(_can_touch(part, service, zones) for part in parts)
        case AnyOf(parts):
            return any(_can_touch(part, service, zones) for part in parts)
        case _:
            return True


def _can_hold(condition: Condition, service: str, zones: frozenset[str] | None) -> bool:
    match condition:
        case Condition(name="service", operator=operator, value=value):
            named = {value} if isinstance(value, str) else set(value or ())  # type: ignore[arg-type]
            return (service not in named) if operator in {"not_equal_to", "is_none_of"} else service in named
        case Condition(name="pickup_zones" | "dropoff_zones", operator="contains", value=value) if zones is not None:
            return value in zones
    end = condition.name.partition("_")[0]
    return end not in ENDS or keys.asks(service, end)


@lru_cache(maxsize=8)
def _zones_near(cities: tuple[ZoneInfo, ...], zips: tuple[str, ...], zones: tuple[ZoneInfo, ...]) -> frozenset[str]:
    """The zones that hold any place of `cities`, or any of `zips`."""
    ends = [place for place in places.places().values() if any(city.matches(place) for city in cities)]
    ends += [place for code in zips if (place := places.find(code)) is not None]
    return frozenset(zone.code for zone in zones if any(zone.matches(place) for place in ends))


def _zones_reached(service: str, known: Catalogue) -> frozenset[str] | None:
    """Where the ends of a service with fixed routes can lie; None where an address may be anywhere."""
    if not keys.asks(service, "route"):
        return None
    routes = [route for route in known.routes.values() if route.active]
    cities = tuple(known.zones[code] for code in sorted({route.city_zone for route in routes}) if code in known.zones)
    airports = tuple(sorted({route.airport_zip for route in routes}))
    return _zones_near(cities, airports, tuple(zone for zone in known.zones.values() if zone.active))


def _without_service(node: Node) -> Node:
    """The conditions without the service's own: the page is that service's."""
    if isinstance(node, AllOf):
        parts = tuple(part for part in node.parts if not (isinstance(part, Condition) and part.name == "service"))
        return replace(node, parts=parts) if parts else node
    return node
