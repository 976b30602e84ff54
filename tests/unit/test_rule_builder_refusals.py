"""What the builder says about a faulty rule: at which field, in words for who typed it (3-pricing-rules.md)."""

from __future__ import annotations

from typing import Any

import pytest

from pricing_rules.builder.posted import form_from
from pricing_rules.builder.problems import Problem, placed
from pricing_rules.builder.reading import read
from pricing_rules.engine.rules import RuleErrors, rule_from_json
from tests.builder_forms import Sent
from tests.rule_making import VOCABULARY

GOOD = {
    "name": "Weekend", "slug": "weekend", "priority": "0", "root-kind": "all", "row": ["r1"], "r1-in": "root",
    "r1-fact": "service", "r1-op": "equal_to", "r1-value": ["mini_move"], "does": ["r2"], "r2-name": "add_amount",
    "r2-amount_cents": "150", "r2-label": "Weekend", "active": "on",
}  # fmt: skip


def refusals(**changes: Any) -> list[Problem]:
    fields = {**GOOD, **changes}
    pairs = [(name, one) for name, value in fields.items() for one in ([value] if isinstance(value, str) else value)]
    found = read(form_from(Sent(pairs)), VOCABULARY)
    try:
        rule_from_json(found.rule, VOCABULARY)
    except RuleErrors as refused:
        return list(placed(refused.errors, found, VOCABULARY))
    return []


def asking(fact: str, operator: str, *values: str) -> dict[str, Any]:
    return {"r1-fact": fact, "r1-op": operator, "r1-value": list(values)}


def doing(name: str, **params: str) -> dict[str, Any]:
    return {"r2-name": name, **{f"r2-{param}": value for param, value in params.items()}}


def test_the_sample_is_faultless() -> None:
    assert refusals() == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": " "}, "name", "Give the rule a name, as colleagues will call it."),
        (
            {"name": "!", "slug": ""},
            "slug",
            "Give the rule a code, or a name with letters or digits, of which one is made.",
        ),
        ({"slug": "a b"}, "slug", "A slug has letters, digits and hyphens only, like “weekend-delivery”, not “a b”."),
        ({"priority": "high"}, "priority", "Give a whole number up to 1,000,000; the lowest acts first."),
        ({"from": "July 4"}, "from", "Give a date like 2027-06-26, not “July 4”."),
        (
            {"from": "2027-07-05", "to": "2027-07-04"},
            "to",
            "The last pickup date lies before the first: write the earlier one first.",
        ),
        ({"reason": "On a {mood} day"}, "reason", "No fact is called “mood”."),
        ({"note": "x" * 2001}, "note", "Shorten the text to 2000 characters."),
        ({"row": []}, "root-kind", "The group is empty: give it at least one condition, or remove it."),
        (asking("", ""), "r1-fact", "Choose what this condition asks about."),
        (asking("mood", "is_true"), "r1-fact", "No fact is called “mood”."),
        (asking("__class__", "is_true"), "r1-fact", "No fact is called “__class__”."),
        (asking("_secret", "is_true"), "r1-fact", "No fact is called “_secret”."),
        (asking("=1+1", "is_true"), "r1-fact", "No fact is called “=1+1”."),
        (asking("month", ""), "r1-op", "Choose how to ask about month."),
        (
            asking("month", "starts_with", "7"),
            "r1-op",
            "Month cannot be asked “starts_with”. Choose another way to ask it.",
        ),
        (asking("month", "__init__", "7"), "r1-op", "Month cannot be asked “__init__”. Choose another way to ask it."),
        (asking("month", "unless_equal_to", "7"), "r1-op", "Month cannot be asked “unless_equal_to”."),
        (asking("month", "equal_to", "13"), "r1-value", "Give a number from 1 to 12, not “13”."),
        (asking("month", "equal_to", "July"), "r1-value", "Give a number from 1 to 12, not “July”."),
        (asking("item_count", "equal_to", ""), "r1-value", "Type a value for number of items."),
        (asking("item_count", "equal_to"), "r1-value", "Type a value for number of items."),
        (asking("item_count", "between", "7"), "r1-value", "Type both ends for number of items."),
        (
            asking("month", "between", "8", "7"),
            "r1-value",
            "The range ends before it begins: write the lower value first.",
        ),
        (asking("item_count", "is_one_of", "7\n7"), "r1-value", "“7” is named twice: leave one out."),
        (asking("item_count", "is_one_of", ""), "r1-value", "Type a value for number of items."),
        (
            asking("estimated_hours", "equal_to", "2.1234567"),
            "r1-value",
            "Give at most 6 decimal places, not “2.1234567”.",
        ),
        (
            asking("item_count", "equal_to", "9" * 16),
            "r1-value",
            "Give a number from 0 to 1,000,000, not “9999999999999999”.",
        ),
        (asking("base_cents", "greater_than", "-5"), "r1-value", "An amount cannot lie below zero."),
        (
            asking("base_cents", "greater_than", "a lot"),
            "r1-value",
            "Enter an amount in dollars, like 1,725 or 49.50, not “a lot”.",
        ),
        (asking("base_cents", "greater_than", "1000001"), "r1-value", "Give an amount of at most $1,000,000."),
        (asking("pickup_date", "equal_to", ""), "r1-value", "Choose a pickup date."),
        (asking("pickup_date", "between", "2027-07-01", ""), "r1-value", "Choose both ends of the pickup date."),
        (
            asking("pickup_date", "equal_to", "2027-02-30"),
            "r1-value",
            "Give a date from the calendar, like 2027-06-26, not “2027-02-30”.",
        ),
        (asking("window_start", "before", "25:00"), "r1-value", "Give a time like 08:00 or 14:30, not “25:00”."),
        (asking("pickup_zip", "starts_with", ""), "r1-value", "Type how the pickup ZIP starts."),
        (asking("service", "equal_to", ""), "r1-value", "Choose a value for service."),
        (asking("service", "is_one_of"), "r1-value", "Choose at least one value for service."),
        (asking("service", "equal_to", "limousine"), "r1-value", "Service has no choice “limousine”."),
        (asking("pickup_zones", "contains", "atlantis"), "r1-value", "Pickup zones has no choice “atlantis”."),
        (asking("pickup_town", "is_east_of", ""), "r1-value", "Choose a value for pickup town."),
        (asking("total_cents", "greater_than", "5000"), "root-kind", "Total is known to checks only."),
        ({"does": []}, "add-does", "A rule does something: add at least one action."),
        (doing(""), "r2-name", "Choose what the rule does."),
        (doing("__class__"), "r2-name", "No action is called “__class__”."),
        (doing("add_amount", amount_cents=""), "r2-amount_cents", "Enter an amount in dollars, like 150 or 49.50."),
        (
            doing("add_amount", amount_cents="-5"),
            "r2-amount_cents",
            "An amount cannot lie below zero. To take money off, use “Take off an amount”.",
        ),
        (
            doing("add_amount", amount_cents="=1+1"),
            "r2-amount_cents",
            "Enter an amount in dollars, like 1,725 or 49.50, not “=1+1”.",
        ),
        (doing("add_amount", amount_cents="2000000"), "r2-amount_cents", "Give an amount of at most $1,000,000."),
        (doing("add_amount", label=" "), "r2-label", "Write a label for customers."),
        (doing("add_amount", label="x" * 101), "r2-label", "Shorten the text to 100 characters."),
        (
            doing("add_percent", percent="1000"),
            "r2-percent",
            "Give a percentage from 0 to 100, like 15 or 7.5, not “1000”.",
        ),
        (doing("add_percent", percent=""), "r2-percent", "Give a percentage from 0 to 100, like 15 or 7.5."),
        (doing("add_per_unit", unit="", above="0"), "r2-unit", "Choose what is counted."),
        (doing("add_per_unit", unit="__len__", above="0"), "r2-unit", "“__len__” cannot be counted. Choose another."),
        (doing("add_per_unit", unit="hour", above="-1"), "r2-above", "Give a number from 0 to 1,000,000, not “-1”."),
        (doing("require_approval", reason=""), "r2-reason", "Write a reason."),
        (doing("make_unavailable", message=""), "r2-message", "Write a message."),
        (doing("add_note", text=""), "r2-text", "Write a text."),
    ],
)
def test_each_refusal_names_the_field_and_the_remedy(changes: dict[str, Any], field: str, words: str) -> None:
    found = refusals(**changes)
    assert [problem.field for problem in found] == [field]
    assert found[0].message.startswith(words), found[0].message


def test_money_actions_and_checks_do_not_mix() -> None:
    found = refusals(
        does=["r2", "r3"], **{"r3-name": "require_approval", "r3-reason": "Large"},
    )  # fmt: skip
    assert [(problem.field, problem.where) for problem in found] == [("r3-name", "Action 2")]
    assert "put the money into a rule of its own" in found[0].message


def test_a_refusal_deep_inside_says_which_condition_it_is() -> None:
    found = refusals(
        row=["r1", "r3", "r4"],
        **{"r3-in": "root", "r3-kind": "any", "r4-in": "r3", "r4-fact": "month", "r4-op": "equal_to", "r4-value": "0"},
    )
    assert [(problem.field, problem.row, problem.where) for problem in found] == [("r4-value", "r4", "Condition 2.1")]


def test_too_deep_and_too_many_are_refused_at_the_group() -> None:
    deep: dict[str, Any] = {"row": ["r1"]}
    for number in range(10, 16):
        deep["row"].append(f"r{number}")
        deep |= {f"r{number}-in": f"r{number - 1}" if number > 10 else "root", f"r{number}-kind": "all"}
    assert ("r14-kind", "Conditions nest at most 5 levels: split the rule.") in [
        (problem.field, problem.message) for problem in refusals(**deep)
    ]
    many = {"row": [f"r{number}" for number in range(100, 301)]}
    for name in many["row"]:
        many |= {f"{name}-in": "root", f"{name}-fact": "service", f"{name}-op": "is_set"}  # type: ignore[dict-item]
    assert [problem.field for problem in refusals(**many)] == ["root-kind"]


def test_a_crafted_form_can_neither_loop_nor_name_what_is_not_on_the_page() -> None:
    found = read(
        form_from(Sent([
            ("root-kind", "xor"), ("row", "r1"), ("r1-in", "r2"), ("r1-kind", "any"), ("row", "r2"), ("r2-in", "r1"),
            ("r2-kind", "none"), ("row", "r1"), ("row", "__class__"), ("row", "r2;drop"), ("does", "r1-name"),
            ("does", "r9"), ("r9-name", "add_note"), ("r9-text", "N"), ("r9-amount_cents", "5"), ("conditions", "{}"),
            ("active", "yes"),
        ])),
        VOCABULARY,
    ).rule  # fmt: skip
    assert found["conditions"] == {"all": [{"any": [{"none": []}]}]}
    assert found["actions"] == [{"name": "add_note", "params": {"text": "N"}}]
    assert found["active"] is False
    chain = [("row", f"r{number}") for number in range(1, 1000)]
    chain += [(f"r{number}-in", f"r{number - 1}") for number in range(2, 1000)]
    chain += [(f"r{number}-kind", "all") for number in range(1, 1000)]
    assert read(form_from(Sent(chain)), VOCABULARY).rule["conditions"]
