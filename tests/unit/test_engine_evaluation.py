"""The order of evaluation, every sum worked out by hand (3-pricing-rules.md, "Order of evaluation", "Settled")."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pricing_rules.engine.evaluate import RuleFailure
from tests.rule_making import ALWAYS, FACTS, amounts, ask, do, price, rule, rules

HAMPTONS_TO_HAMPTONS = rule(
    "hamptons-to-hamptons",
    do("raise_base_to", amount_cents=70_000),
    do("add_per_unit", unit="hour", amount_cents=35_000, above=2),
    conditions={"all": [ask("pickup_zones", "contains", "hamptons"), ask("dropoff_zones", "contains", "hamptons")]},
)
IN_THE_HAMPTONS = {"pickup_zones": frozenset({"hamptons"}), "dropoff_zones": frozenset({"hamptons", "east_end_far"})}


def test_all_steps_of_one_price_in_their_order() -> None:
    """Base 1,000.00 is raised to 1,200.00; 10 % of 1,200 is 120; 50 flat; packing 300 is not surcharged;
    5 % off 1,370 is 68.50; the total is 1,200 + 170 + 300 − 68.50 = 1,601.50, which the check rule sees."""
    evaluation = price(
        rules(
            rule("vip", do("discount_percent", percent=5)),
            rule("flat", do("add_amount", amount_cents=5_000)),
            rule("tenth", do("add_percent", percent=10)),
            rule("least", do("raise_base_to", amount_cents=120_000)),
            rule(
                "look",
                do("require_approval", reason="Exactly so much"),
                conditions={"all": [ask("total_cents", "equal_to", 160_150)]},
            ),
        ),
        base_cents=100_000,
        addon_cents=30_000,
    )
    assert amounts(evaluation) == [
        ("base", "mini_move.standard", 100_000),
        ("minimum", "least", 20_000),
        ("surcharge", "flat", 5_000),
        ("surcharge", "tenth", 12_000),
        ("addon", "packing.standard", 30_000),
        ("discount", "vip", -6_850),
    ]
    assert (evaluation.base_cents, evaluation.total_cents) == (100_000, 160_150)
    assert evaluation.approval_reasons == ("Exactly so much",)


def test_the_fact_base_cents_is_the_base_before_any_top_up() -> None:
    evaluation = price(
        rules(
            rule("least", do("raise_base_to", amount_cents=120_000)),
            rule(
                "small", do("add_amount", amount_cents=1), conditions={"all": [ask("base_cents", "less_than", 110_000)]}
            ),
        ),
        {"service": "mini_move", "base_cents": 999_999, "total_cents": 5},
    )
    assert amounts(evaluation)[1:] == [("minimum", "least", 20_000), ("surcharge", "small", 1)]


@pytest.mark.parametrize(
    ("base_cents", "percent", "expected"),
    [
        (172_500, 15, 25_875),
        (99_500, 15, 14_925),
        (10_001, "12.5", 1_250),  # 1250.125
        (10_010, "2.5", 250),  # 250.25
        (10_020, "2.5", 251),  # 250.5 goes up
        (33, 50, 17),  # 16.5 goes up
        (345_000, 10, 34_500),
        (1, 49, 0),
    ],
)
def test_a_percentage_is_rounded_half_up_to_the_cent(base_cents: int, percent: object, expected: int) -> None:
    exact = float(percent) if isinstance(percent, str) else percent
    up = price(rules(rule("up", do("add_percent", percent=exact))), base_cents=base_cents)
    down = price(rules(rule("down", do("discount_percent", percent=exact))), base_cents=base_cents)
    assert up.total_cents == base_cents + expected
    assert down.total_cents == base_cents - expected


def test_surcharges_do_not_compound_and_each_is_rounded_on_its_own() -> None:
    """Twice 0.5 cents are two cents, not one."""
    evaluation = price(
        rules(rule("a", do("add_percent", percent=50)), rule("b", do("add_percent", percent=50))), base_cents=1
    )
    assert amounts(evaluation)[1:] == [("surcharge", "a", 1), ("surcharge", "b", 1)]
    assert evaluation.total_cents == 3


@pytest.mark.parametrize(
    ("base_cents", "hours", "expected"),
    [
        (0, 2, [("minimum", "hamptons-to-hamptons", 70_000)]),
        (28_500, 2, [("minimum", "hamptons-to-hamptons", 41_500)]),
        (
            28_500,
            Decimal("2.25"),
            [("minimum", "hamptons-to-hamptons", 41_500), ("surcharge", "hamptons-to-hamptons:2", 35_000)],
        ),
        (70_000, 3, [("surcharge", "hamptons-to-hamptons:2", 35_000)]),
        (172_500, Decimal("4.5"), [("surcharge", "hamptons-to-hamptons:2", 105_000)]),
        (172_500, 2, []),
        (172_500, Decimal("0.5"), []),
    ],
)
def test_hamptons_to_hamptons(base_cents: int, hours: object, expected: list[tuple[str, str, int]]) -> None:
    """At least $700, which covers two hours; $350 for each further hour, begun ones whole, whatever the base."""
    evaluation = price(
        rules(HAMPTONS_TO_HAMPTONS), {**IN_THE_HAMPTONS, "estimated_hours": hours}, base_cents=base_cents
    )
    assert [line for line in amounts(evaluation) if line[0] != "base"] == expected


@pytest.mark.parametrize(
    ("fact", "unit", "count", "above", "units"),
    [
        ("item_count", "item", 7, 5, 2),
        ("item_count", "item", 5, 5, 0),
        ("item_count", "item", 4, 5, 0),
        ("bag_count", "bag", 3, 0, 3),
        ("distance_miles", "mile", Decimal("90.1"), 90, 1),
        ("distance_miles", "mile", Decimal("90"), 90, 0),
        ("distance_miles", "mile", Decimal("90.1"), 89.5, 1),
        ("distance_miles", "mile", Decimal("92.6"), 90.5, 3),
        ("specialty_count", "specialty_item", 2, 1, 1),
        ("answer_stairs", "answer_stairs", 4, 1, 3),
        ("answer_stairs", "answer_stairs", None, 0, 0),
    ],
)
def test_units_above_the_free_number_round_up_to_whole_ones(
    fact: str, unit: str, count: object, above: float, units: int
) -> None:
    each = rule("each", do("add_per_unit", unit=unit, amount_cents=2_500, above=above))
    (line,) = price(rules(each), {**FACTS, fact: count}, base_cents=0).lines or (None,)
    assert (line and (line.quantity, line.unit_cents, line.amount_cents)) == (
        (units, 2_500, units * 2_500) if units else None
    )


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        ({"amount_cents": 80_000}, {"amount_cents": 90_000}, "b"),
        ({"amount_cents": 90_000}, {"amount_cents": 80_000}, "a"),
        ({"amount_cents": 90_000}, {"amount_cents": 90_000}, "a"),
        ({"amount_cents": 90_000, "priority": 1}, {"amount_cents": 90_000}, "b"),
    ],
)
def test_the_highest_minimum_acts_ties_by_priority_then_slug(
    first: dict[str, int], second: dict[str, int], winner: str
) -> None:
    made = [
        rule(slug, do("raise_base_to", amount_cents=given["amount_cents"]), priority=given.get("priority", 0))
        for slug, given in (("a", first), ("b", second))
    ]
    expected = [("minimum", winner, 40_000 if winner else 0)]
    assert amounts(price(rules(*made), base_cents=50_000))[1:] == expected
    assert amounts(price(rules(*reversed(made)), base_cents=50_000))[1:] == expected


def test_of_two_minimums_of_one_rule_the_earlier_wins_a_tie() -> None:
    evaluation = price(
        rules(rule("a", do("raise_base_to", amount_cents=90_000), do("raise_base_to", amount_cents=90_000))),
        base_cents=1,
    )
    assert amounts(evaluation)[1:] == [("minimum", "a", 89_999)]


def test_checks_see_the_total_and_price_rules_do_not_change_it() -> None:
    over = {"all": [ask("total_cents", "greater_than", 500_000)]}
    checks = rules(
        rule("large-order", do("require_approval", reason="The total is above $5,000"), conditions=over),
        rule(
            "coi",
            do("require_coi", reason="Valuable"),
            conditions={"all": [ask("total_cents", "greater_than", 300_000)]},
        ),
        rule("closed", do("make_unavailable", message="Not then"), do("add_note", text="Call us"), conditions=over),
        rule("hint", do("add_note", text="Bring the elevator key"), do("require_coi", reason="Building")),
    )
    at_limit = price(checks, base_cents=500_000)
    assert (at_limit.approval_reasons, at_limit.unavailable_messages) == ((), ())
    assert at_limit.coi_reasons == ("Valuable", "Building")
    assert at_limit.notes == ("Bring the elevator key",)
    above = price(checks, base_cents=500_001)
    assert above.approval_reasons == ("The total is above $5,000",)
    assert above.unavailable_messages == ("Not then",)
    assert above.notes == ("Call us", "Bring the elevator key")
    assert above.total_cents == 500_001


def test_a_price_rule_may_demand_a_coi_and_tell_a_note_too() -> None:
    evaluation = price(
        rules(
            rule("both", do("add_amount", amount_cents=1), do("require_coi", reason="So"), do("add_note", text="Note"))
        )
    )
    assert (evaluation.coi_reasons, evaluation.notes, evaluation.total_cents) == (("So",), ("Note",), 100_001)


def test_texts_come_by_priority_and_slug_each_told_once() -> None:
    evaluation = price(
        rules(
            rule("c", do("add_note", text="Last"), priority=1),
            rule("b", do("add_note", text="Same"), do("add_amount", amount_cents=1)),
            rule("a", do("add_note", text="Same"), do("add_note", text="Second")),
        )
    )
    assert evaluation.notes == ("Same", "Second", "Last")


def test_a_rule_that_cannot_be_evaluated_is_named_and_gives_no_price() -> None:
    broken = rules(
        rule("fine", do("add_amount", amount_cents=1)),
        rule("broken", do("add_amount", amount_cents=1), conditions={"all": [ask("item_count", "greater_than", 3)]}),
    )
    with pytest.raises(RuleFailure, match="Rule broken: The fact item_count should be a number") as failure:
        price(broken, {"service": "mini_move", "item_count": "three"})
    assert failure.value.slug == "broken"
    counting = rules(rule("counting", do("add_per_unit", unit="bag", amount_cents=1), conditions=ALWAYS))
    with pytest.raises(RuleFailure, match="Rule counting: The fact bag_count"):
        price(counting, {"service": "mini_move", "bag_count": "two"})
    dated = rules(rule("dated", do("add_amount", amount_cents=1), to="2027-01-01"))
    with pytest.raises(RuleFailure, match="Rule dated: The fact pickup_date"):
        price(dated, {"service": "mini_move", "pickup_date": "2026-01-01"})
