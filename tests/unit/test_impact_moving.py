"""Whether the draft is about days to come, so that the past is better looked at as if it were a year later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pricing_rules.operations.impact_moving import names_days_ahead
from tests.rule_making import VOCABULARY, ask, do, rule

TODAY = date(2026, 11, 21)
JULY_4TH = {"from": "2027-07-02", "to": "2027-07-05"}
BOTH_SUMMERS = {"from": "2026-07-02", "to": "2027-07-05"}
LAST_SUMMER = {"from": "2026-07-02", "to": "2026-07-05"}


def made(*conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"all": list(conditions)} if conditions else None
    return rule("a", do("add_amount", amount_cents=100), conditions=asked, **more)


@pytest.mark.parametrize(
    ("live", "draft", "ahead"),
    [
        ([], [], False),
        ([], [made()], False),
        ([], [made(**JULY_4TH)], True),
        ([], [made(**BOTH_SUMMERS)], True),
        ([], [made(**LAST_SUMMER)], False),
        ([], [made(**{"from": "2026-05-01"})], False),
        ([], [made(to=TODAY.isoformat())], False),
        ([], [made(to="2026-11-22")], True),
        ([made(**JULY_4TH)], [made(**JULY_4TH)], False),
        ([made(**JULY_4TH)], [made(**LAST_SUMMER)], True),
        ([made(**JULY_4TH)], [], True),
        ([], [made(**JULY_4TH, active=False)], False),
        ([], [made(ask("pickup_date", "between", ["2027-07-02", "2027-07-05"]))], True),
        ([], [made(ask("pickup_date", "between", ["2026-07-02", "2026-07-05"]))], False),
        ([], [made({"any": [ask("pickup_date", "on_or_after", "2027-07-02"), ask("service", "is_set")]})], True),
        ([], [made(ask("pickup_date", "is_set"))], False),
        ([], [made(ask("no_such_fact", "is_set"), **JULY_4TH)], False),
    ],
)
def test_only_rules_that_differ_are_on_and_name_days_after_today_look_ahead(
    live: list[dict[str, Any]], draft: list[dict[str, Any]], ahead: bool
) -> None:
    assert names_days_ahead(live, draft, VOCABULARY, today=TODAY) is ahead
