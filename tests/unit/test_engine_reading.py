"""Every refusal names the place and the remedy: one broken sample for each (3-pricing-rules.md, "Rules as JSON")."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

from pricing_rules.engine.conditions import leaves
from pricing_rules.engine.rules import RuleErrors, rule_from_json, rule_set_from_json, rule_to_json
from pricing_rules.engine.vocabulary import STANDARD
from tests.rule_making import ALWAYS, VOCABULARY, ask, do, rule

ADD = do("add_amount", amount_cents=5_000)


def with_condition(name: str, operator: object, value: object = None, **more: object) -> dict[str, Any]:
    return rule("r", ADD, conditions={"all": [{"name": name, "operator": operator, "value": value, **more}]})


def nested(levels: int) -> dict[str, Any]:
    conditions: dict[str, Any] = ask("service", "is_set")
    for _ in range(levels):
        conditions = {"all": [conditions]}
    return conditions


def of_leaves(count: int) -> dict[str, Any]:
    return {"all": [ask("service", "is_set")] * count}


HUGE = 10**5000  # more digits than Python writes out
NAME, OPERATOR, VALUE = (f"conditions.all[0].{key}" for key in ("name", "operator", "value"))
PARAM = "actions[0].params."
NAN, INFINITY = float("nan"), float("inf")

REFUSED: list[tuple[str, Any, str, list[str]]] = [
    # what is wrong, the rule, the path, words the message must contain
    ("not a rule", [1], "", ["as an object", "a list"]),
    ("unknown key", rule("r", ADD, prioritty=1), "prioritty", ["Did you mean “priority”"]),
    ("no slug", {**rule("r", ADD), "slug": None}, "slug", ["add it"]),
    ("spaces in slug", rule("two words", ADD), "slug", ["letters, digits and hyphens"]),
    ("colon in slug", rule("r:2", ADD), "slug", ["letters, digits and hyphens"]),
    ("long slug", rule("r" * 61, ADD), "slug", ["Shorten", "60"]),
    ("no name", {**rule("r", ADD), "name": ""}, "name", ["not empty"]),
    ("name not text", {**rule("r", ADD), "name": 7}, "name", ["text", "7"]),
    ("active not yes or no", rule("r", ADD, active="yes"), "active", ["true or false"]),
    ("priority not whole", rule("r", ADD, priority=1.5), "priority", ["whole number", "1.5"]),
    ("priority huge", rule("r", ADD, priority=HUGE), "priority", ["more than 15 digits"]),
    ("date that is none", rule("r", ADD, to="2027-02-30"), "to", ["2027-06-26", "2027-02-30"]),
    ("date of another form", rule("r", ADD, **{"from": "26/06/2027"}), "from", ["like 2027-06-26"]),
    ("dates swapped", rule("r", ADD, **{"from": "2027-06-26", "to": "2027-06-25"}), "to", ["earlier one first"]),
    ("unknown fact in reason", rule("r", ADD, reason="On {wekday}"), "reason", ["“wekday”", "Did you mean “weekday”"]),
    ("long reason", rule("r", ADD, reason="x" * 501), "reason", ["Shorten", "500"]),
    ("no conditions", {**rule("r", ADD), "conditions": {}}, "conditions", ["always", "service is set"]),
    ("conditions a list", {**rule("r", ADD), "conditions": []}, "conditions", ["“all”, “any” or “none”"]),
    ("empty group", rule("r", ADD, conditions={"all": []}), "conditions.all", ["empty", "remove it"]),
    (
        "empty nested group",
        rule("r", ADD, conditions={"all": [ALWAYS, {"none": []}]}),
        "conditions.all[1].none",
        ["empty"],
    ),
    ("two groups in one", rule("r", ADD, conditions={**ALWAYS, "any": [ALWAYS]}), "conditions", ["one key"]),
    (
        "six levels",
        rule("r", ADD, conditions=nested(6)),
        "conditions.all[0].all[0].all[0].all[0].all[0].all",
        ["5 levels"],
    ),
    ("201 conditions", rule("r", ADD, conditions=of_leaves(201)), "conditions", ["at most 200", "split it"]),
    ("unknown fact", with_condition("wekday", "is_set"), NAME, ["“wekday”", "Did you mean “weekday”"]),
    ("underscored fact", with_condition("__class__", "is_set"), NAME, ["No fact is called “__class__”"]),
    ("order of towns as a fact", with_condition("town_order", "is_set"), NAME, ["No fact"]),
    ("fact not text", with_condition(7, "is_set"), NAME, ["“7”", "There is: service"]),  # type: ignore[arg-type]
    ("fact left out", rule("r", ADD, conditions={"operator": "is_set"}), "conditions.name", ["nothing"]),
    ("unknown operator", with_condition("service", "is"), OPERATOR, ["Service cannot be asked “is”"]),
    ("operator of another type", with_condition("service", "greater_than", 3), OPERATOR, ["greater_than", "There is"]),
    ("hidden operator", with_condition("service", "unless_equal_to", "mini_move"), OPERATOR, ["cannot be asked"]),
    (
        "underscored operator",
        with_condition("service", "_assert_valid_value_and_cast", 1),
        OPERATOR,
        ["cannot be asked"],
    ),
    ("method as operator", with_condition("service", "operand", 1), OPERATOR, ["cannot be asked"]),
    ("regular expression", with_condition("pickup_zip", "matches_regex", "(a+)+$"), OPERATOR, ["cannot be asked"]),
    ("operator not text", with_condition("service", ["equal_to"], "x"), OPERATOR, ["a list"]),
    ("key of no condition", with_condition("service", "is_set", valu=1), "conditions.all[0].valu", ["remove it"]),
    ("unknown code", with_condition("pickup_zones", "contains", "hamptoms"), VALUE, ["Did you mean “hamptons”"]),
    ("unknown weekday", with_condition("weekday", "equal_to", "Saturday"), VALUE, ["Did you mean “saturday”"]),
    ("code not text", with_condition("service", "equal_to", 1), VALUE, ["Give a text"]),
    (
        "one value for a list",
        with_condition("service", "is_one_of", "mini_move"),
        VALUE,
        ["takes a list of values", "mini_move"],
    ),
    ("list for one value", with_condition("item_count", "equal_to", [1]), VALUE, ["Give a number", "a list"]),
    ("empty list", with_condition("service", "is_one_of", []), VALUE, ["empty", "at least one"]),
    ("value twice", with_condition("weekday", "is_one_of", ["monday", "monday"]), VALUE, ["named twice"]),
    ("list too long", with_condition("item_count", "is_one_of", list(range(1_001))), VALUE, ["1000", "zone"]),
    ("range of three", with_condition("item_count", "between", [1, 2, 3]), VALUE, ["[low, high]"]),
    ("range of one", with_condition("item_count", "between", 3), VALUE, ["two values"]),
    (
        "range reversed",
        with_condition("pickup_date", "between", ["2027-06-26", "2027-06-25"]),
        VALUE,
        ["lower value first"],
    ),
    ("value for none", with_condition("is_weekend", "is_true", False), VALUE, ["takes no value"]),
    ("value for is set", with_condition("service", "is_set", "mini_move"), VALUE, ["takes no value"]),
    ("text as number", with_condition("item_count", "equal_to", "3"), VALUE, ["Give a number", "“3”"]),
    ("yes as number", with_condition("item_count", "equal_to", True), VALUE, ["Give a number", "true"]),
    ("number missing", with_condition("item_count", "equal_to"), VALUE, ["Give a number", "nothing"]),
    ("month 13", with_condition("month", "equal_to", 13), VALUE, ["from 1 to 12", "13"]),
    ("number below zero", with_condition("item_count", "less_than", -1), VALUE, ["from 0"]),
    ("not a number", with_condition("item_count", "less_than", NAN), VALUE, ["from 0 to 1000000"]),
    ("infinite", with_condition("item_count", "less_than", INFINITY), VALUE, ["from 0 to 1000000"]),
    ("huge", with_condition("item_count", "less_than", HUGE), VALUE, ["more than 15 digits"]),
    ("too exact", with_condition("estimated_hours", "less_than", 2.1234567), VALUE, ["6 decimal places"]),
    ("cents with a point", with_condition("base_cents", "less_than", 100.5), VALUE, ["whole cents"]),
    ("time of another form", with_condition("window_start", "before", "8:00"), VALUE, ["like 08:00"]),
    ("time that is none", with_condition("window_start", "before", "25:00"), VALUE, ["like 08:00", "25:00"]),
    ("starts with nothing", with_condition("pickup_zip", "starts_with", ""), VALUE, ["at least one character"]),
    ("long text", with_condition("pickup_city", "equal_to", "x" * 201), VALUE, ["Shorten", "200"]),
    ("no actions", rule("r"), "actions", ["at least one action"]),
    ("actions no list", {**rule("r"), "actions": ADD}, "actions", ["list"]),
    ("21 actions", rule("r", *[ADD] * 21), "actions", ["at most 20"]),
    ("action no object", rule("r", "add"), "actions[0]", ["name and params", "“add”"]),  # type: ignore[arg-type]
    ("unknown action", rule("r", do("add_amout")), "actions[0].name", ["Did you mean “add_amount”"]),
    ("underscored action", rule("r", do("__init__")), "actions[0].name", ["No action is called “__init__”"]),
    ("key of no action", rule("r", {**ADD, "param": {}}), "actions[0].param", ["remove it"]),
    ("no params", rule("r", {"name": "add_amount"}), "actions[0].params", ["amount_cents, label"]),
    ("param missing", rule("r", {"name": "add_amount", "params": {"label": "L"}}), PARAM + "amount_cents", ["add it"]),
    (
        "unknown param",
        rule("r", do("add_amount", amount_cents=1, amount=1)),
        PARAM + "amount",
        ["Did you mean “amount_cents”"],
    ),
    ("money below zero", rule("r", do("add_amount", amount_cents=-1)), PARAM + "amount_cents", ["use a discount"]),
    (
        "money with a point",
        rule("r", do("discount_amount", amount_cents=49.5)),
        PARAM + "amount_cents",
        ["whole cents"],
    ),
    ("money as text", rule("r", do("raise_base_to", amount_cents="$5")), PARAM + "amount_cents", ["whole cents", "$5"]),
    (
        "money beyond reason",
        rule("r", do("add_amount", amount_cents=100_000_001)),
        PARAM + "amount_cents",
        ["100000000"],
    ),
    ("percent below zero", rule("r", do("add_percent", percent=-5)), PARAM + "percent", ["from 0 to 100"]),
    (
        "percent above 100",
        rule("r", do("discount_percent", percent=100.5)),
        PARAM + "percent",
        ["from 0 to 100", "100.5"],
    ),
    ("percent not a number", rule("r", do("add_percent", percent=NAN)), PARAM + "percent", ["from 0 to 100"]),
    ("percent as text", rule("r", do("add_percent", percent="15%")), PARAM + "percent", ["15%"]),
    (
        "unit unknown",
        rule("r", do("add_per_unit", unit="hours", amount_cents=1)),
        PARAM + "unit",
        ["Did you mean “hour”"],
    ),
    (
        "unit a yes/no question",
        rule("r", do("add_per_unit", unit="answer_elevator", amount_cents=1)),
        PARAM + "unit",
        ["cannot be counted"],
    ),
    (
        "free number below zero",
        rule("r", do("add_per_unit", unit="hour", amount_cents=1, above=-1)),
        PARAM + "above",
        ["from 0"],
    ),
    ("blank label", rule("r", do("add_amount", amount_cents=1, label=" ")), PARAM + "label", ["not empty"]),
    ("long label", rule("r", do("add_amount", amount_cents=1, label="x" * 101)), PARAM + "label", ["Shorten", "100"]),
    ("blank reason", rule("r", do("require_coi", reason="")), PARAM + "reason", ["not empty"]),
    (
        "approval with money",
        rule("r", ADD, do("require_approval", reason="R")),
        "actions[1]",
        ["changes no price", "rule of its own"],
    ),
    ("unavailable with money", rule("r", do("make_unavailable", message="M"), ADD), "actions[0]", ["changes no price"]),
    (
        "money by total",
        rule("r", ADD, conditions={"none": [ask("total_cents", "less_than", 5)]}),
        "conditions",
        ["Total is known to checks only", "rule of its own"],
    ),
]


@pytest.mark.parametrize(("raw", "path", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_broken_rule_is_refused_at_its_place_with_the_remedy(raw: Any, path: str, words: list[str]) -> None:
    before = copy.deepcopy(raw)
    with pytest.raises(RuleErrors) as refused:
        rule_from_json(raw, VOCABULARY)
    (error,) = refused.value.errors
    assert error.path == path
    for word in words:
        assert word in error.message
    assert raw == before or raw != raw  # nothing was changed in what was given


def test_everything_that_is_wrong_is_told_at_once() -> None:
    broken = {"slug": "a b", "conditions": {"all": [ask("x", "y"), ask("month", "equal_to", 0)]}, "actions": []}
    with pytest.raises(RuleErrors) as refused:
        rule_from_json(broken, VOCABULARY)
    assert {error.path for error in refused.value.errors} == {
        "slug",
        "name",
        "conditions.all[0].name",
        "conditions.all[1].value",
        "actions",
    }
    assert "conditions.all[0].name: No fact is called “x”" in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "path", "words"),
    [
        ({}, "rules", ["list of rules"]),
        ([rule("a", ADD), rule("a", ADD)], "rules[1].slug", ["Two rules have the slug “a”"]),
        ([rule("a", ADD), "b"], "rules[1]", ["as an object"]),
        ([rule("a", ADD), rule("b", do("add_amout"))], "rules[1].actions[0].name", ["add_amount"]),
        (
            [rule("a", ADD, group="g"), rule("b", do("require_coi", reason="R"), group="g")],
            "rules[1].group",
            ["“g”", "“a”", "“b”", "check phase"],
        ),
    ],
)
def test_a_broken_set_is_refused_at_the_rule(raw: Any, path: str, words: list[str]) -> None:
    with pytest.raises(RuleErrors) as refused:
        rule_set_from_json(raw, VOCABULARY)
    (error,) = refused.value.errors
    assert error.path == path
    for word in words:
        assert word in error.message


@pytest.mark.parametrize(
    "raw",
    [
        rule("five-levels", ADD, conditions=nested(5)),
        rule("200-conditions", ADD, conditions=of_leaves(200)),
        rule("Any_Slug-1", ADD, reason="Braces { } and {weekday} 🎉", note="Note", group="g", priority=-3),
        rule("dates", ADD, **{"from": "2027-06-26", "to": "2027-06-26"}),
        rule("percent", do("add_percent", percent=7.25), do("discount_percent", percent=100)),
        rule("unit", do("add_per_unit", unit="answer_stairs", amount_cents=2_500, above=1.5)),
        rule(
            "total",
            do("require_approval", reason="R"),
            conditions={"all": [ask("total_cents", "greater_than", 500_000)]},
        ),
        rule("bare-condition", ADD, conditions=ask("window_start", "between", ["07:00", "08:30"])),
        rule(
            "no-value",
            ADD,
            conditions={"all": [ask("is_weekend", "is_false", False), ask("is_weekend", "is_true", True)]},
        ),
    ],
    ids=lambda raw: raw["slug"],
)
def test_a_rule_reads_and_writes_the_same(raw: dict[str, Any]) -> None:
    read = rule_from_json(raw, VOCABULARY)
    assert rule_from_json(json.loads(json.dumps(rule_to_json(read))), VOCABULARY) == read


@pytest.mark.parametrize(
    ("name", "operator", "value", "read"),
    [
        ("item_count", "between", [3, 3], (3, 3)),
        ("item_count", "is_one_of", list(range(1_000)), tuple(range(1_000))),
        ("month", "equal_to", 12, 12),
        ("pickup_city", "equal_to", "x" * 200, "x" * 200),
        ("estimated_hours", "equal_to", 0.1, Decimal("0.1")),
        ("estimated_hours", "equal_to", 2.0, 2),
        ("base_cents", "equal_to", 100_000_000, 100_000_000),
    ],
)
def test_a_value_at_its_limit_is_read_exactly(name: str, operator: str, value: object, read: object) -> None:
    conditions = rule_from_json(with_condition(name, operator, value), VOCABULARY).conditions
    assert [leaf.value for leaf in leaves(conditions)] == [read]


def test_what_a_rule_leaves_out_has_a_default() -> None:
    written = rule_to_json(rule_from_json(rule("r", do("add_per_unit", unit="item", amount_cents=1)), VOCABULARY))
    assert (written["active"], written["priority"], written["group"]) == (True, 0, None)
    assert (written["from"], written["to"], written["reason"], written["note"]) == (None, None, "", "")
    assert written["actions"] == [do("add_per_unit", unit="item", amount_cents=1, above=0)]


def test_a_published_rule_stays_readable_after_its_zone_was_deleted() -> None:
    gone = with_condition("pickup_zones", "contains", "fire_island")
    with pytest.raises(RuleErrors, match="fire_island"):
        rule_from_json(gone, VOCABULARY)
    assert rule_from_json(gone, VOCABULARY, check_choices=False).slug == "r"
    with pytest.raises(RuleErrors, match="Did you mean"):
        rule_from_json(with_condition("weekday", "equal_to", "sunda"), VOCABULARY, check_choices=False)


def test_without_a_catalogue_no_code_is_refused() -> None:
    assert rule_from_json(with_condition("service", "equal_to", "anything"), STANDARD).slug == "r"
