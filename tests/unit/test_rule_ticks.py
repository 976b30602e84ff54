"""Each condition of a rule ticked or not, with what the request says instead (3-pricing-rules.md, "Try it")."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine.facts import TOWN_ORDER
from pricing_rules.engine.rules import rule_from_json
from pricing_rules.engine.ticks import Tick, ticks
from tests.rule_making import VOCABULARY, ask, do, rule

FACTS: dict[str, object] = {
    "service": "mini_move",
    "package": "standard",
    "packing": False,
    "item_count": 1,
    "specialty_items": frozenset(),
    "estimated_hours": Decimal("2.5"),
    "coi_requested": True,
    "pickup_date": date(2027, 6, 25),
    "weekday": "friday",
    "is_weekend": False,
    "month": 6,
    "holiday": "",
    "is_holiday": False,
    "days_ahead": 1,
    "window_start": time(8),
    "window_hours": 3,
    "seasons": frozenset({"summer"}),
    "pickup_zip": "11217",
    "pickup_city": "Brooklyn",
    "pickup_state": "NY",
    "pickup_zones": frozenset(),
    "dropoff_zip": "11962",
    "dropoff_city": "Sagaponack",
    "dropoff_state": "NY",
    "dropoff_zones": frozenset({"hamptons"}),
    "dropoff_town": "montauk",
    TOWN_ORDER: ("westhampton", "southampton", "montauk"),
    "same_zone": False,
    "distance_miles": Decimal("83.20"),
    "is_guest": True,
    "is_vip": False,
    "completed_bookings": 4,
    "base_cents": 172_500,
    "answer_stairs": Decimal(3),
}


def tree(conditions: dict[str, Any], **facts: object) -> Tick:
    read = rule_from_json(rule("r", do("add_amount", amount_cents=100), conditions=conditions), VOCABULARY)
    return ticks(read.conditions, {**FACTS, **facts}, VOCABULARY)


@pytest.mark.parametrize(
    ("condition", "met", "here"),
    [
        (ask("weekday", "equal_to", "friday"), True, "June 25 is a Friday"),
        (ask("is_weekend", "is_true"), False, "June 25 is a Friday, not on the weekend"),
        (ask("is_holiday", "is_true"), False, "June 25 is not a holiday"),
        (ask("holiday", "equal_to", "Labor Day"), False, "June 25 is not a holiday"),
        (ask("seasons", "contains", "summer"), True, "June 25 lies in Summer"),
        (ask("month", "equal_to", 7), False, "June 25 is in June"),
        (ask("pickup_date", "after", "2027-06-30"), False, "Pickup is on June 25, 2027"),
        (ask("days_ahead", "less_than", 2), True, "Pickup is tomorrow"),
        (ask("window_start", "before", "08:00"), False, "The pickup window begins at 8 AM"),
        (ask("window_hours", "greater_than", 2), True, "The pickup window is 3 hours long"),
        (ask("dropoff_town", "is_east_of", "southampton"), True, "Montauk is east of Southampton"),
        (ask("dropoff_town", "is_west_of", "southampton"), False, "Montauk is east of Southampton"),
        (ask("dropoff_town", "is_east_of", "montauk"), False, "Drop-off town is Montauk"),
        (ask("pickup_town", "equal_to", "montauk"), False, "Brooklyn 11217 is in no town along the road east"),
        (ask("dropoff_zones", "contains", "hamptons"), True, "Sagaponack 11962 lies in The Hamptons"),
        (ask("pickup_zones", "contains", "hamptons"), False, "Brooklyn 11217 lies in none of our zones"),
        (ask("pickup_state", "equal_to", "CT"), False, "Brooklyn 11217 is in New York"),
        (ask("dropoff_zip", "starts_with", "119"), True, "Drop-off is in Sagaponack 11962"),
        (ask("same_zone", "is_true"), False, "The two ends share no zone"),
        (ask("distance_miles", "greater_than", 100), False, "The two ends are 83.2 miles apart"),
        (ask("service", "equal_to", "mini_move"), True, "The service is Mini move"),
        (ask("packing", "is_true"), False, "Without packing"),
        (ask("item_count", "greater_than", 15), False, "1 item"),
        (ask("bag_count", "greater_than", 2), False, "Number of bags is not known for this request"),
        (ask("specialty_items", "contains", "crib"), False, "Specialty items: none"),
        (ask("estimated_hours", "greater_than", 2), True, "2.5 hours"),
        (ask("coi_requested", "is_true"), True, "A COI is requested"),
        (ask("is_guest", "is_true"), True, "Books as a guest"),
        (ask("is_vip", "is_true"), False, "The customer is no VIP"),
        (ask("completed_bookings", "greater_than", 10), False, "4 completed bookings"),
        (ask("base_cents", "greater_than", 200_000), False, "The base price is $1,725"),
        (ask("answer_stairs", "greater_than", 2), True, "Flights of stairs is 3"),
        (ask("answer_elevator", "is_true"), False, "Elevator is not known for this request"),
    ],
)
def test_a_condition_is_ticked_with_what_the_request_says(condition: dict[str, Any], met: bool, here: str) -> None:
    (tick,) = tree({"all": [condition]}).parts
    assert (tick.met, tick.here) == (met, here)


def test_a_holiday_is_named_and_a_window_without_a_start_is_said_so() -> None:
    july = {"pickup_date": date(2027, 7, 5), "holiday": "Independence Day (observed)", "is_holiday": True}
    (holiday,) = tree({"all": [ask("is_holiday", "is_true")]}, **july).parts
    assert (holiday.met, holiday.here) == (True, "July 5 is a holiday, Independence Day (observed)")
    (window,) = tree({"all": [ask("window_start", "before", "09:00")]}, window_start=None).parts
    assert (window.met, window.here) == (False, "The pickup window has no start")


def test_groups_are_ticked_as_a_whole_and_place_by_place() -> None:
    told = tree(
        {
            "all": [
                ask("weekday", "equal_to", "friday"),
                {"any": [ask("is_holiday", "is_true"), ask("month", "equal_to", 6)]},
                {"none": [ask("is_vip", "is_true"), ask("is_guest", "is_true")]},
            ]
        }
    )
    friday, either, neither = told.parts
    assert (told.kind, told.met, told.words) == ("all", False, "All of these")
    assert (friday.met, friday.words) == (True, "The pickup is on a Friday")
    assert (either.kind, either.met, [part.met for part in either.parts]) == ("any", True, [False, True])
    # Under “none of these” a condition is as wanted when it does not hold.
    assert (neither.kind, neither.met, [part.met for part in neither.parts]) == ("none", False, [True, False])


def test_none_of_inside_none_of_wants_its_parts_again() -> None:
    told = tree({"none": [{"none": [ask("is_guest", "is_true")]}]})
    (inner,) = told.parts
    assert (told.met, inner.met, inner.parts[0].met) == (True, True, True)


def test_a_fact_that_is_not_set_meets_nothing_but_none_of() -> None:
    unset = ask("bag_count", "is_none_of", [3])
    assert not tree({"all": [unset]}).met
    assert tree({"none": [unset]}).met
