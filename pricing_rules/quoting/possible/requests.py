"""A real request out of a possible one: what a customer could ask for, priced by the one path all quotes take.

The space knows no prices, so where rules ask about the base or the total several requests are tried. What is given back
is a request that the parser accepted and that can be sold; whether rules match its facts is the caller's to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

from catalog.prices import NoPrice
from foundation.clock import local_to_utc
from pricing_rules.engine.analyse.search import Solution
from pricing_rules.engine.analyse.space import elements
from pricing_rules.engine.conditions import Facts
from pricing_rules.engine.evaluate import RuleFailure
from pricing_rules.engine.rules import RuleSet
from pricing_rules.quoting import keys
from pricing_rules.quoting.base_lines import base_lines
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.facts import facts
from pricing_rules.quoting.parse import parse
from pricing_rules.quoting.possible.jobs import Job
from pricing_rules.quoting.possible.space import Possible
from pricing_rules.quoting.price import price
from pricing_rules.quoting.request import DEFAULT_HOURS
from pricing_rules.quoting.sellable import unsellable_messages

MOST_TRIES = 120
ASKED_AT = time(6)  # before any window begins and any cut-off of same-day delivery
USUAL_COUNTS = range(1, 61)  # of items and bags, tried where a certain base or total is wanted

Request = dict[str, Any]


@dataclass(frozen=True)
class Examples:
    """Makes examples. `rule_set` gives the total that check rules see; `now` is UTC."""

    possible: Possible
    rule_set: RuleSet
    now: datetime

    def __call__(self, solution: Solution, fits: Callable[[Facts], bool]) -> tuple[Request, Facts] | None:
        """The first request of this solution that is accepted, can be sold, and whose facts fit."""
        rest = self._rest(solution)
        tried = product(islice(self._ends(solution), 3), self._days(solution), self._jobs(solution))
        for where, when, (job, *counted) in islice(tried, MOST_TRIES):
            request = {**_job(job), **where, **when, **rest}
            for part in counted:
                request |= part
            found = self._facts(request, with_total=not self._is_free(solution, "total"))
            if found is not None and fits(found):
                return request, found
        return None

    def _facts(self, data: Request, *, with_total: bool) -> Facts | None:
        """The facts of a request that can be sold; its total only where rules ask for it, as that needs all rules."""
        catalogue = self.possible.world.catalogue
        try:
            request = parse(data, catalogue, now=self.now, trusted=True)
            base_cents = sum(line.amount_cents for line in base_lines(request, catalogue))
            known = facts(request, catalogue, base_cents=base_cents)
            if with_total:
                known["total_cents"] = price(request, catalogue, self.rule_set).total_cents
        except (RequestErrors, RuleFailure, NoPrice):
            return None
        return None if unsellable_messages(request, catalogue) else known

    def _means(self, solution: Solution, name: str) -> Iterator[Any]:
        """What the possible elements of a block stand for, None for element 0."""
        means = self.possible.choices[name].means
        return (means[place] for place in elements(solution.masks[self.possible.places[name]]))

    def _is_free(self, solution: Solution, name: str) -> bool:
        return solution.masks[self.possible.places[name]] & ~1 == self.possible.choices[name].some

    # Where ------------------------------------------------------------------------------------------------------------

    def _ends(self, solution: Solution) -> Iterator[Request]:
        places = self.possible.places
        served = self.possible.world.ground.served
        pickup, dropoff = (solution.masks[places[name]] for name in ("pickup", "dropoff"))
        if pickup & 1:
            yield {}
        elif dropoff & 1:
            yield from ({"pickup": {"zip": served[place - 1].zip}} for place in elements(pickup))
        else:
            for one, other in self.possible.both_ends.pairs(solution.masks):
                yield {"pickup": {"zip": served[one - 1].zip}, "dropoff": {"zip": served[other - 1].zip}}

    # When -------------------------------------------------------------------------------------------------------------

    def _days(self, solution: Solution) -> list[Request]:
        world = self.possible.world
        sold = self.possible.sold[solution.profile.name]
        found: list[Request] = []
        for day in self._means(solution, "day"):
            if day is None:
                return [{}]
            if day in world.catalogue.closed_dates:
                continue
            for asked in self._asked_on(day, solution, sold.same_day):
                found.append({"pickup_date": day.isoformat(), **asked})
            if len(found) >= 4:
                break
        return found

    def _asked_on(self, day: date, solution: Solution, same_day: bool) -> Iterator[Request]:
        """When a request for this day could be made: now, or as many days ahead as may be."""
        lies_ahead = (day - self.possible.world.today).days
        policy = self.possible.world.catalogue.policy
        if not same_day and policy.lead_days <= lies_ahead <= policy.horizon_days:
            yield {}
        for ahead in self._means(solution, "days_ahead"):
            if ahead is None or ahead > lies_ahead:
                continue
            quoted_at = local_to_utc(day - timedelta(days=ahead), ASKED_AT)
            if quoted_at >= self.now:
                yield {"quoted_at": quoted_at.isoformat()}

    # What -------------------------------------------------------------------------------------------------------------

    def _jobs(self, solution: Solution) -> list[tuple[Any, ...]]:
        """Jobs, each with its specialty items, its number of items and of bags."""
        varied = product(
            self._means(solution, "job"),
            self._specialty(solution),
            self._counts(solution, "item_count", keys.DELIVERY),
            self._counts(solution, "bag_count", keys.BLADE),
        )
        return _evenly(list(islice(varied, 20 * MOST_TRIES)))

    def _counts(self, solution: Solution, name: str, priced_by: str) -> list[Request]:
        """Counts of items or bags: more than the space tells apart where the service is priced by them."""
        counts = list(self._means(solution, name))
        is_priced = self.possible.sold[solution.profile.name].service == priced_by
        if is_priced and not (self._is_free(solution, "base") and self._is_free(solution, "total")):
            values = [value for value in self.possible.choices[name].means if value is not None]
            allowed = set(counts)
            counts += [one for one in USUAL_COUNTS if max((v for v in values if v <= one), default=None) in allowed]
        return [{} if count is None else {name: count} for count in dict.fromkeys(counts)]

    def _specialty(self, solution: Solution) -> list[Request]:
        sold = self.possible.sold[solution.profile.name]
        if "specialty" not in self.possible.choices or not keys.asks(sold.service, "specialty_items"):
            return [{}]
        found = (_quantities(facts) for facts in self._means(solution, "specialty"))
        return [{"specialty_items": quantities} if quantities else {} for quantities in found]

    def _rest(self, solution: Solution) -> Request:
        """Keys that no price of the catalogue depends on, as they usually are where they may be."""
        rest: Request = {}
        hours = list(self._means(solution, "hours"))
        if DEFAULT_HOURS not in hours:
            rest["estimated_hours"] = _json_number(hours[0])
        windows = [code for code in self._means(solution, "window") if code is not None]
        default = self.possible.world.catalogue.default_window
        if windows and (default is None or default.code not in windows):
            rest["window"] = windows[0]
        person, bookings = next(self._means(solution, "person")), next(self._means(solution, "completed"))
        if any(person.values()) or bookings:
            rest["customer"] = {**person, "completed_bookings": bookings}
        answers = {
            name.removeprefix("answer_"): next(self._means(solution, name))
            for name in self.possible.choices
            if name.startswith("answer_")
        }
        given = {code: _json_number(answer) for code, answer in answers.items() if answer is not None}
        return {**rest, "answers": given} if given else rest


def _evenly(found: list[Any]) -> list[Any]:
    """Some of many, from all over the list."""
    return found[:: -(-len(found) // MOST_TRIES)] if found else []


def _job(job: Job) -> Request:
    """The keys of a job; what is no needs not be said."""
    sold = job.sold
    named = {"service": sold.service, "package": sold.package, "route": sold.route}
    return {
        **{key: value for key, value in named.items() if value is not None},
        **{key: value for key, value in job.keys if value},
    }


def _quantities(facts: dict[str, Any]) -> dict[str, int]:
    items = sorted(facts["specialty_items"])
    more = facts["specialty_count"] - len(items)
    return {code: 1 + (more if place == 0 else 0) for place, code in enumerate(items)}


def _json_number(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
