"""The demo's price cases: sensible, passing, kept once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from demo.cases import keep_cases, labor_day
from foundation.audit.actor import Actor
from pricing_rules.models import PriceCase
from pricing_rules.operations.cases import run_cases
from pricing_rules.queries import draft_rules
from tests.booking_making import seed_business

SYSTEM = Actor.system(via="command")
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "monday"),
    [
        (date(2026, 9, 6), date(2026, 9, 7)),
        (date(2026, 9, 7), date(2027, 9, 6)),
        (date(2028, 1, 1), date(2028, 9, 4)),
    ],
)
def test_labor_day_is_the_next_one_ahead(today: date, monday: date) -> None:
    assert labor_day(today) == monday


def test_the_demos_cases_are_kept_once_and_pass(db: None) -> None:
    seed_business()
    assert keep_cases(actor=SYSTEM, now=NOW) == 4
    assert keep_cases(actor=SYSTEM, now=NOW) == 0
    assert all(result.passed for result in run_cases(draft_rules(), now=NOW))
    by_name = dict(PriceCase.objects.values_list("name", "expected_total_cents"))
    assert by_name == {
        "Standard on Labor Day from Montauk": 204_500,  # 1,725 + holiday 200 + far East End 120
        "Standard to Sagaponack on a Saturday": 198_375,  # 1,725 + 15 %
        "Petite to Greenwich on a Tuesday": 121_500,  # 995 + 220
        "Delivery within the Hamptons, four hours": 140_000,  # 700 at least, 2 × 350
    }
