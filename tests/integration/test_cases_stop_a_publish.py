"""A failing price case stops a publish; the right to override and a reason let it through, and both are recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.operations import seed_catalogue
from foundation.accounts.models import User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import PriceCase, Rule, RuleSet
from pricing_rules.operations.cases_keeping import keep_case
from pricing_rules.operations.publish import PublishRefused, Terms, publish_draft
from pricing_rules.operations.quote import price_now
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}


@pytest.fixture
def wrong_draft(db: None) -> None:
    """A case for a Saturday, and a draft that forgot the weekend."""
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    keep_case(request=SATURDAY, name="Saturday out east", actor=SYSTEM, now=NOW)
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)


def manager(*, may_override: bool = True) -> Actor:
    user: User = create_staff(email="m@totetaxi.example", full_name="M", roles=["Manager"], actor=SYSTEM, now=NOW)
    if not may_override:
        user.groups.get().permissions.remove(Permission.objects.get(codename="override_cases"))
    return Actor(user_id=user.pk, label="M", via="admin")


def test_a_failing_case_stops_the_publish_and_is_named(wrong_draft: None) -> None:
    with pytest.raises(PublishRefused, match="Saturday out east"):
        publish_draft(terms=Terms(note="Oops"), actor=manager(), now=NOW)
    assert RuleSet.objects.count() == 1
    assert price_now(SATURDAY, now=NOW).total_cents == 198_375


def test_a_reason_lets_it_through_and_is_recorded(wrong_draft: None) -> None:
    published = publish_draft(terms=Terms(override_reason="No weekends in June"), actor=manager(), now=NOW)
    assert published.override_reason == "No weekends in June"
    recorded = AuditEntry.objects.get(verb="rule_set.published").data["override"]
    assert recorded == {"reason": "No weekends in June", "cases": ["Saturday out east"]}
    assert price_now(SATURDAY, now=NOW).total_cents == 172_500


def test_a_reason_from_somebody_without_the_right_counts_for_nothing(wrong_draft: None) -> None:
    with pytest.raises(PublishRefused):
        publish_draft(terms=Terms(override_reason="Please"), actor=manager(may_override=False), now=NOW)
    assert RuleSet.objects.count() == 1


def test_a_mended_rule_or_a_case_that_is_off_stops_nothing(wrong_draft: None) -> None:
    PriceCase.objects.update(active=False)
    assert publish_draft(terms=Terms(), actor=manager(), now=NOW).number == 2


def test_a_list_of_cases_asks_the_database_as_often_for_many_as_for_one(wrong_draft: None) -> None:
    client = client_of("Viewer", now=NOW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/pricing_rules/pricecase/").status_code == 200
        return len(asked)

    queries()
    with_one = queries()
    for day in range(1, 12):
        asked = {**SATURDAY, "quoted_at": (NOW - timedelta(hours=day)).isoformat()}
        keep_case(request=asked, name=f"Case {day}", actor=SYSTEM, now=NOW)
    assert queries() <= with_one + 1  # cases of two days read the catalogue's stamp once more
