"""Generated rules and facts: any rule the vocabulary allows, and the facts of any request, some of them not set."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pricing_rules.engine.fact_types import LIST, NO_VALUE, RANGE
from pricing_rules.engine.facts import Fact
from pricing_rules.engine.lines import Line
from pricing_rules.engine.vocabulary import OPERATORS, Operator
from tests.rule_making import TOWNS, VOCABULARY

WORDS = st.sampled_from(["", "Montauk", "Mont", "Labor Day", "11937", "119", "New York"])
DAYS = st.sampled_from([date(2027, 5, day) for day in range(25, 32)])  # few, so that generated rules and facts meet
TIMES = st.sampled_from([time(hour, minute) for hour in (7, 8, 11) for minute in (0, 30)])


NUMBERS: list[int | Decimal] = [0, 1, 2, 3, 5, 12, Decimal("0.5"), Decimal("2.5"), Decimal("3.25")]


def _scalar(fact: Fact) -> st.SearchStrategy[Any]:
    """One native value that a fact may have or be compared with."""
    match fact.type:
        case "number":
            return st.sampled_from([number for number in NUMBERS if number >= fact.low])
        case "money":
            return st.sampled_from([0, 1, 9_900, 70_000, 172_500, 198_375, 500_000, 500_001])
        case "text":
            return WORDS
        case "date":
            return DAYS
        case "time":
            return TIMES
        case "yes_no":
            return st.booleans()
        case _:
            return st.sampled_from(sorted(VOCABULARY.codes(fact)))


def _fact_value(fact: Fact) -> st.SearchStrategy[Any]:
    return st.frozensets(_scalar(fact), max_size=3) if fact.type == "choices" else _scalar(fact)


def _json(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            return value


def _asked_value(fact: Fact, operator: Operator) -> st.SearchStrategy[Any]:
    if operator.shape == NO_VALUE:
        return st.none()
    scalar = _scalar(fact)
    if operator.name == "starts_with":
        scalar = st.sampled_from(["Mont", "119", "New York"])
    if operator.shape == LIST:
        return st.lists(scalar, min_size=1, max_size=3, unique=True).map(lambda found: [_json(one) for one in found])
    if operator.shape == RANGE:
        return st.tuples(scalar, scalar).map(lambda ends: [_json(end) for end in sorted(ends)])
    return scalar.map(_json)


def _leaf(fact: Fact, operator: Operator) -> st.SearchStrategy[dict[str, Any]]:
    named = {"name": fact.name, "operator": operator.name}
    return _asked_value(fact, operator).map(lambda value: {**named, "value": value})


def _trees(leaf: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Conditions of at most five levels."""
    parts = st.lists(leaf, min_size=1, max_size=2)
    group = leaf
    for _ in range(5):
        group = st.tuples(st.sampled_from(["all", "any", "none"]), parts).map(lambda made: {made[0]: made[1]})
        parts = st.lists(leaf | leaf | group, min_size=1, max_size=3)
    return group


_ASKED = [(fact, _leaf(fact, one)) for fact in VOCABULARY.facts.values() for one in OPERATORS[fact.type].values()]
_LEAVES = [leaf for _, leaf in sorted(_ASKED, key=lambda asked: asked[0].check_only)]
_PRICE_LEAVES = sum(not fact.check_only for fact, _ in _ASKED)
CHECK_CONDITIONS = _trees(st.integers(0, len(_LEAVES) - 1).flatmap(lambda place: _LEAVES[place]))
PRICE_CONDITIONS = _trees(st.integers(0, _PRICE_LEAVES - 1).flatmap(lambda place: _LEAVES[place]))

CENTS = st.integers(0, 300_000)
PERCENTS = st.integers(0, 100) | st.integers(0, 400).map(lambda quarters: quarters / 4)
LABELS = st.sampled_from(["Weekend", "Holiday", "Far away"])
UNITS = st.sampled_from(sorted(VOCABULARY.units))


def _action(name: str, **params: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"name": st.just(name), "params": st.fixed_dictionaries(params)})


NOTES = _action("add_note", text=LABELS) | _action("require_coi", reason=LABELS)
MONEY = (
    _action("add_amount", amount_cents=CENTS, label=LABELS)
    | _action("add_percent", percent=PERCENTS, label=LABELS)
    | _action("add_per_unit", unit=UNITS, amount_cents=CENTS, above=st.sampled_from(NUMBERS).map(_json), label=LABELS)
    | _action("raise_base_to", amount_cents=CENTS, label=LABELS)
    | _action("discount_amount", amount_cents=CENTS, label=LABELS)
    | _action("discount_percent", percent=PERCENTS, label=LABELS)
)
CHECKS = _action("require_approval", reason=LABELS) | _action("make_unavailable", message=LABELS) | NOTES


def _rule(*, check: bool) -> st.SearchStrategy[dict[str, Any]]:
    money_first = st.tuples(MONEY, st.lists(MONEY | NOTES, max_size=2)).map(lambda made: [made[0], *made[1]])
    day = st.sampled_from([True, True, True, False]).flatmap(
        lambda free: st.none() if free else DAYS.map(date.isoformat)
    )
    made: dict[str, st.SearchStrategy[Any]] = {
        "slug": st.just("rule"),
        "name": LABELS,
        "active": st.sampled_from([True, True, True, True, False]),
        "priority": st.integers(-1, 2),
        "group": st.sampled_from([None, None, "checks", "looks"] if check else [None, None, "days", "places"]),
        "from": day,
        "to": day,
        "conditions": CHECK_CONDITIONS if check else PRICE_CONDITIONS,
        "actions": st.lists(CHECKS, min_size=1, max_size=3) if check else money_first,
        "reason": st.sampled_from(["", "So it is", "Pickup is on a {weekday} in {pickup_zones}"]),
        "note": st.sampled_from(["", "Ask Claire"]),
    }
    return st.fixed_dictionaries(made).filter(_has_dates_in_order)


def _has_dates_in_order(made: dict[str, Any]) -> bool:
    return not made["from"] or not made["to"] or made["from"] <= made["to"]


RULE = _rule(check=False) | _rule(check=True)
"""A valid rule, in JSON. Its groups are those of its phase."""


def _with_slugs(made: tuple[list[dict[str, Any]], list[str]]) -> list[dict[str, Any]]:
    return [{**rule, "slug": f"rule-{letter}"} for rule, letter in zip(*made, strict=False)]


RULE_LISTS: st.SearchStrategy[list[dict[str, Any]]] = st.tuples(
    st.lists(RULE, min_size=2, max_size=6), st.permutations("abcdef")
).map(_with_slugs)
"""Some rules with slugs of their own, in no order."""

_VALUES = {fact.name: _fact_value(fact) for fact in VOCABULARY.facts.values()}


def _without(known: dict[str, object], unset: set[str]) -> dict[str, object]:
    return {**known, **dict.fromkeys(unset), "town_order": tuple(TOWNS)}


FACTS: st.SearchStrategy[dict[str, object]] = st.builds(
    _without, st.fixed_dictionaries(_VALUES), st.sets(st.sampled_from(sorted(_VALUES)), max_size=15)
)
"""The facts of a request, some of them not set; with the towns along the road."""


def catalogue_lines(kind: Any, codes: list[str]) -> st.SearchStrategy[list[Line]]:
    """Lines of the catalogue, zero cents among them."""
    cents = st.integers(0, 400_000) | st.just(0)
    line = st.builds(lambda code, amount: Line(kind, code, "Label", "", amount), st.sampled_from(codes), cents)
    return st.lists(line, max_size=3, unique_by=lambda made: made.code)


BASE_LINES = catalogue_lines("base", ["mini_move.standard", "specialty.crib", "blade.bags"])
ADD_ON_LINES = catalogue_lines("addon", ["packing.standard", "coi", "expedited"])
