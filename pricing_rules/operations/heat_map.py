"""The heat map: what surcharges stack up on each of the coming days, by zone (3-pricing-rules.md, "Heat map").

Computes only, with the engine that prices quotes: one typical request, priced on every day in every zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalog import places
from catalog.places import Place
from catalog.queries import catalogue as read_catalogue
from catalog.snapshot import Catalogue
from foundation.clock import new_york_day
from pricing_rules import loading
from pricing_rules.engine.conditions import leaves
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import Rule
from pricing_rules.operations.quote import Basis, PricingFailed, price_days
from pricing_rules.quoting import keys
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.price import PricedQuote
from pricing_rules.quoting.words import catalogue_vocabulary

DAYS = 365
STACKING = frozenset({"minimum", "surcharge"})
NEAR_A_HOLIDAY = timedelta(days=10)  # a rule whose dates are no longer than this was made for that holiday
_HOLIDAY_FACTS = frozenset({"holiday", "is_holiday"})


class NoHeatMap(Exception):
    """The map cannot be made, and the message says why: a rule that cannot be evaluated, a request at fault."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The typical request: `job` has its keys but the ends and the date; `varies` is the end that is moved from zone
    to zone, None for a service without one; `other_zip` is where the other end lies, empty for a service without."""

    job: Mapping[str, Any]
    window: str
    varies: str | None
    other_zip: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a rule on a day; `slug` and `rule` are the rule's."""

    slug: str
    rule: str
    label: str
    cents: int


@dataclass(frozen=True, slots=True)
class Day:
    """One day in one zone. `surcharge_cents` is what stacks up: surcharges and what a minimum adds, before discounts.

    `holiday` is empty on an ordinary day; `is_covered` says whether a rule acts on it because of the holiday.
    """

    day: date
    charges: tuple[Charge, ...]
    discounts: tuple[Charge, ...]
    total_cents: int
    holiday: str
    is_covered: bool
    messages: tuple[str, ...]
    approval: tuple[str, ...]

    @property
    def surcharge_cents(self) -> int:
        return sum(charge.cents for charge in self.charges)


@dataclass(frozen=True, slots=True)
class ZoneYear:
    """The days of one zone, for an address in it; without days where `problem` says why it cannot be priced."""

    code: str
    label: str
    place: Place | None
    days: tuple[Day, ...] = ()
    problem: str = ""

    @property
    def highest_cents(self) -> int:
        return max((day.surcharge_cents for day in self.days), default=0)


def heat_map(asked: Asked, *, now: datetime, draft: bool = False) -> tuple[ZoneYear, ...]:
    """The coming 365 days, from the first that can be booked, in every zone that is on.

    now: UTC. draft: priced with the draft in place of the set in force. Raises NoHeatMap.
    """
    chosen = _basis(now, draft=draft)
    catalogue = chosen.catalogue
    first = catalogue.policy.first_day(new_york_day(now))
    days = [first + timedelta(days=count) for count in range(DAYS)]
    reacting = {rule.slug: rule for rule in chosen.rule_set.rules}
    try:
        if asked.varies is None:
            return (_year("", "Everywhere", None, asked, days, chosen, now, reacting),)
        typical = typical_places(catalogue)
        return tuple(
            _year(code, zone.label, typical[code], asked, days, chosen, now, reacting)
            for code, zone in catalogue.zones.items()
            if zone.active
        )
    except PricingFailed as failed:
        raise NoHeatMap(f"The rules cannot be evaluated: {failed.cause}") from failed


def typical_places(catalogue: Catalogue) -> dict[str, Place | None]:
    """By zone, an address that stands for most of it: of the ZIPs that lie in the same zones as most of its ZIPs do,
    one in a town if there is any, then the lowest. None for a zone that holds no address we serve."""
    towns = {zip_code for town in catalogue.towns for zip_code in town.zips}
    inside: dict[str, list[tuple[Place, frozenset[str]]]] = {code: [] for code in catalogue.zones}
    for place in places.places().values():
        if catalogue.is_served(place):
            zones = catalogue.zones_of(place)
            for code in zones:
                inside[code].append((place, zones))
    return {code: _typical(found, towns) for code, found in inside.items()}


def _typical(inside: Sequence[tuple[Place, frozenset[str]]], towns: set[str]) -> Place | None:
    if not inside:
        return None
    most, _ = Counter(zones for _, zones in inside).most_common(1)[0]
    alike = [place for place, zones in inside if zones == most]
    return min(alike, key=lambda place: (place.zip not in towns, place.zip))


def _basis(now: datetime, *, draft: bool) -> Basis:
    """Prices and rules of now; looking at them alerts nobody."""
    catalogue = read_catalogue(at=now)
    vocabulary = catalogue_vocabulary(catalogue)
    try:
        rule_set = loading.draft(vocabulary) if draft else loading.rule_set(now, vocabulary)
    except (RuleFailure, loading.NoRuleSet) as failure:
        raise NoHeatMap(str(failure)) from failure
    return Basis(catalogue, rule_set, is_live=False)


def _year(
    code: str,
    label: str,
    place: Place | None,
    asked: Asked,
    days: Sequence[date],
    chosen: Basis,
    now: datetime,
    rules: Mapping[str, Rule],
) -> ZoneYear:
    data = dict(asked.job)
    if asked.varies is not None:
        if place is None:
            return ZoneYear(code, label, None, problem="No address that we serve lies in it")
        data[asked.varies] = {"zip": place.zip}
        other = "dropoff" if asked.varies == "pickup" else "pickup"
        if asked.other_zip and keys.asks(str(data["service"]), other):
            data[other] = {"zip": asked.other_zip}
    try:
        priced = price_days(data, days, [asked.window], now=now, trusted=True, using=chosen)
    except RequestErrors as refused:
        return ZoneYear(code, label, place, problem=". ".join(error.message for error in refused.errors))
    return ZoneYear(
        code, label, place, tuple(_day(day, next(iter(windows.values())), rules) for day, windows in priced.items())
    )


def _day(day: date, priced: PricedQuote, rules: Mapping[str, Rule]) -> Day:
    charged = [
        (line.kind, _charge(line.code, line.label, line.amount_cents, rules))
        for line in priced.lines
        if line.kind in STACKING or line.kind == "discount"
    ]
    holiday = str(priced.facts.get("holiday") or "")
    return Day(
        day=day,
        charges=tuple(charge for kind, charge in charged if kind in STACKING),
        discounts=tuple(charge for kind, charge in charged if kind == "discount"),
        total_cents=priced.total_cents,
        holiday=holiday,
        is_covered=bool(holiday)
        and any(_is_for(entry.rule, day) for entry in priced.trace if entry.outcome == "matched"),
        messages=priced.unavailable_messages,
        approval=priced.approval_reasons,
    )


def _charge(code: str, label: str, cents: int, rules: Mapping[str, Rule]) -> Charge:
    slug = code.partition(":")[0]
    return Charge(slug, rules[slug].name if slug in rules else label, label, cents)


def _is_for(rule: Rule, day: date) -> bool:
    """Whether a rule was made for the holiday on this day: it asks for holidays, or for few days with this one."""
    if rule.first_day and rule.last_day and rule.last_day - rule.first_day <= NEAR_A_HOLIDAY:
        return True
    for leaf in leaves(rule.conditions):
        if leaf.name in _HOLIDAY_FACTS:
            return True
        if leaf.name != "pickup_date":
            continue
        if leaf.operator in ("equal_to", "is_one_of"):
            return True
        if leaf.operator == "between" and isinstance(leaf.value, tuple):
            low, high = leaf.value
            if isinstance(low, date) and isinstance(high, date) and high - low <= NEAR_A_HOLIDAY:
                return True
    return False
