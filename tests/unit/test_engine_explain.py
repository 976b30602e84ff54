"""Rules, reasons and failures in plain English (3-pricing-rules.md, "Explain")."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine.explain import condition_words, failure, reason_for, rule_words
from pricing_rules.engine.rules import rule_from_json
from tests.rule_making import VOCABULARY, ask, do, rule

SERVICE = ask("service", "equal_to", "mini_move")
WEEKEND = ask("weekday", "is_one_of", ["saturday", "sunday"])
ZONES = ask("pickup_zones", "shares_at_least_one_element_with", ["hamptons", "east_end_far"])


def made(conditions: dict[str, Any], *actions: dict[str, Any], **more: Any) -> Any:
    return rule_from_json(
        rule("r", *(actions or [do("add_note", text="N")]), conditions=conditions, **more), VOCABULARY
    )


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (SERVICE, "service is Mini move"),
        (WEEKEND, "weekday is Saturday or Sunday"),
        (
            ask("weekday", "is_none_of", ["friday", "saturday", "sunday"]),
            "weekday is none of Friday, Saturday or Sunday",
        ),
        (ZONES, "pickup zones contain any of The Hamptons or East End far"),
        (
            ask("pickup_zones", "contains_all", ["manhattan", "hamptons"]),
            "pickup zones contain all of Manhattan and The Hamptons",
        ),
        (ask("seasons", "is_set"), "seasons are set"),
        (ask("coi_requested", "is_true"), "COI requested is yes"),
        (ask("is_vip", "is_false"), "VIP is no"),
        (ask("base_cents", "greater_than", 500_000), "base price is more than $5,000"),
        (ask("total_cents", "less_than", 4_950), "total is less than $49.50"),
        (ask("item_count", "between", [3, 5]), "number of items is between 3 and 5"),
        (ask("estimated_hours", "greater_than_or_equal_to", 2.5), "estimated hours is at least 2.5"),
        (ask("pickup_date", "on_or_after", "2027-05-31"), "pickup date is on or after May 31, 2027"),
        (ask("window_start", "before", "08:00"), "window start is before 8 AM"),
        (ask("pickup_town", "is_east_of", "southampton"), "pickup town is east of Southampton"),
        (ask("pickup_zip", "starts_with", "119"), "pickup ZIP starts with “119”"),
        (ask("holiday", "equal_to", ""), "holiday is empty"),
        (ask("answer_stairs", "greater_than", 2), "flights of stairs is more than 2"),
        ({"all": [SERVICE, WEEKEND]}, "service is Mini move and weekday is Saturday or Sunday"),
        (
            {"all": [SERVICE, {"any": [WEEKEND, ZONES]}]},
            "service is Mini move and (weekday is Saturday or Sunday or pickup zones contain any of The Hamptons"
            " or East End far)",
        ),
        ({"any": [{"all": [SERVICE]}, {"all": [WEEKEND]}]}, "service is Mini move or weekday is Saturday or Sunday"),
        ({"none": [SERVICE, WEEKEND]}, "none of (service is Mini move; weekday is Saturday or Sunday)"),
    ],
)
def test_conditions_in_words(conditions: dict[str, Any], words: str) -> None:
    assert condition_words(made(conditions).conditions, VOCABULARY) == words


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (do("add_amount", amount_cents=5_000, label="Weekend delivery"), "add $50 as “Weekend delivery”"),
        (do("add_percent", percent=7.5, label="Weekend"), "add 7.5% of the base as “Weekend”"),
        (
            do("add_per_unit", unit="hour", amount_cents=35_000, above=2, label="Hours"),
            "add $350 for each hour above 2 as “Hours”",
        ),
        (
            do("add_per_unit", unit="specialty_item", amount_cents=999, label="S"),
            "add $9.99 for each specialty item as “S”",
        ),
        (
            do("add_per_unit", unit="answer_stairs", amount_cents=2_500, label="Stairs"),
            "add $25 for each flights of stairs as “Stairs”",
        ),
        (do("raise_base_to", amount_cents=70_000, label="Least"), "raise the base to at least $700 as “Least”"),
        (do("discount_amount", amount_cents=100, label="Off"), "take off $1 as “Off”"),
        (do("discount_percent", percent=5, label="Thanks"), "take off 5% as “Thanks”"),
        (do("require_approval", reason="Large"), "require approval: Large"),
        (do("require_coi", reason="Valuable"), "require a COI: Valuable"),
        (do("make_unavailable", message="Not then"), "make it unavailable: Not then"),
        (do("add_note", text="Bring the key"), "note: Bring the key"),
    ],
)
def test_actions_in_words(action: dict[str, Any], words: str) -> None:
    assert rule_words(made(SERVICE, action), VOCABULARY) == f"When service is Mini move: {words}"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (
            "2027-05-31",
            "2027-09-06",
            "When service is Mini move, for pickups from May 31, 2027 to September 6, 2027: note: N",
        ),
        ("2027-05-31", None, "When service is Mini move, for pickups from May 31, 2027: note: N"),
        (None, "2027-09-06", "When service is Mini move, for pickups until September 6, 2027: note: N"),
    ],
)
def test_the_dates_of_a_rule_in_words(first: str | None, last: str | None, words: str) -> None:
    assert rule_words(made(SERVICE, **{"from": first, "to": last}), VOCABULARY) == words


FACTS = {
    "service": "mini_move",
    "weekday": "saturday",
    "pickup_zones": frozenset({"hamptons", "east_end_far"}),
    "pickup_date": date(2027, 6, 26),
    "window_start": time(7, 30),
    "base_cents": 172_500,
    "estimated_hours": Decimal("2.50"),
    "seasons": frozenset(),
    "holiday": "Labor Day",
}


@pytest.mark.parametrize(
    ("conditions", "reason", "expected"),
    [
        (SERVICE, "Pickup is on a {weekday}", "Pickup is on a Saturday"),
        (SERVICE, "Pickup is on {holiday}", "Pickup is on Labor Day"),
        (SERVICE, "{pickup_date}, {window_start}, {base_cents}", "June 26, 2027, 7:30 AM, $1,725"),
        (
            SERVICE,
            "In {pickup_zones}, {estimated_hours} h, {seasons}",
            "In East End far and The Hamptons, 2.5 h, empty",
        ),
        (SERVICE, "From {dropoff_city} { weekday }", "From not set { weekday }"),
        (WEEKEND, "", "Weekday is Saturday"),
        (
            {"all": [SERVICE, {"any": [ask("weekday", "equal_to", "monday"), WEEKEND]}]},
            "",
            "Service is Mini move and weekday is Saturday",
        ),
        ({"all": [ZONES, ZONES]}, "", "Pickup zones contain any of The Hamptons or East End far"),
        ({"none": [ask("weekday", "equal_to", "monday")]}, "", "None of (weekday is Monday)"),
    ],
)
def test_the_reason_a_customer_reads(conditions: dict[str, Any], reason: str, expected: str) -> None:
    assert reason_for(made(conditions, reason=reason), FACTS, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (ask("weekday", "equal_to", "monday"), "Needs: weekday is Monday. Here: Saturday."),
        (ask("dropoff_zones", "contains", "hamptons"), "Needs: drop-off zones contain The Hamptons. Here: not set."),
        (
            {"any": [ask("weekday", "equal_to", "monday"), ask("month", "equal_to", 7)]},
            "Needs: weekday is Monday or month is 7.",
        ),
        ({"none": [ask("month", "equal_to", 7), WEEKEND]}, "Must not be so: weekday is Saturday or Sunday."),
    ],
)
def test_why_a_rule_did_not_match(conditions: dict[str, Any], expected: str) -> None:
    assert failure(made(conditions).conditions, FACTS, VOCABULARY) == expected
