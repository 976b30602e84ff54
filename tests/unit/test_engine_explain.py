"""Rules, reasons and failures in plain English (3-pricing-rules.md, "Explain")."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine.explain import condition_words, failure, reason_for, rule_pieces, rule_words, standing_words
from pricing_rules.engine.rules import rule_from_json
from pricing_rules.engine.words import capitalised
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
        (SERVICE, "the service is Mini move"),
        (WEEKEND, "the pickup is on a Saturday or Sunday"),
        (
            ask("weekday", "is_none_of", ["friday", "saturday", "sunday"]),
            "the weekday is none of Friday, Saturday or Sunday",
        ),
        (ask("weekday", "is_none_of", ["saturday", "sunday"]), "the weekday is neither Saturday nor Sunday"),
        (ask("weekday", "is_none_of", ["sunday"]), "the weekday is not Sunday"),
        (ZONES, "the pickup lies in The Hamptons or East End far"),
        (
            ask("dropoff_zones", "shares_no_elements_with", ["manhattan", "hamptons"]),
            "the drop-off lies in neither Manhattan nor The Hamptons",
        ),
        (ask("dropoff_zones", "shares_no_elements_with", ["manhattan"]), "the drop-off lies outside Manhattan"),
        (ask("seasons", "contains", "summer"), "the pickup falls in Summer"),
        (ask("specialty_items", "contains", "crib"), "the specialty items include Crib"),
        (
            ask("pickup_zones", "contains_all", ["manhattan", "hamptons"]),
            "the pickup lies in Manhattan and The Hamptons",
        ),
        (ask("seasons", "is_set"), "“Seasons” is set"),
        (ask("coi_requested", "is_true"), "a COI is requested"),
        (ask("is_vip", "is_false"), "the customer is not a VIP"),
        (ask("base_cents", "greater_than", 500_000), "the base price is more than $5,000"),
        (ask("total_cents", "less_than", 4_950), "the total is less than $49.50"),
        (ask("item_count", "between", [3, 5]), "the number of items is from 3 to 5"),
        (ask("estimated_hours", "greater_than_or_equal_to", 2.5), "the estimated time in hours is at least 2.5"),
        (ask("pickup_date", "on_or_after", "2027-05-31"), "the pickup date is on or after May 31, 2027"),
        (ask("window_start", "before", "08:00"), "the start of the pickup window is before 8 AM"),
        (ask("pickup_town", "is_east_of", "southampton"), "the pickup is east of Southampton"),
        (ask("pickup_zip", "starts_with", "119"), "the pickup ZIP starts with “119”"),
        (ask("holiday", "equal_to", ""), "the holiday is empty"),
        (ask("days_ahead", "greater_than", 7), "the pickup is more than 7 days ahead"),
        (ask("days_ahead", "less_than_or_equal_to", 1), "the pickup is at most 1 day ahead"),
        (ask("distance_miles", "between", [5, 20]), "the way is from 5 to 20 miles long"),
        (ask("service", "is_set"), "any service is asked for"),
        (ask("month", "between", [6, 8]), "the month is from June to August"),
        (ask("month", "is_one_of", [1, 12]), "the month is January or December"),
        (ask("same_zone", "is_set"), "“Same zone” is set"),
        (ask("answer_elevator", "is_false"), "the answer to “Elevator” is no"),
        (ask("answer_stairs", "greater_than", 2), "the answer to “Flights of stairs” is more than 2"),
        ({"all": [SERVICE, WEEKEND]}, "the service is Mini move and the pickup is on a Saturday or Sunday"),
        (
            {"all": [SERVICE, {"any": [WEEKEND, ZONES]}]},
            "the service is Mini move and (the pickup is on a Saturday or Sunday or the pickup lies in The Hamptons"
            " or East End far)",
        ),
        (
            {"any": [{"all": [SERVICE]}, {"all": [WEEKEND]}]},
            "the service is Mini move or the pickup is on a Saturday or Sunday",
        ),
        ({"none": [SERVICE, WEEKEND]}, "none of (the service is Mini move; the pickup is on a Saturday or Sunday)"),
        (
            {"none": [{"all": [SERVICE, WEEKEND]}]},
            "not (the service is Mini move and the pickup is on a Saturday or Sunday)",
        ),
        (
            {"any": [SERVICE, {"none": [WEEKEND, {"any": [SERVICE, ZONES]}]}]},
            "the service is Mini move or none of (the pickup is on a Saturday or Sunday; the service is Mini move or"
            " the pickup lies in The Hamptons or East End far)",
        ),
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
            "add $25 for each of “Flights of stairs” as “Stairs”",
        ),
        (do("raise_base_to", amount_cents=70_000, label="Least"), "raise the base to at least $700 as “Least”"),
        (do("discount_amount", amount_cents=100, label="Off"), "take off $1 as “Off”"),
        (do("discount_percent", percent=5, label="Thanks"), "take off 5% as “Thanks”"),
        (do("require_approval", reason="Large"), "require approval (“Large”)"),
        (do("require_coi", reason="Valuable"), "require a COI (“Valuable”)"),
        (do("make_unavailable", message="Not then"), "make it unavailable (“Not then”)"),
        (do("add_note", text="Bring the key"), "add the note “Bring the key”"),
    ],
)
def test_actions_in_words(action: dict[str, Any], words: str) -> None:
    assert rule_words(made(SERVICE, action), VOCABULARY) == f"{capitalised(words)} when the service is Mini move"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (
            "2027-05-31",
            "2027-09-06",
            "Add the note “N” when the service is Mini move, for pickups from May 31, 2027 to September 6, 2027",
        ),
        ("2027-05-31", None, "Add the note “N” when the service is Mini move, for pickups from May 31, 2027"),
        (None, "2027-09-06", "Add the note “N” when the service is Mini move, for pickups until September 6, 2027"),
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
        ({"all": [ZONES, ZONES]}, "", "The pickup lies in The Hamptons or East End far"),
        ({"none": [ask("weekday", "equal_to", "monday")]}, "", "Not (the pickup is on a Monday)"),
    ],
)
def test_the_reason_a_customer_reads(conditions: dict[str, Any], reason: str, expected: str) -> None:
    assert reason_for(made(conditions, reason=reason), FACTS, VOCABULARY) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (ask("weekday", "equal_to", "monday"), "Needs: the pickup is on a Monday. Here: Saturday."),
        (ask("dropoff_zones", "contains", "hamptons"), "Needs: the drop-off lies in The Hamptons. Here: not set."),
        (
            {"any": [ask("weekday", "equal_to", "monday"), ask("month", "equal_to", 7)]},
            "Needs: the pickup is on a Monday or the month is July.",
        ),
        ({"none": [ask("month", "equal_to", 7), WEEKEND]}, "Must not be so: the pickup is on a Saturday or Sunday."),
    ],
)
def test_why_a_rule_did_not_match(conditions: dict[str, Any], expected: str) -> None:
    assert failure(made(conditions).conditions, FACTS, VOCABULARY) == expected


def test_several_actions_stand_in_one_sentence() -> None:
    found = made(SERVICE, do("add_amount", amount_cents=15_000, label="July 4th"), do("add_note", text="Book early"))
    words = "Add $150 as “July 4th” and add the note “Book early” when the service is Mini move"
    assert rule_words(found, VOCABULARY) == words


def test_the_pieces_of_a_sentence_are_the_sentence_with_its_values_marked() -> None:
    found = made({"all": [SERVICE, WEEKEND]}, do("add_amount", amount_cents=15_000, label="July 4th"),
                 **{"from": "2027-07-02", "to": "2027-07-05"})  # fmt: skip
    pieces = rule_pieces(found, VOCABULARY)
    assert "".join(piece for piece, _ in pieces) == rule_words(found, VOCABULARY)
    marked = [piece for piece, is_value in pieces if is_value]
    assert marked == ["$150", "Mini move", "Saturday or Sunday", "July 2, 2027", "July 5, 2027"]


def test_a_name_with_marks_in_it_cannot_break_the_pieces() -> None:
    found = made(ask("pickup_city", "equal_to", "\ue000Mont\ue001auk\ue000"))
    assert "“Montauk”" in rule_words(found, VOCABULARY)


def test_how_a_rule_stands_among_others() -> None:
    standing = standing_words(made(SERVICE, do("add_percent", percent=5), group="days", priority=10, active=False))
    assert standing == (
        "Of the matching rules in the group “days” only the one with the lowest priority number acts; this one has 10. "
        "It is switched off, so it does nothing"
    )
    assert standing_words(made(SERVICE)) == ""
