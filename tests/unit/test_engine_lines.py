"""Which lines a price shows, with which codes, in which order; how far discounts go (3-pricing-rules.md, "Settled")."""

from __future__ import annotations

import pytest

from pricing_rules.engine.evaluate import evaluate
from pricing_rules.engine.lines import Line
from tests.rule_making import FACTS, addon, amounts, base, do, price, rule, rules


def test_the_code_counts_money_actions_shown_or_not() -> None:
    evaluation = price(
        rules(
            rule(
                "r",
                do("add_note", text="Not counted"),
                do("add_amount", amount_cents=0),
                do("add_amount", amount_cents=200),
                do("discount_amount", amount_cents=50),
                do("add_amount", amount_cents=400),
            )
        )
    )
    assert amounts(evaluation)[1:] == [
        ("surcharge", "r:2", 200),
        ("surcharge", "r:4", 400),
        ("discount", "r:3", -50),
    ]
    assert evaluation.notes == ("Not counted",)


def test_lines_are_ordered_by_kind_priority_and_slug() -> None:
    """The second line of `a` stands before `a-b`, although a hyphen sorts before a colon."""
    evaluation = evaluate(
        rules(
            rule("z-first", do("add_amount", amount_cents=1), priority=-1),
            rule("a-b", do("add_amount", amount_cents=2)),
            rule("a", *(do("add_amount", amount_cents=10 + count) for count in range(10))),
            rule("a-late", do("add_amount", amount_cents=3), priority=5),
        ),
        FACTS,
        base_lines=[base(5, "specialty.crib"), base(7, "mini_move.petite")],
        add_on_lines=[addon(6, "unpacking.petite"), addon(8, "coi")],
    )
    assert [line.code for line in evaluation.lines] == [
        "mini_move.petite",
        "specialty.crib",
        "z-first",
        "a",
        *(f"a:{count}" for count in range(2, 11)),
        "a-b",
        "a-late",
        "coi",
        "unpacking.petite",
    ]


def test_priority_is_0_unless_said() -> None:
    assert base(1).priority == 0
    evaluation = price(
        rules(rule("z", do("add_amount", amount_cents=1)), rule("a", do("add_amount", amount_cents=1), priority=1))
    )
    assert [line.code for line in evaluation.lines[1:]] == ["z", "a"]


def test_lines_of_zero_cents_are_left_out() -> None:
    nothing = rules(
        rule("a", do("add_amount", amount_cents=0)),
        rule("b", do("add_percent", percent=15)),
        rule("c", do("raise_base_to", amount_cents=0)),
        rule("d", do("discount_percent", percent=100)),
    )
    evaluation = price(nothing, base_cents=0)
    assert (evaluation.lines, evaluation.total_cents) == ((), 0)
    assert [entry.matched for entry in evaluation.trace] == [True] * 4


DISCOUNTS = [
    # discounts in line order (slug a, b, …), base, surcharge, add-on, the discount lines, the total
    ([("amount", 5_000)], 10_000, 0, 0, [-5_000], 5_000),
    ([("percent", 10), ("percent", 10)], 10_000, 1_000, 0, [-1_100, -1_100], 8_800),
    ([("amount", 8_000), ("amount", 8_000), ("amount", 1)], 10_000, 0, 500, [-8_000, -2_000], 500),
    ([("percent", 60), ("percent", 60)], 10_000, 1, 0, [-6_001, -4_000], 0),
    ([("amount", 10_000), ("percent", 50)], 10_000, 0, 3_000, [-10_000], 3_000),
    ([("percent", 50), ("amount", 10_000)], 10_000, 0, 3_000, [-5_000, -5_000], 3_000),
    ([("percent", 100)], 0, 0, 3_000, [], 3_000),
    ([("percent", 50)], 1, 0, 0, [-1], 0),
]


@pytest.mark.parametrize(("given", "base_cents", "surcharge", "addon_cents", "expected", "total"), DISCOUNTS)
def test_discounts_are_computed_on_the_undiscounted_sum_and_never_take_it_below_zero(
    given: list[tuple[str, int]], base_cents: int, surcharge: int, addon_cents: int, expected: list[int], total: int
) -> None:
    made = [
        rule(
            slug,
            do("discount_amount", amount_cents=value) if kind == "amount" else do("discount_percent", percent=value),
        )
        for slug, (kind, value) in zip("abc", given, strict=False)
    ]
    made.append(rule("plus", do("add_amount", amount_cents=surcharge)))
    evaluation = price(rules(*reversed(made)), base_cents=base_cents, addon_cents=addon_cents)
    assert [line.amount_cents for line in evaluation.lines if line.kind == "discount"] == expected
    assert evaluation.total_cents == total


def test_the_lines_of_a_rule_carry_its_reason_label_and_priority() -> None:
    evaluation = price(
        rules(
            rule(
                "weekend", do("add_percent", percent=15, label="Weekend"), reason="Pickup is on a {weekday}", priority=3
            )
        ),
        {"service": "mini_move", "weekday": "saturday"},
        base_cents=172_500,
    )
    assert evaluation.lines[1] == Line("surcharge", "weekend", "Weekend", "Pickup is on a Saturday", 25_875, priority=3)
    assert evaluation.total_cents == 198_375
