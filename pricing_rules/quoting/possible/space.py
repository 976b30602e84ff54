"""The whole space of possible requests: blocks, what goes with each thing sold, and the crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from catalog.snapshot import Catalogue, QuestionInfo
from pricing_rules.engine.analyse.space import Profile, Space
from pricing_rules.engine.facts import LARGEST_CENTS, QUESTION_PREFIX
from pricing_rules.engine.rules import Rule
from pricing_rules.quoting import keys
from pricing_rules.quoting.possible.blocks import UNSET, Choice, having, listed, ordered, upto
from pricing_rules.quoting.possible.calendar import AheadOfDay, calendar
from pricing_rules.quoting.possible.cells import number_cells, whole_cells
from pricing_rules.quoting.possible.jobs import Sold, jobs, route_of, specialty
from pricing_rules.quoting.possible.named import Named, days, named_values, numbers
from pricing_rules.quoting.possible.places import BothEnds, Ground
from pricing_rules.quoting.reading import MOST
from pricing_rules.quoting.request import DEFAULT_HOURS

MOST_HOURS, MOST_BOOKINGS, FURTHEST_ANSWER = 1000, 10**6, 10**6  # as quoting.parse and quoting.answers have them
TOP_CENTS = LARGEST_CENTS * 100  # no condition can name more than a hundredth of it


@dataclass(frozen=True, eq=False)
class World:
    """What is possible whatever the rules ask: the slow part, built once for a catalogue and a day."""

    catalogue: Catalogue
    today: date

    @cached_property
    def ground(self) -> Ground:
        return Ground(self.catalogue)

    @cached_property
    def jobs(self) -> Choice:
        return jobs(self.catalogue)

    @cached_property
    def pickup(self) -> Choice:
        return self.ground.end("pickup")

    @cached_property
    def dropoff(self) -> Choice:
        return self.ground.end("dropoff")

    @cached_property
    def calendar(self) -> Choice:
        return calendar(self.catalogue, self.today)

    def days(self, named: Sequence[date]) -> Choice:
        """The days to come, up to beyond the last that is named."""
        if all(day <= self.calendar.means[-1] for day in named):
            return self.calendar
        return calendar(self.catalogue, self.today, named)

    @cached_property
    def windows(self) -> Choice:
        """The pickup windows that are on; one without a start leaves its facts unset."""
        rows = [row for row in self.catalogue.windows.values() if row.active]
        return listed("window", [_window_facts(row.starts, row.ends) for row in rows], [row.code for row in rows])


@dataclass(frozen=True)
class Possible:
    """A space for some rules, and what its elements stand for: `choices[n]` belongs to block n of the space."""

    world: World
    space: Space
    choices: Mapping[str, Choice]
    places: Mapping[str, int]
    sold: Mapping[str, Sold]
    both_ends: BothEnds


def possible_requests(world: World, rules: Sequence[Rule]) -> Possible:
    """The space in which these rules can be compared: exact between all values that they name."""
    named = named_values(rules)
    choices = _choices(world, named)
    places = {name: place for place, name in enumerate(choices)}
    sold = {f"{number}": one for number, one in enumerate(dict.fromkeys(job.sold for job in world.jobs.means[1:]))}
    both_ends = BothEnds(
        ground=world.ground,
        pickup=places["pickup"],
        dropoff=places["dropoff"],
        same=places["same_zone"],
        miles=places["miles"],
        distances=choices["miles"],
    )
    ahead = AheadOfDay(places["day"], places["days_ahead"], choices["days_ahead"])
    space = Space(
        blocks=tuple(choice.block for choice in choices.values()),
        profiles=tuple(
            Profile(name, {places[block]: mask for block, mask in _allowed(one, world, choices).items()})
            for name, one in sold.items()
        ),
        crossings=(ahead, both_ends),
        towns=tuple(town.code for town in world.catalogue.towns),
    )
    return Possible(world, space, choices, places, sold, both_ends)


def _choices(world: World, named: Named) -> dict[str, Choice]:
    catalogue, policy = world.catalogue, world.catalogue.policy
    limits = [package.max_items for package in catalogue.packages.values() if package.max_items is not None]
    hours = number_cells([*numbers(named, "estimated_hours"), DEFAULT_HOURS], 0, MOST_HOURS)
    ahead = whole_cells([*numbers(named, "days_ahead"), policy.lead_days], 0, max(policy.horizon_days, 0))
    miles = number_cells(numbers(named, "distance_miles"), 0, world.ground.farthest)
    people = [{"is_guest": guest, "is_vip": vip} for guest in (False, True) for vip in (False, True)]
    items = whole_cells([*numbers(named, "item_count"), *limits], 1, MOST)
    choices = {
        "job": world.jobs,
        "item_count": ordered("item_count", items),
        "bag_count": ordered("bag_count", whole_cells(numbers(named, "bag_count"), 1, MOST)),
        "day": world.days(days(named, "pickup_date")),
        "days_ahead": ordered("days_ahead", ahead),
        "window": world.windows,
        "pickup": world.pickup,
        "dropoff": world.dropoff,
        "same_zone": listed("same_zone", [{"same_zone": False}, {"same_zone": True}]),
        "miles": ordered("distance_miles", miles),
        "hours": ordered("estimated_hours", hours),
        "person": listed("person", people),
        "completed": ordered("completed_bookings", whole_cells(numbers(named, "completed_bookings"), 0, MOST_BOOKINGS)),
        "base": ordered("base_cents", whole_cells(numbers(named, "base_cents"), 0, TOP_CENTS)),
        "total": ordered("total_cents", whole_cells(numbers(named, "total_cents"), 0, TOP_CENTS)),
    }
    special = specialty(catalogue, named.get("specialty_items", frozenset()))
    if special is not None:
        choices["specialty"] = special
    for question in catalogue.questions.values():
        if question.fact is not None:
            choices[question.fact] = _answers(question, named)
    return choices


def _answers(question: QuestionInfo, named: Named) -> Choice:
    fact = f"{QUESTION_PREFIX}{question.code}"
    if question.kind == "yes_no":
        return listed(fact, [{fact: False}, {fact: True}], [False, True])
    if question.kind == "choice":
        codes = [code for code, _ in question.choices]
        return listed(fact, [{fact: code} for code in codes], codes)
    return ordered(fact, number_cells([*numbers(named, fact), 0], -FURTHEST_ANSWER, FURTHEST_ANSWER))


def _allowed(sold: Sold, world: World, choices: Mapping[str, Choice]) -> dict[str, int]:
    """What each block may be with this; every block is named, so that none is free by oversight."""
    service = sold.service
    has_day, has_way = keys.asks(service, "pickup_date"), keys.asks(service, "dropoff")
    pickup, dropoff = _ends(sold, world)
    some = {name: choice.some for name, choice in choices.items()}
    allowed = {
        **some,
        "job": sum(1 << place for place, job in enumerate(world.jobs.means) if job and job.sold == sold),
        "item_count": _items(sold, world, choices["item_count"]),
        "bag_count": some["bag_count"] if service == keys.BLADE else UNSET,
        "day": some["day"] if has_day else UNSET,
        "days_ahead": _ahead(sold, world, choices["days_ahead"]) if has_day else UNSET,
        "window": some["window"] if keys.asks(service, "window") else UNSET,
        "pickup": pickup,
        "dropoff": dropoff,
        "same_zone": some["same_zone"] if has_way else UNSET,
        "miles": some["miles"] if has_way else UNSET,
    }
    if service in (keys.ORGANIZING, keys.B2B):  # nothing in the catalogue makes a base of these
        allowed["base"] = upto(choices["base"], 0, 0)
    if "specialty" in choices:
        none = having(choices["specialty"], "specialty_count", 0)
        if service == keys.SPECIALTY:
            allowed["specialty"] = some["specialty"] & ~none
        elif not keys.asks(service, "specialty_items"):
            allowed["specialty"] = none
    for question in world.catalogue.questions.values():
        if question.fact is not None:
            allowed[question.fact] = _asked(question, service, some[question.fact])
    return allowed


def _items(sold: Sold, world: World, choice: Choice) -> int:
    if sold.service == keys.DELIVERY:
        return choice.some
    if sold.service != keys.MINI_MOVE or sold.package is None:
        return UNSET
    most = world.catalogue.packages[sold.package].max_items
    return UNSET | upto(choice, 1, MOST if most is None else most)


def _ahead(sold: Sold, world: World, choice: Choice) -> int:
    policy = world.catalogue.policy
    return upto(choice, 0, 0) if sold.same_day else upto(choice, policy.lead_days, policy.horizon_days)


def _ends(sold: Sold, world: World) -> tuple[int, int]:
    pickup = world.pickup.some if keys.asks(sold.service, "pickup") else UNSET
    dropoff = world.dropoff.some if keys.asks(sold.service, "dropoff") else UNSET
    route = route_of(sold, world.catalogue)
    if route is None:
        return pickup, dropoff
    sets = world.ground.zone_sets
    airport = sum(mask for zones, mask in sets.items() if route.airport_zone in zones)
    airport |= having(world.pickup, "pickup_zip", route.airport_zip)
    city = sum(mask for zones, mask in sets.items() if route.city_zone in zones)
    return (airport, city) if route.airport_end == "pickup" else (city, airport)


def _asked(question: QuestionInfo, service: str, some: int) -> int:
    """As quoting.answers reads them."""
    if not question.active or service not in question.services:
        return UNSET
    if question.end in ("pickup", "dropoff") and not keys.asks(service, question.end):
        return UNSET
    return some if question.required else some | UNSET


def _window_facts(starts: Any, ends: Any) -> dict[str, object]:
    if starts is None or ends is None:
        return {"window_start": starts}
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    hours = minutes // 60 if minutes % 60 == 0 else Decimal(minutes) / 60
    return {"window_start": starts, "window_hours": hours}
