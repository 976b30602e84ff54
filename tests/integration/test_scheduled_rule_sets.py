"""Sets that are to come: they need no worker, are cancelled until their moment, and price from that instant on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from catalog.operations import seed_catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import Rule, RuleSet, SetCancellation
from pricing_rules.operations.drafting import switch_rule
from pricing_rules.operations.publish import Terms, publish_draft, publish_now
from pricing_rules.operations.quote import price_now
from pricing_rules.operations.refusals import NothingToPublish, PublishRefused
from pricing_rules.operations.schedule import cancel_schedule, moment_of
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import set_in_force, sets_to_come
from web import caching

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
MONDAY = moment_of(date(2026, 6, 8), time(9, 0))
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}  # fmt: skip
WITH_WEEKEND, WITHOUT = 198375, 172500


@pytest.fixture
def manager(db: None) -> Actor:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    user = create_staff(email="nina@example.com", full_name="Nina", roles=["Manager"], actor=SYSTEM, now=NOW)
    actor = Actor(user.pk, "Nina", "admin")
    switch_rule(slug="weekend-mini-move", active=False, actor=actor, now=NOW)
    return actor


def schedule(manager: Actor, at: datetime = MONDAY, **terms: Any) -> RuleSet:
    return publish_draft(terms=Terms(note="No weekends", publish_at=at, **terms), actor=manager, now=NOW)


def test_a_set_prices_from_its_very_moment_on(manager: Actor) -> None:
    assert (schedule(manager).number, set_in_force(NOW).number) == (2, 1)  # type: ignore[union-attr]
    assert price_now(SATURDAY, now=NOW).total_cents == WITH_WEEKEND
    before, after = MONDAY - timedelta(microseconds=1), MONDAY
    assert (price_now(SATURDAY, now=before).total_cents, price_now(SATURDAY, now=before).rule_set) == (WITH_WEEKEND, 1)
    assert (price_now(SATURDAY, now=after).total_cents, price_now(SATURDAY, now=after).rule_set) == (WITHOUT, 2)
    assert price_now(SATURDAY, now=before).total_cents == WITH_WEEKEND  # whatever was read in between
    assert AuditEntry.objects.get(verb="rule_set.scheduled").data["publish_at"].startswith("2026-06-08T13:00")


def test_pages_that_are_kept_are_made_anew_at_the_moment(manager: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule(manager)
    request = RequestFactory().get("/")
    keys = []
    for at in (MONDAY - timedelta(seconds=2), MONDAY - timedelta(seconds=1), MONDAY, MONDAY + timedelta(seconds=1)):
        monkeypatch.setattr(caching, "utc_now", lambda at=at: at)
        keys.append(caching.page_key(1, request))
    assert keys[0] == keys[1] != keys[2] == keys[3]


@pytest.mark.parametrize(("which", "hour"), [("first", 5), ("second", 6)])
def test_in_the_hour_that_comes_twice_it_prices_from_the_pass_that_was_meant(
    manager: Actor, which: Any, hour: int
) -> None:
    schedule(manager, moment_of(date(2026, 11, 1), time(1, 30), which))
    moment = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert set_in_force(moment - timedelta(seconds=1)).number == 1  # type: ignore[union-attr]
    assert set_in_force(moment).number == 2  # type: ignore[union-attr]


def test_a_set_is_cancelled_until_its_moment_and_never_comes(manager: Actor) -> None:
    schedule(manager)
    cancel_schedule(number=2, reason="Paul says no", actor=manager, now=MONDAY - timedelta(seconds=1))
    assert price_now(SATURDAY, now=MONDAY + timedelta(days=1)).rule_set == 1
    assert not sets_to_come(NOW).exists()
    entry = AuditEntry.objects.get(verb="rule_set.cancelled")
    assert (entry.actor_id, entry.data["number"], entry.data["reason"]) == (manager.user_id, 2, "Paul says no")
    with pytest.raises(PublishRefused, match="was cancelled already"):
        cancel_schedule(number=2, reason="", actor=manager, now=NOW)


def test_once_its_moment_has_come_only_a_roll_back_helps(manager: Actor) -> None:
    schedule(manager)
    with pytest.raises(PublishRefused, match=r"came into force on Monday, June 8, 2026, 9:00 AM.*Roll back"):
        cancel_schedule(number=2, reason="", actor=manager, now=MONDAY)
    with pytest.raises(PublishRefused, match="There is no rule set 9"):
        cancel_schedule(number=9, reason="", actor=manager, now=NOW)
    assert not SetCancellation.objects.exists()


def test_a_cancellation_is_for_ever(manager: Actor) -> None:
    schedule(manager)
    cancel_schedule(number=2, reason="", actor=manager, now=NOW)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        SetCancellation.objects.all().delete()


def test_publishing_now_cancels_what_was_ticked_and_nothing_else(manager: Actor) -> None:
    schedule(manager)
    schedule_again = publish_draft  # the same draft again would change nothing then
    with pytest.raises(NothingToPublish, match="rule set 2, which will be in force then"):
        schedule_again(terms=Terms(publish_at=MONDAY + timedelta(days=1)), actor=manager, now=NOW)
    switch_rule(slug="holiday", active=False, actor=manager, now=NOW)
    schedule(manager, MONDAY + timedelta(days=1))
    published = publish_draft(terms=Terms(cancels=(2,)), actor=manager, now=NOW)
    assert AuditEntry.objects.get(verb="rule_set.published").data["cancelled"] == [2]
    assert [row.number for row in sets_to_come(NOW)] == [3]
    assert set_in_force(MONDAY) == published
    assert set_in_force(MONDAY + timedelta(days=1)).number == 3  # type: ignore[union-attr]


def test_if_one_of_the_cancelled_cannot_be_nothing_is_published(manager: Actor) -> None:
    with pytest.raises(PublishRefused, match="Rule set 1 came into force"):
        publish_draft(terms=Terms(cancels=(1,)), actor=manager, now=NOW)
    assert RuleSet.objects.count() == 1


def test_a_moment_that_has_passed_is_refused_in_words(manager: Actor) -> None:
    with pytest.raises(PublishRefused, match="has passed"):
        schedule(manager, NOW)
    assert RuleSet.objects.count() == 1


def test_only_who_may_publish_may_cancel(manager: Actor) -> None:
    schedule(manager)
    user = create_staff(email="vi@example.com", full_name="Vi", roles=["Viewer"], actor=SYSTEM, now=NOW)
    with pytest.raises(PermissionDenied):
        cancel_schedule(number=2, reason="", actor=Actor(user.pk, "Vi", "admin"), now=NOW)


def test_a_quote_being_made_while_somebody_publishes_is_of_one_set_only(
    manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set is read once a quote: what is published between reading the rules and pricing changes nothing of it."""
    from pricing_rules.operations import quote

    price = quote.price

    def price_while_somebody_publishes(*given: Any, **more: Any) -> Any:
        if RuleSet.objects.count() == 1:
            publish_now(actor=manager, now=NOW, note="Meanwhile")
        return price(*given, **more)

    monkeypatch.setattr(quote, "price", price_while_somebody_publishes)
    during = quote.price_now(SATURDAY, now=NOW)
    assert (during.total_cents, during.rule_set) == (WITH_WEEKEND, 1)
    assert (price_now(SATURDAY, now=NOW).total_cents, price_now(SATURDAY, now=NOW).rule_set) == (WITHOUT, 2)
    assert Rule.objects.filter(active=False, slug="weekend-mini-move").exists()
