"""What differs between two versions of a rule, in words."""

from __future__ import annotations

from typing import Any

import pytest

from pricing_rules.engine.difference import rule_differences
from pricing_rules.engine.rules import rule_from_json
from tests.rule_making import VOCABULARY, ask, do, rule

SERVICE = ask("service", "equal_to", "mini_move")
FRIDAY = ask("weekday", "equal_to", "friday")
EAST = ask("dropoff_town", "is_east_of", "southampton")
BASE: dict[str, Any] = {"conditions": {"all": [SERVICE, FRIDAY]}}


def differences(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    def made(changes: dict[str, Any]) -> Any:
        actions = changes.pop("actions", [do("add_amount", amount_cents=17_500)])
        return rule_from_json({**rule("r", *actions, **{**BASE, **changes})}, VOCABULARY)

    return rule_differences(made(dict(old)), made(dict(new)), VOCABULARY)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({}, {}, ()),
        (
            {},
            {"actions": [do("add_amount", amount_cents=19_500)]},
            ("Add $175 as “Label” → add $195 as “Label”",),
        ),
        (
            {},
            {"actions": [do("add_amount", amount_cents=17_500), do("add_note", text="Busy day")]},
            ("Now also: add the note “Busy day”",),
        ),
        (
            {"actions": [do("add_percent", percent=5), do("add_amount", amount_cents=100)]},
            {"actions": [do("add_amount", amount_cents=100), do("add_percent", percent=5)]},
            ("The actions stand in another order",),
        ),
        (
            {},
            {"conditions": {"all": [SERVICE, FRIDAY, EAST]}},
            ("Now also asks that the drop-off is east of Southampton",),
        ),
        ({}, {"conditions": {"all": [SERVICE]}}, ("No longer asks that the pickup is on a Friday",)),
        (
            {},
            {"conditions": {"all": [SERVICE, ask("weekday", "is_one_of", ["friday", "sunday"])]}},
            ("Condition: the pickup is on a Friday → the pickup is on a Friday or Sunday",),
        ),
        (
            {},
            {"conditions": {"any": [SERVICE, FRIDAY]}},
            (
                "No longer asks that the service is Mini move",
                "No longer asks that the pickup is on a Friday",
                "Now also asks that the service is Mini move or the pickup is on a Friday",
            ),
        ),
        ({}, {"conditions": {"all": [FRIDAY, SERVICE]}}, (
            "Condition: the service is Mini move and the pickup is on a Friday → "
            "the pickup is on a Friday and the service is Mini move",
        )),
        ({}, {"conditions": {"all": [SERVICE, {"all": [FRIDAY]}]}},
         ("The conditions are grouped or ordered otherwise",)),
        ({}, {"from": "2027-07-02"}, ("Pickup dates: any → from July 2, 2027",)),
        ({"active": False}, {}, ("Switched on",)),
        ({}, {"active": False, "priority": 3}, ("Switched off", "Priority: 0 → 3")),
        ({"group": "days"}, {"name": "New", "reason": "Busy", "note": "Ask Nina"}, (
            "Name: r → New", "Reason for customers: none → Busy", "Exclusive group: days → none",
            "Note: none → Ask Nina",
        )),
    ],
)  # fmt: skip
def test_two_versions_in_words(old: dict[str, Any], new: dict[str, Any], words: tuple[str, ...]) -> None:
    assert differences(old, new) == words
