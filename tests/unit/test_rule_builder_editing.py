"""The builder's buttons, what becomes of values when a question changes, and how rows are drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pricing_rules.builder.editing import edited
from pricing_rules.builder.previewing import preview
from pricing_rules.builder.reading import read
from pricing_rules.builder.settling import settled
from pricing_rules.builder.shapes import ROOT, Ask, Does, Group, Part, RuleForm
from pricing_rules.builder.showing import operators_of, shown_actions, shown_conditions, topics
from pricing_rules.builder.slugs import slug_of
from pricing_rules.builder.writing import form_of, new_form
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.vocabulary import OPERATORS, vocabulary
from tests.rule_making import VOCABULARY, ask, do, rule

A, B, C = Ask("r1"), Ask("r2"), Ask("r3")
FORM = RuleForm(Group(ROOT, "all", (A, Group("r4", "any", (B, C)))), (Does("r8"), Does("r9")))


def outline(part: Part) -> Any:
    return [outline(one) for one in part.parts] if isinstance(part, Group) else part.id


@pytest.mark.parametrize(
    ("command", "rows", "focus", "said"),
    [
        ("add-ask:root", ["r1", ["r2", "r3"], "r5"], "r5", "Condition added"),
        ("add-ask:r4", ["r1", ["r2", "r3", "r5"]], "r5", "Condition added"),
        ("add-group:root", ["r1", ["r2", "r3"], ["r6"]], "r6", "Group added"),
        ("add-group:r4", ["r1", ["r2", "r3", ["r6"]]], "r6", "Group added"),
        ("remove:r1", [["r2", "r3"]], "r4", "Condition removed"),
        ("remove:r3", ["r1", ["r2"]], "r2", "Condition removed"),
        ("remove:r4", ["r1"], "r1", "Group removed"),
        ("up:r3", ["r1", ["r3", "r2"]], "r3", "Moved to place 1 of 2"),
        ("up:r2", ["r1", "r2", ["r3"]], "r2", "Moved out of the group"),
        ("down:r3", ["r1", ["r2"], "r3"], "r3", "Moved out of the group"),
        ("down:r1", [["r1", "r2", "r3"]], "r1", "Moved into the group"),
        ("up:r4", [["r2", "r3"], "r1"], "r4", "Moved to place 1 of 2"),
        ("up:r1", ["r1", ["r2", "r3"]], "r1", "It stands there already"),
        ("down:r4", ["r1", ["r2", "r3"]], "r4", "It stands there already"),
        ("remove:r77", ["r1", ["r2", "r3"]], "", ""),
        ("add-ask:r1", ["r1", ["r2", "r3"]], "", ""),
        ("__init__:r1", ["r1", ["r2", "r3"]], "", ""),
        ("redraw", ["r1", ["r2", "r3"]], "", ""),
        ("", ["r1", ["r2", "r3"]], "", ""),
    ],
)
def test_rows_are_added_removed_and_moved(command: str, rows: list[Any], focus: str, said: str) -> None:
    done = edited(FORM, command)
    assert (outline(done.form.root), done.focus, done.said) == (rows, focus, said)


@pytest.mark.parametrize(
    ("command", "names", "said"),
    [
        ("add-does", ["r8", "r9", "r5"], "Action added"),
        ("remove-does:r8", ["r9"], "Action removed"),
        ("up-does:r9", ["r9", "r8"], "Moved to place 1 of 2"),
        ("down-does:r8", ["r9", "r8"], "Moved to place 2 of 2"),
        ("down-does:r9", ["r8", "r9"], "It stands there already"),
    ],
)
def test_actions_are_added_removed_and_moved(command: str, names: list[str], said: str) -> None:
    done = edited(FORM, command)
    assert ([does.id for does in done.form.does], done.said) == (names, said)


def test_a_row_is_not_moved_deeper_than_conditions_may_nest() -> None:
    deep: Part = C
    for number in range(10, 14):
        deep = Group(f"r{number}", "all", (deep,))
    form = RuleForm(Group(ROOT, "all", (Group("r4", "any", (A,)), deep)))
    assert outline(edited(form, "up:r13").form.root) == [[[[["r3"]]]], ["r1"]]


def test_a_new_group_means_the_other_thing() -> None:
    inner = edited(FORM, "add-group:root").form.root.parts[-1]
    assert isinstance(inner, Group) and inner.kind == "any"
    inner = edited(replace(FORM, root=replace(FORM.root, kind="any")), "add-group:root").form.root.parts[-1]
    assert isinstance(inner, Group) and inner.kind == "all"


@pytest.mark.parametrize(
    ("before", "fact", "operator", "expected"),
    [
        (("weekday", "is_one_of", ("friday", "sunday")), "weekday", "equal_to", ("equal_to", ("friday",))),
        (("weekday", "equal_to", ("friday",)), "weekday", "is_none_of", ("is_none_of", ("friday",))),
        (("weekday", "equal_to", ("friday",)), "service", "equal_to", ("equal_to", ())),
        (("weekday", "equal_to", ("friday",)), "month", "equal_to", ("equal_to", ())),
        (("weekday", "is_one_of", ("friday",)), "month", "is_one_of", ("is_one_of", ())),
        (("bag_count", "greater_than", ("7",)), "item_count", "greater_than", ("greater_than", ("7",))),
        (("item_count", "is_one_of", ("7\n8",)), "item_count", "between", ("between", ("7", "8"))),
        (("item_count", "between", ("7", "8")), "item_count", "is_one_of", ("is_one_of", ("7\n8",))),
        (("month", "between", ("7", "8")), "month", "is_one_of", ("is_one_of", ("7", "8"))),
        (("month", "is_one_of", ("7", "8", "9")), "month", "between", ("between", ("7", "8"))),
        (("month", "between", ("7", "8")), "month", "is_set", ("is_set", ())),
        (("pickup_town", "is_east_of", ("montauk",)), "dropoff_town", "is_east_of", ("is_east_of", ("montauk",))),
        (("", "", ()), "is_weekend", "", ("is_true", ())),
        (("", "", ()), "pickup_zones", "", ("shares_at_least_one_element_with", ())),
        (("month", "equal_to", ("7",)), "pickup_city", "equal_to", ("equal_to", ())),
    ],
)
def test_values_are_kept_wherever_they_still_fit(
    before: tuple[str, str, tuple[str, ...]], fact: str, operator: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    was, how, values = before
    row = Ask("r1", fact, operator, values, drawn=f"{was} {how}")
    form = settled(RuleForm(Group(ROOT, "all", (row,))), VOCABULARY)
    found = form.root.parts[0]
    assert isinstance(found, Ask)
    assert (found.operator, found.values) == expected


def test_a_new_fact_is_offered_with_its_operators_picker_and_help_without_touching_the_builder() -> None:
    tide = Fact("tide", "Tide", "choice", "Weather", "High or low water at Montauk.", choices="tides")
    wider = vocabulary([tide], {"tides": {"high": "High", "low": "Low"}})
    assert ("Weather", [tide]) in topics(wider)
    form = form_of(rule("r", do("add_amount", amount_cents=1), conditions=ask("tide", "is_one_of", ["low"])), wider)
    row = shown_conditions(form, wider, ()).rows[0]
    assert row.fact == tide
    assert {one.code for one in row.operators} == set(OPERATORS["choice"])
    assert [(one.label, one.chosen) for one in row.options] == [("High", False), ("Low", True)]
    words = "".join(piece for piece, _ in preview(read(form, wider).rule, wider).pieces)
    assert words.endswith("when the tide is Low")


def test_every_fact_can_be_asked_in_every_way_its_type_has() -> None:
    for fact in VOCABULARY.facts.values():
        assert {one.name for one in operators_of(fact)} == set(OPERATORS[fact.type])


def test_what_exists_no_more_is_shown_to_be_taken_out() -> None:
    raw = rule("r", do("add_amount", amount_cents=1), conditions={"all": [
        ask("pickup_zones", "contains", "atlantis"), ask("mood", "is_true"),
    ]})  # fmt: skip
    zone, mood = shown_conditions(form_of(raw, VOCABULARY), VOCABULARY, ()).rows
    assert [(one.code, one.unknown) for one in zone.options if one.chosen] == [("atlantis", True)]
    assert mood.unknown == "mood"
    action = shown_actions(RuleForm(does=(Does("r1", "explode"),)), VOCABULARY, ())[0]
    assert (action.unknown, action.params) == ("explode", ())


@pytest.mark.parametrize("conditions", [None, [], "all", {"all": "x"}, {"all": [1, None, "x"]}, {"any": {}}])
def test_a_draft_with_broken_conditions_still_opens(conditions: Any) -> None:
    form = form_of({"slug": "r", "name": "R", "conditions": conditions, "actions": ["x", {"params": 3}]}, VOCABULARY)
    assert form.root.parts == ()
    assert read(form, VOCABULARY).rule["name"] == "R"


def test_the_preview_is_there_before_the_rule_has_a_name() -> None:
    assert preview(read(new_form(), VOCABULARY).rule, VOCABULARY).pieces == ()
    raw = rule("r", do("add_percent", percent=5, label=""), conditions=ask("is_vip", "is_true"), reason="On {weekday}")
    seen = preview({**raw, "name": "", "slug": ""}, VOCABULARY)
    assert "".join(piece for piece, _ in seen.pieces) == "Add 5% of the base as “…” when the customer is a VIP"
    assert seen.personal
    assert [(line.label, line.amount, line.reason) for line in seen.lines] == [("…", "+5%", "On [weekday]")]


@pytest.mark.parametrize(
    ("action", "label", "amount"),
    [
        (do("add_amount", amount_cents=15_000, label="L"), "L", "+$150"),
        (do("add_per_unit", unit="hour", amount_cents=2_500, label="L"), "L", "+$25 each"),
        (do("raise_base_to", amount_cents=70_000, label="L"), "L", "at least $700"),
        (do("discount_amount", amount_cents=500, label="L"), "L", "−$5"),
        (do("discount_percent", percent=7.5, label="L"), "L", "−7.5%"),
        (do("require_approval", reason="Large"), "Our team confirms it first", ""),
        (do("make_unavailable", message="Not then"), "Not available", ""),
        (do("add_note", text="Bring the key"), "Good to know", ""),
    ],
)
def test_what_the_customer_would_see(action: dict[str, Any], label: str, amount: str) -> None:
    (line,) = preview(rule("r", action), VOCABULARY).lines
    assert (line.label, line.amount) == (label, amount)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("July 4th weekend: +$150", "july-4th-weekend-150"),
        ("Café Saint-Émile", "cafe-saint-emile"),
        ("<b>Bold</b>", "b-bold-b"),
        ("=SUM(A1)", "sum-a1"),
        ("!!!", ""),
        ("a" * 70, "a" * 60),
    ],
)
def test_the_code_of_a_new_rule_comes_from_its_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
