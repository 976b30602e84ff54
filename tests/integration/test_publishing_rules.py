"""The draft becomes a numbered set: who may, what is refused, which set is in force; and the seed behind set 1."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from catalog.models import Zone
from catalog.operations import seed_catalogue
from foundation.accounts.models import User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.notifications.models import Message
from pricing_rules import loading
from pricing_rules.models import Quote, Rule, RuleSet
from pricing_rules.operations import publish
from pricing_rules.operations.publish import publish_now, write_set
from pricing_rules.operations.quote import PricingFailed, price_now, store
from pricing_rules.operations.refusals import (
    NothingToPublish,
    PersonalFactsUnconfirmed,
    PublishRefused,
    RulesFaulty,
)
from pricing_rules.operations.seed import seed_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
GUEST = Actor(user_id=None, label="Guest", via="site")
SATURDAY: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def staff(role: str) -> Actor:
    user: User = create_staff(
        email=f"{role.lower().replace(' ', '-')}@totetaxi.example", full_name=role, roles=[role], actor=SYSTEM, now=NOW
    )
    return Actor(user_id=user.pk, label=role, via="admin")


def switch(slug: str, **changes: Any) -> None:
    Rule.objects.filter(slug=slug).update(**changes)


def test_set_1_is_in_force_from_the_first_second_of_2025_in_new_york(seeded: None) -> None:
    first = RuleSet.objects.get()
    assert first.number == 1
    assert first.publish_at == datetime(2025, 1, 1, 5, 0, tzinfo=UTC)
    assert {rule["slug"]: rule["active"] for rule in first.rules} == {
        "outside-area": True, "ct-nj": True, "amagansett-montauk": True, "hamptons-to-hamptons": True,
        "weekend-delivery": True, "weekend-mini-move": True, "holiday": True, "large-order": True,
        "coi-high-value": False, "summer-friday": False, "early-bird": False, "no-weekend-guests": False,
        "vip-thanks": False,
    }  # fmt: skip
    assert all(0 < len(rule["reason"]) <= 90 for rule in first.rules)
    assert first.rules == [rule.as_json() for rule in Rule.objects.all()]


def test_seeding_again_changes_nothing_and_respects_staff(seeded: None) -> None:
    Rule.objects.get(slug="summer-friday").delete()
    switch("holiday", name="Bank holidays")
    assert seed_rules(now=NOW + timedelta(days=1)) == 0
    assert Rule.objects.count() == 12
    assert Rule.objects.get(slug="holiday").name == "Bank holidays"
    assert RuleSet.objects.count() == 1


def test_a_manager_publishes_and_new_quotes_follow(seeded: None) -> None:
    before = store(SATURDAY, actor=GUEST, now=NOW)
    switch("weekend-mini-move", active=False)
    assert price_now(SATURDAY, now=NOW).total_cents == 198375  # the draft prices nothing

    published = publish_now(actor=staff("Manager"), now=NOW, note="No weekends in June")
    assert (published.number, published.publish_at, published.note) == (2, NOW, "No weekends in June")
    after = price_now(SATURDAY, now=NOW)
    assert (after.total_cents, after.rule_set) == (172500, 2)
    assert Quote.objects.get(pk=before.pk).total_cents == 198375
    entry = AuditEntry.objects.get(verb="rule_set.published")
    assert entry.data["number"] == 2
    assert entry.data["before"] == 1
    assert entry.data["changes"] == ["weekend-mini-move: switched off"]


def test_quotes_of_an_earlier_moment_keep_the_set_of_that_moment(seeded: None) -> None:
    switch("weekend-mini-move", active=False)
    publish_now(actor=staff("Manager"), now=NOW, note="")
    earlier = {**SATURDAY, "quoted_at": (NOW - timedelta(seconds=1)).isoformat()}
    assert price_now(earlier, now=NOW, trusted=True).rule_set == 1


def test_in_force_is_the_latest_publish_time_that_has_come_ties_by_number(seeded: None) -> None:
    rules = RuleSet.objects.get().rules
    for publish_at in (
        NOW + timedelta(days=2),
        NOW - timedelta(days=2),
        NOW - timedelta(days=1),
        NOW - timedelta(days=1),
    ):
        write_set(rules=rules, publish_at=publish_at, actor=SYSTEM, now=NOW, note="")
    assert loading.number_in_force(NOW) == 5
    assert loading.number_in_force(NOW - timedelta(days=1, seconds=1)) == 3
    assert loading.number_in_force(NOW + timedelta(days=2)) == 2
    with pytest.raises(loading.NoRuleSet):
        loading.number_in_force(datetime(2025, 1, 1, 4, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer", "Marketing"])
def test_others_may_not_publish(seeded: None, role: str) -> None:
    switch("holiday", active=False)
    with pytest.raises(PermissionDenied):
        publish_now(actor=staff(role), now=NOW, note="")
    with pytest.raises(PermissionDenied):
        publish_now(actor=GUEST, now=NOW, note="")
    assert RuleSet.objects.count() == 1


def test_a_draft_like_the_set_in_force_is_not_published_again(seeded: None) -> None:
    with pytest.raises(NothingToPublish, match="same as rule set 1"):
        publish_now(actor=staff("Manager"), now=NOW, note="")


def test_a_faulty_draft_is_refused_with_every_place(seeded: None) -> None:
    switch("holiday", conditions={"all": [{"name": "mood", "operator": "is_true"}]})
    switch("ct-nj", actions=[])
    with pytest.raises(RulesFaulty) as refused:
        publish_now(actor=staff("Manager"), now=NOW, note="")
    assert {problem.slug for problem in refused.value.problems} == {"holiday", "ct-nj"}
    assert "conditions.all[0]" in next(p.path for p in refused.value.problems if p.slug == "holiday")
    assert RuleSet.objects.count() == 1


def test_a_rule_about_the_person_needs_a_confirmation_and_brings_the_notice(seeded: None) -> None:
    manager = staff("Manager")
    switch("no-weekend-guests", active=True)
    with pytest.raises(PersonalFactsUnconfirmed, match="Algorithmic Pricing Disclosure Act"):
        publish_now(actor=manager, now=NOW, note="")
    publish_now(actor=manager, now=NOW, note="", confirm_personal=True)
    priced = price_now(SATURDAY, now=NOW)
    assert "PERSONAL DATA" in priced.notice
    assert priced.answer()["notes"] == [priced.notice]
    assert priced.unavailable_messages == ("Weekend dates are for account holders. Sign in or choose a weekday",)


def test_a_published_set_never_changes(seeded: None) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RuleSet.objects.update(rules=[])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RuleSet.objects.all().delete()


def broken_set() -> RuleSet:
    """A set that no publish lets through, as if a later release had taken a fact away."""
    rules = RuleSet.objects.get(number=1).rules
    rules[0] = {**rules[0], "conditions": {"all": [{"name": "mood", "operator": "is_true"}]}}
    return write_set(rules=rules, publish_at=NOW, actor=SYSTEM, now=NOW, note="")


def test_a_rule_that_cannot_be_read_refuses_the_quote_and_alerts_once_an_hour(seeded: None) -> None:
    staff("Manager")
    broken = broken_set()
    assert broken.rules[0]["slug"] == "amagansett-montauk"
    for minutes in (0, 5, 50, 61):
        with pytest.raises(PricingFailed, match="cannot price this online") as failed:
            price_now(SATURDAY, now=NOW + timedelta(minutes=minutes))
        assert "mood" in failed.value.cause
    with pytest.raises(PricingFailed):
        store(SATURDAY, actor=GUEST, now=NOW)
    alerts = Message.objects.order_by("created_at")
    assert [alert.created_at for alert in alerts] == [NOW, NOW + timedelta(minutes=61)]
    assert {alert.recipient for alert in alerts} == {"manager@totetaxi.example"}
    assert "Amagansett & Montauk (amagansett-montauk)" in alerts[0].text
    assert not Quote.objects.exists()
    assert not mail.outbox


def test_publishing_the_good_draft_again_restores_prices(seeded: None) -> None:
    broken_set()
    publish_now(actor=staff("Manager"), now=NOW + timedelta(minutes=1), note="Back to good")
    assert price_now(SATURDAY, now=NOW + timedelta(minutes=2)).total_cents == 198375


def test_a_zone_that_is_deleted_later_does_not_break_the_set_that_names_it(seeded: None) -> None:
    Zone.objects.filter(code="east_end_far").delete()
    montauk = {**SATURDAY, "dropoff": {"zip": "11954"}, "pickup_date": "2026-06-30"}
    assert price_now(montauk, now=NOW).total_cents == 172500


def test_a_rule_that_is_off_and_unreadable_is_passed_over(seeded: None) -> None:
    rules = RuleSet.objects.get(number=1).rules
    rules[0] = {**rules[0], "active": False, "conditions": {"all": [{"name": "mood", "operator": "is_true"}]}}
    write_set(rules=rules, publish_at=NOW, actor=SYSTEM, now=NOW, note="")
    assert price_now(SATURDAY, now=NOW).total_cents == 198375


def test_two_publishes_of_one_moment_give_one_set_and_a_sentence(seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = staff("Manager")
    switch("holiday", active=False)

    def somebody_was_quicker(**given: Any) -> RuleSet:
        rules = given["rules"]
        fields = {"publish_at": NOW, "created_at": NOW, "rules": list(rules), "digest": loading.digest(rules)}
        RuleSet.objects.create(number=2, **fields)
        return RuleSet.objects.create(number=2, **fields)

    monkeypatch.setattr(publish, "write_set", somebody_was_quicker)
    with pytest.raises(PublishRefused, match="Somebody else published in the same moment"):
        publish_now(actor=manager, now=NOW, note="")
    assert RuleSet.objects.count() == 1
    assert not AuditEntry.objects.filter(verb="rule_set.published").exists()


def test_whoever_has_their_turn_second_sees_the_first_ones_set_though_their_clock_was_read_earlier(
    seeded: None,
) -> None:
    manager = staff("Manager")
    switch("holiday", active=False)
    publish_now(actor=manager, now=NOW + timedelta(seconds=1), note="First")
    with pytest.raises(NothingToPublish, match="rule set 2"):
        publish_now(actor=manager, now=NOW, note="Second")
    switch("holiday", active=True)
    second = publish_now(actor=manager, now=NOW, note="Second, with something else")
    assert loading.number_in_force(NOW + timedelta(seconds=2)) == second.number == 3
