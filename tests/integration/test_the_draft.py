"""The draft is written by one set of operations: rights, versions, history, audit, and nothing faulty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from catalog.operations import seed_catalogue
from foundation.accounts.models import User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.engine.rules import RuleErrors
from pricing_rules.models import Rule
from pricing_rules.operations import drafting
from pricing_rules.operations.drafting import DraftChanged, copy_rule, delete_rule, save_rule, set_priority, switch_rule
from pricing_rules.operations.seed import seed_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SYSTEM = Actor.system(via="command")
JULY_FOURTH: dict[str, Any] = {
    "slug": "july-fourth",
    "name": "July 4th weekend",
    "conditions": {"all": [{"name": "dropoff_town", "operator": "is_east_of", "value": "southampton"}]},
    "actions": [{"name": "add_amount", "params": {"amount_cents": 15000, "label": "July 4th"}}],
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


def rule_json(of: str, **changes: Any) -> dict[str, Any]:
    return {**Rule.objects.get(slug=of).as_json(), **changes}


def test_a_new_rule_is_stored_as_it_was_given_with_history_and_audit(seeded: None) -> None:
    manager = staff("Manager")
    rule = save_rule(rule_json=JULY_FOURTH, slug=None, version=None, actor=manager, now=NOW)
    assert rule.version == 1
    assert rule.as_json() == {**drafting.DEFAULTS, **JULY_FOURTH}
    kept = rule.history.get()
    assert (kept.history_user_id, kept.history_date, kept.name) == (manager.user_id, NOW, "July 4th weekend")
    entry = AuditEntry.objects.get(verb="rule.added")
    assert (entry.actor_id, entry.data["slug"], entry.data["before"]) == (manager.user_id, "july-fourth", None)


def test_a_change_raises_the_version_and_the_audit_says_what_stood_there(seeded: None) -> None:
    manager = staff("Manager")
    wanted = rule_json("holiday", name="Bank holidays", **{"from": "2026-07-01"})
    rule = save_rule(rule_json=wanted, slug="holiday", version=1, actor=manager, now=NOW)
    assert (rule.version, rule.name, rule.as_json()["from"]) == (2, "Bank holidays", "2026-07-01")
    entry = AuditEntry.objects.get(verb="rule.changed")
    assert entry.data["before"] == {"name": "Holiday", "from": None}
    assert entry.data["after"] == {"name": "Bank holidays", "from": "2026-07-01"}


def test_saving_what_stands_there_already_changes_nothing(seeded: None) -> None:
    save_rule(rule_json=rule_json("holiday"), slug="holiday", version=1, actor=staff("Manager"), now=NOW)
    assert Rule.objects.get(slug="holiday").version == 1
    assert not AuditEntry.objects.filter(verb="rule.changed").exists()


def test_of_two_people_who_edit_one_rule_the_second_is_told_and_shown_the_first_ones_work(seeded: None) -> None:
    manager, administrator = staff("Manager"), staff("Administrator")
    opened = rule_json("holiday")
    save_rule(rule_json={**opened, "name": "Theirs"}, slug="holiday", version=1, actor=manager, now=NOW)
    with pytest.raises(DraftChanged, match="Nothing of yours was saved over it") as told:
        save_rule(rule_json={**opened, "name": "Mine"}, slug="holiday", version=1, actor=administrator, now=LATER)
    assert told.value.theirs is not None
    assert (told.value.theirs.name, told.value.theirs.version) == ("Theirs", 2)
    assert Rule.objects.get(slug="holiday").name == "Theirs"
    with pytest.raises(DraftChanged):
        delete_rule(slug="holiday", version=1, actor=administrator, now=LATER)
    save_rule(rule_json={**opened, "name": "Mine"}, slug="holiday", version=2, actor=administrator, now=LATER)
    assert Rule.objects.get(slug="holiday").name == "Mine"


def test_who_saves_a_rule_that_somebody_deleted_is_told_so(seeded: None) -> None:
    manager = staff("Manager")
    opened = rule_json("holiday")
    delete_rule(slug="holiday", version=1, actor=manager, now=NOW)
    with pytest.raises(DraftChanged, match="Somebody deleted this rule") as told:
        save_rule(rule_json=opened, slug="holiday", version=1, actor=manager, now=LATER)
    assert told.value.theirs is None
    assert AuditEntry.objects.get(verb="rule.deleted").data["before"] == opened
    assert Rule.history.filter(slug="holiday", history_type="-").count() == 1


def test_switching_and_ordering_touch_nothing_else(seeded: None) -> None:
    manager = staff("Manager")
    switch_rule(slug="holiday", active=False, actor=manager, now=NOW)
    set_priority(slug="holiday", priority=7, actor=manager, now=NOW)
    rule = Rule.objects.get(slug="holiday")
    assert (rule.active, rule.priority, rule.version, rule.name) == (False, 7, 3, "Holiday")
    with pytest.raises(RuleErrors, match="whole number"):
        set_priority(slug="holiday", priority=10**9, actor=manager, now=NOW)


def test_a_rule_that_cannot_be_used_any_more_can_still_be_switched_off(seeded: None) -> None:
    Rule.objects.filter(slug="holiday").update(conditions={"all": [{"name": "mood", "operator": "is_true"}]})
    assert not switch_rule(slug="holiday", active=False, actor=staff("Manager"), now=NOW).active


def test_a_copy_is_off_and_has_a_name_and_a_code_of_its_own(seeded: None) -> None:
    manager = staff("Manager")
    first = copy_rule(slug="holiday", actor=manager, now=NOW)
    second = copy_rule(slug="holiday", actor=manager, now=NOW)
    assert (first.slug, second.slug) == ("holiday-copy", "holiday-copy-2")
    assert first.name == "Holiday (copy)"
    assert not first.active
    assert first.actions == Rule.objects.get(slug="holiday").actions


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"actions": []}, "actions", "action"),
        ({"slug": "Weekend_Delivery"}, "slug", "lower-case letters"),
        ({"slug": "weekend-delivery"}, "slug", "Another rule has this code"),
        ({"name": ""}, "name", ""),
        ({"from": "2026-07-05", "to": "2026-07-01"}, "to", "earlier one first"),
        ({"conditions": {"all": [{"name": "__class__", "operator": "is_set"}]}}, "conditions.all[0].name", ""),
        ({"group": "dates", "actions": [{"name": "require_approval", "params": {"reason": "See"}}]}, "group", "group"),
    ],
)
def test_a_faulty_rule_is_refused_at_its_place(seeded: None, change: dict[str, Any], path: str, words: str) -> None:
    manager = staff("Manager")
    save_rule(
        rule_json={**JULY_FOURTH, "slug": "first", "group": "dates"}, slug=None, version=None, actor=manager, now=NOW
    )
    with pytest.raises(RuleErrors) as refused:
        save_rule(rule_json={**JULY_FOURTH, **change}, slug=None, version=None, actor=manager, now=NOW)
    assert any(error.path == path and words in error.message for error in refused.value.errors), refused.value.errors
    assert not Rule.objects.filter(slug="july-fourth").exists()


def test_a_rule_that_was_published_keeps_its_code(seeded: None) -> None:
    with pytest.raises(RuleErrors, match="the code stays as it is"):
        save_rule(
            rule_json=rule_json("holiday", slug="feast"), slug="holiday", version=1, actor=staff("Manager"), now=NOW
        )


def test_two_new_rules_with_one_code_in_the_same_moment(seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def somebody_was_quicker(*given: Any, **more: Any) -> Rule:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(drafting, "write", somebody_was_quicker)
    with pytest.raises(RuleErrors, match="Another rule has this code"):
        save_rule(rule_json=JULY_FOURTH, slug=None, version=None, actor=staff("Manager"), now=NOW)


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer", "Marketing", None])
def test_others_may_not_touch_the_draft(seeded: None, role: str | None) -> None:
    actor = staff(role) if role else Actor(user_id=None, label="Guest", via="site")
    before = list(Rule.objects.values())
    for act in (
        lambda: save_rule(rule_json=JULY_FOURTH, slug=None, version=None, actor=actor, now=NOW),
        lambda: save_rule(rule_json=rule_json("holiday"), slug="holiday", version=1, actor=actor, now=NOW),
        lambda: delete_rule(slug="holiday", version=1, actor=actor, now=NOW),
        lambda: copy_rule(slug="holiday", actor=actor, now=NOW),
        lambda: switch_rule(slug="holiday", active=False, actor=actor, now=NOW),
        lambda: set_priority(slug="holiday", priority=3, actor=actor, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert list(Rule.objects.values()) == before
