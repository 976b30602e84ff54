"""Rolling back publishes what an earlier set said; loading it into the draft mends what can no longer be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from catalog.models import Zone
from catalog.operations import seed_catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import PublishingPolicy, Rule, RuleSet
from pricing_rules.operations.drafting import copy_rule, delete_rule, save_rule, switch_rule
from pricing_rules.operations.publish import Terms, publish_draft
from pricing_rules.operations.quote import price_now
from pricing_rules.operations.redrafting import restore_as_draft
from pricing_rules.operations.refusals import LookAgain, NothingToPublish, PublishRefused
from pricing_rules.operations.roll_back import NoLongerEvaluates, roll_back
from pricing_rules.operations.schedule import cancel_schedule
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import draft_digest, draft_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}  # fmt: skip


def staff(role: str) -> Actor:
    email = f"{role.lower().replace(' ', '.')}@example.com"
    user = create_staff(email=email, full_name=role, roles=[role], actor=SYSTEM, now=NOW)
    return Actor(user.pk, role, "admin")


@pytest.fixture
def manager(db: None) -> Actor:
    """Set 2, without the weekend, is live by mistake."""
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    actor = staff("Manager")
    switch_rule(slug="weekend-mini-move", active=False, actor=actor, now=NOW)
    publish_draft(terms=Terms(note="Oops"), actor=actor, now=NOW)
    return actor


def test_the_old_content_gets_a_new_number_and_prices_at_once(manager: Actor) -> None:
    assert price_now(SATURDAY, now=LATER).total_cents == 172500
    draft = draft_rules()
    published = roll_back(number=1, terms=Terms(note="Weekend was missing"), actor=manager, now=LATER, seen=2)
    assert (published.number, published.copied_from, published.publish_at) == (3, 1, LATER)
    assert published.rules == RuleSet.objects.get(number=1).rules
    assert price_now(SATURDAY, now=LATER).total_cents == 198375
    assert draft_rules() == draft
    entry = AuditEntry.objects.filter(verb="rule_set.published").first()
    assert entry is not None
    assert (entry.data["copied_from"], entry.data["before"], entry.data["number"]) == (1, 2, 3)
    assert entry.data["changes"] == ["weekend-mini-move: switched on"]


def test_a_second_roll_back_to_the_same_set_changes_nothing_and_says_so(manager: Actor) -> None:
    roll_back(number=1, terms=Terms(), actor=manager, now=LATER, seen=2)
    with pytest.raises(LookAgain, match="The set in force changed since you opened this page"):
        roll_back(number=1, terms=Terms(), actor=manager, now=LATER, seen=2)
    with pytest.raises(NothingToPublish, match="same as rule set 3"):
        roll_back(number=1, terms=Terms(), actor=manager, now=LATER)
    assert RuleSet.objects.count() == 3


def test_a_set_whose_zone_is_gone_is_refused_and_the_rule_named(manager: Actor) -> None:
    Zone.objects.filter(code="east_end_far").delete()
    with pytest.raises(NoLongerEvaluates, match=r"“Amagansett & Montauk” must be mended first.*into the draft") as gone:
        roll_back(number=1, terms=Terms(), actor=manager, now=LATER)
    assert {problem.slug for problem in gone.value.problems} == {"amagansett-montauk"}
    assert RuleSet.objects.count() == 2
    delete_rule(slug="amagansett-montauk", version=None, actor=manager, now=LATER)
    restore_as_draft(number=1, actor=manager, now=LATER)
    assert draft_rules() == RuleSet.objects.get(number=1).rules  # to be mended there
    with pytest.raises(PublishRefused, match="Amagansett & Montauk"):
        publish_draft(terms=Terms(), actor=manager, now=LATER)
    delete_rule(slug="amagansett-montauk", version=None, actor=manager, now=LATER)
    assert publish_draft(terms=Terms(), actor=manager, now=LATER).number == 3


@pytest.mark.parametrize(
    ("number", "words"), [(9, "There is no rule set 9"), (2, "in force already"), (3, "was never in force")]
)
def test_there_must_be_something_to_go_back_to(manager: Actor, number: int, words: str) -> None:
    switch_rule(slug="holiday", active=False, actor=manager, now=NOW)
    publish_draft(terms=Terms(publish_at=LATER + timedelta(days=1)), actor=manager, now=NOW)
    cancel_schedule(number=3, reason="", actor=manager, now=NOW)
    with pytest.raises(PublishRefused, match=words):
        roll_back(number=number, terms=Terms(), actor=manager, now=LATER)


def test_going_back_needs_no_second_person_but_the_right(manager: Actor) -> None:
    PublishingPolicy.objects.update_or_create(pk=1, defaults={"approval_required": True})
    for role in ("Operations", "Finance", "Viewer"):
        with pytest.raises(PermissionDenied):
            roll_back(number=1, terms=Terms(), actor=staff(role), now=LATER)
    assert roll_back(number=1, terms=Terms(), actor=manager, now=LATER).number == 3


def test_restoring_replaces_the_draft_and_keeps_what_stood_there_in_its_history(manager: Actor) -> None:
    wanted = {**Rule.objects.get(slug="holiday").as_json(), "name": "Feasts"}
    save_rule(rule_json=wanted, slug="holiday", version=1, actor=manager, now=NOW)
    copy_rule(slug="ct-nj", actor=manager, now=NOW)
    delete_rule(slug="early-bird", version=1, actor=manager, now=NOW)
    seen = draft_digest()
    found = restore_as_draft(number=1, actor=manager, now=LATER, seen=seen)
    assert {(one.slug, one.kind) for one in found} == {
        ("holiday", "changed"), ("ct-nj-copy", "removed"), ("early-bird", "added"),
        ("weekend-mini-move", "switched on"),
    }  # fmt: skip
    assert draft_rules() == RuleSet.objects.get(number=1).rules
    assert Rule.objects.get(slug="holiday").version == 3
    assert [row.name for row in Rule.history.filter(slug="holiday").order_by("-history_id")][:2] == [
        "Holiday",
        "Feasts",
    ]
    gone = Rule.history.filter(slug="ct-nj-copy", history_type="-").get()
    assert (gone.history_user_id, gone.history_date) == (manager.user_id, LATER)
    entry = AuditEntry.objects.get(verb="draft.restored")
    assert entry.data["before"]["holiday"]["name"] == "Feasts"
    assert entry.data["after"]["holiday"]["name"] == "Holiday"
    with pytest.raises(LookAgain):
        restore_as_draft(number=2, actor=manager, now=LATER, seen=seen)


def test_only_who_may_change_rules_may_restore(manager: Actor) -> None:
    with pytest.raises(PermissionDenied):
        restore_as_draft(number=1, actor=staff("Operations"), now=LATER)
    with pytest.raises(PublishRefused, match="There is no rule set 7"):
        restore_as_draft(number=7, actor=manager, now=LATER)
