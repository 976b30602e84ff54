"""Exclusive groups, pickup-date ranges, switched-off rules, and what the trace says of each (3-pricing-rules.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.rule_making import ask, do, price, rule, rules

NEVER = {"all": [ask("service", "equal_to", "standard_delivery")]}


def acted(*made: dict[str, object], facts: Mapping[str, object] | None = None) -> list[str]:
    evaluation = price(rules(*made), facts)
    assert price(rules(*reversed(made)), facts).trace == evaluation.trace
    return [entry.rule.slug for entry in evaluation.trace if entry.matched]


def dollar(slug: str, **more: Any) -> dict[str, object]:
    return rule(slug, do("add_amount", amount_cents=100), **more)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([dollar("a", group="g"), dollar("b", group="g")], ["a"]),
        ([dollar("a", group="g", priority=2), dollar("b", group="g", priority=1)], ["b"]),
        ([dollar("a", group="g", priority=-5), dollar("b", group="g", priority=-6)], ["b"]),
        ([dollar("a", group="g"), dollar("b", group="h"), dollar("c")], ["a", "b", "c"]),
        ([dollar("a", group="g", conditions=NEVER), dollar("b", group="g")], ["b"]),
        ([dollar("a", group="g", active=False), dollar("b", group="g")], ["b"]),
        ([dollar("a", group="g", to="2020-01-01"), dollar("b", group="g")], ["b"]),
        ([dollar("a", group="g"), dollar("b", group="g"), dollar("c", group="g")], ["a"]),
        ([dollar("a", group=""), dollar("b", group=None)], ["a", "b"]),
    ],
)
def test_of_a_group_only_one_acts(made: list[dict[str, object]], expected: list[str]) -> None:
    assert acted(*made) == expected


def test_a_group_of_checks_has_one_voice() -> None:
    checks = [
        rule(slug, do("require_approval", reason=slug), group="g", priority=priority)
        for slug, priority in (("a", 2), ("b", 1))
    ]
    assert price(rules(*checks)).approval_reasons == ("b",)


@pytest.mark.parametrize(
    ("first", "last", "pickup", "expected"),
    [
        ("2027-05-31", "2027-09-06", date(2027, 5, 31), True),
        ("2027-05-31", "2027-09-06", date(2027, 9, 6), True),
        ("2027-05-31", "2027-09-06", date(2027, 5, 30), False),
        ("2027-05-31", "2027-09-06", date(2027, 9, 7), False),
        ("2027-05-31", None, date(2030, 1, 1), True),
        (None, "2027-09-06", date(2020, 1, 1), True),
        (None, "2027-09-06", date(2028, 1, 1), False),
        ("2027-05-31", "2027-05-31", date(2027, 5, 31), True),
        ("2027-05-31", "2027-09-06", None, False),
        (None, None, None, True),
    ],
)
def test_a_rule_with_dates_acts_only_on_pickups_between_them(
    first: str | None, last: str | None, pickup: date | None, expected: bool
) -> None:
    facts = {"service": "mini_move", "pickup_date": pickup}
    assert acted(dollar("a", **{"from": first, "to": last}), facts=facts) == (["a"] if expected else [])


def test_the_trace_tells_of_every_rule_why_it_acted_or_not() -> None:
    evaluation = price(
        rules(
            dollar("e-off", active=False),
            dollar("d-dates", **{"from": "2027-05-31", "to": "2027-09-06"}),
            dollar("c-lost", group="g", priority=1),
            dollar("b-won", group="g"),
            dollar(
                "a-day",
                conditions={"all": [ask("service", "is_set"), ask("weekday", "is_one_of", ["saturday", "sunday"])]},
            ),
            rule(
                "f-check",
                do("require_approval", reason="R"),
                conditions={"all": [ask("total_cents", "greater_than", 500_000)]},
            ),
        ),
        {"service": "mini_move", "weekday": "tuesday", "pickup_date": date(2027, 1, 5)},
    )
    assert [entry.as_json() for entry in evaluation.trace] == [
        {
            "slug": "a-day",
            "name": "a-day",
            "outcome": "failed",
            "why": "Needs: the pickup is on a Saturday or Sunday. Here: Tuesday.",
        },
        {"slug": "b-won", "name": "b-won", "outcome": "matched", "why": "Matched."},
        {
            "slug": "d-dates",
            "name": "d-dates",
            "outcome": "outside_dates",
            "why": "Only for pickups from May 31, 2027 to September 6, 2027.",
        },
        {"slug": "e-off", "name": "e-off", "outcome": "off", "why": "Switched off."},
        {
            "slug": "f-check",
            "name": "f-check",
            "outcome": "failed",
            "why": "Needs: the total is more than $5,000. Here: $1,001.",
        },
        {
            "slug": "c-lost",
            "name": "c-lost",
            "outcome": "lost_group",
            "why": "Matched, but b-won acts for the group g.",
        },
    ]
