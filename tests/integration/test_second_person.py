"""A second person approves what is published, where the policy asks for it; price cases that fail stand in the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.operations import seed_catalogue
from foundation.accounts.models import User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.notifications.models import Message
from pricing_rules.models import PriceCase, PublishingPolicy, PublishRequest, RequestState, Rule, RuleSet
from pricing_rules.operations.approval import approve, ask, decline, is_outdated, open_request, withdraw
from pricing_rules.operations.cases_keeping import keep_case
from pricing_rules.operations.drafting import switch_rule
from pricing_rules.operations.publish import Terms, publish_draft
from pricing_rules.operations.refusals import ApprovalNeeded, CasesFail, LookAgain, PublishRefused
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}  # fmt: skip


def person(name: str, role: str = "Manager") -> Actor:
    user = create_staff(email=f"{name.lower()}@example.com", full_name=name, roles=[role], actor=SYSTEM, now=NOW)
    return Actor(user.pk, name, "admin")


@pytest.fixture
def nina(db: None) -> Actor:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    PublishingPolicy.objects.update_or_create(pk=1, defaults={"approval_required": True})
    nina = person("Nina")
    switch_rule(slug="weekend-mini-move", active=False, actor=nina, now=NOW)
    return nina


@pytest.fixture
def paul(nina: Actor) -> Actor:
    return person("Paul")


def test_nobody_publishes_alone(nina: Actor) -> None:
    with pytest.raises(ApprovalNeeded, match="Ask for approval"):
        publish_draft(terms=Terms(), actor=nina, now=NOW)
    assert RuleSet.objects.count() == 1


def test_a_colleague_approves_and_it_is_published_as_asked(nina: Actor, paul: Actor) -> None:
    person("Vi", "Viewer")
    asked = ask(terms=Terms(note="No weekends in June"), actor=nina, now=NOW)
    (mail,) = Message.objects.all()
    assert (mail.recipient, mail.template) == ("paul@example.com", "publish_asked")
    assert "Nina asks you to approve new prices" in mail.subject
    assert "No weekends in June" in mail.text
    assert "at once" in mail.text
    assert f"/publishrequest/{asked.pk}/" in mail.text

    published = approve(request=asked, answer="Fine with me", actor=paul, now=LATER)
    assert (published.number, published.publish_at, published.note) == (2, LATER, "No weekends in June")
    assert (published.published_by_id, published.approved_by_id) == (nina.user_id, paul.user_id)
    asked.refresh_from_db()
    assert (asked.state, asked.rule_set_id, asked.decided_by_id) == ("approved", published.pk, paul.user_id)
    told = Message.objects.get(template="publish_decided")
    assert (told.recipient, "is approved" in told.subject, "Fine with me" in told.text) == (
        "nina@example.com",
        True,
        True,
    )
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"publish_request.asked", "publish_request.approved", "rule_set.published"} <= verbs
    with pytest.raises(PublishRefused, match="approved already"):
        decline(request=asked, answer="Too late", actor=paul, now=LATER)


def test_who_asks_neither_approves_nor_declines(nina: Actor) -> None:
    asked = ask(terms=Terms(), actor=nina, now=NOW)
    for act in (approve, decline):
        with pytest.raises(PermissionDenied, match="Nobody approves or declines what they asked for"):
            act(request=asked, answer="Me", actor=nina, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishRequest.objects.filter(pk=asked.pk).update(
            state="approved", decided_by=nina.user_id, rule_set=RuleSet.objects.get()
        )
    assert RuleSet.objects.count() == 1


@pytest.mark.parametrize("role", ["Operations", "Finance", "Viewer"])
def test_others_decide_nothing(nina: Actor, role: str) -> None:
    other = person("Other", role)
    with pytest.raises(PermissionDenied):
        ask(terms=Terms(), actor=other, now=NOW)
    asked = ask(terms=Terms(), actor=nina, now=NOW)
    for act in (approve, decline):
        with pytest.raises(PermissionDenied):
            act(request=asked, answer="", actor=other, now=NOW)
    with pytest.raises(PermissionDenied):
        withdraw(request=asked, actor=other, now=NOW)


def test_declining_needs_words_and_the_asker_hears_them(nina: Actor, paul: Actor) -> None:
    asked = ask(terms=Terms(), actor=nina, now=NOW)
    with pytest.raises(PublishRefused, match="Say why"):
        decline(request=asked, answer="  ", actor=paul, now=LATER)
    decline(request=asked, answer="Labor Day is missing", actor=paul, now=LATER)
    told = Message.objects.get(template="publish_decided")
    assert "declined" in told.subject
    assert "Paul: Labor Day is missing" in told.text
    assert open_request() is None
    assert RuleSet.objects.count() == 1


def test_a_draft_that_changed_since_makes_the_request_void(nina: Actor, paul: Actor) -> None:
    asked = ask(terms=Terms(), actor=nina, now=NOW)
    assert not is_outdated(asked)
    switch_rule(slug="holiday", active=False, actor=nina, now=NOW)
    assert is_outdated(asked)
    with pytest.raises(LookAgain, match="The draft that this request is for changed"):
        approve(request=asked, answer="", actor=paul, now=LATER)
    asked.refresh_from_db()
    assert asked.state == RequestState.VOID
    assert "void, because the draft changed since" in Message.objects.get(template="publish_decided").subject
    assert RuleSet.objects.count() == 1


def test_one_request_waits_at_a_time_and_a_newer_draft_replaces_it(nina: Actor, paul: Actor) -> None:
    first = ask(terms=Terms(), actor=nina, now=NOW)
    with pytest.raises(PublishRefused, match="Nina has asked for this already"):
        ask(terms=Terms(), actor=paul, now=NOW)
    switch_rule(slug="holiday", active=False, actor=nina, now=NOW)
    second = ask(terms=Terms(), actor=paul, now=NOW)
    first.refresh_from_db()
    assert (first.state, open_request()) == (RequestState.VOID, second)
    withdraw(request=second, actor=paul, now=NOW)
    assert open_request() is None


def test_a_moment_that_passed_while_it_waited_means_at_once(nina: Actor, paul: Actor) -> None:
    soon = NOW + timedelta(minutes=30)
    asked = ask(terms=Terms(publish_at=soon), actor=nina, now=NOW)
    assert approve(request=asked, answer="", actor=paul, now=LATER).publish_at == LATER


def test_a_scheduled_publish_comes_at_the_moment_that_was_asked_for(nina: Actor, paul: Actor) -> None:
    asked = ask(terms=Terms(publish_at=LATER), actor=nina, now=NOW)
    assert approve(request=asked, answer="", actor=paul, now=NOW).publish_at == LATER


def test_asking_is_refused_where_nobody_is_needed(nina: Actor) -> None:
    PublishingPolicy.objects.update(approval_required=False)
    with pytest.raises(PublishRefused, match="publish yourself"):
        ask(terms=Terms(), actor=nina, now=NOW)


# Price cases ------------------------------------------------------------------------------------------


@pytest.fixture
def case(nina: Actor) -> PriceCase:
    """A Standard on a Saturday costs what the live rules say; the draft says otherwise."""
    PublishingPolicy.objects.update(approval_required=False)
    return keep_case(request=SATURDAY, name="Standard on a Saturday", actor=nina, now=NOW)


def test_a_failing_case_blocks_and_is_named(case: PriceCase, nina: Actor) -> None:
    with pytest.raises(CasesFail, match=r"“Standard on a Saturday”.*give a reason") as refused:
        publish_draft(terms=Terms(), actor=nina, now=NOW)
    assert [result.case for result in refused.value.failing] == [case]
    assert RuleSet.objects.count() == 1


def test_who_may_overrides_with_a_reason_that_stays_on_the_set_and_in_the_audit(case: PriceCase, nina: Actor) -> None:
    with pytest.raises(CasesFail):
        publish_draft(terms=Terms(override_reason="   "), actor=nina, now=NOW)
    published = publish_draft(terms=Terms(override_reason="Weekends are free in June"), actor=nina, now=NOW)
    assert published.override_reason == "Weekends are free in June"
    data = AuditEntry.objects.get(verb="rule_set.published").data
    assert data["override"] == {"reason": "Weekends are free in June", "cases": ["Standard on a Saturday"]}


def test_a_reason_without_the_right_is_worth_nothing(case: PriceCase, nina: Actor) -> None:
    user = User.objects.get(pk=nina.user_id)
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="override_cases"))
    with pytest.raises(CasesFail, match="ask somebody with the right"):
        publish_draft(terms=Terms(override_reason="I say so"), actor=nina, now=NOW)


def test_a_case_that_passes_needs_no_reason_and_none_is_kept(case: PriceCase, nina: Actor) -> None:
    switch_rule(slug="weekend-mini-move", active=True, actor=nina, now=NOW)
    switch_rule(slug="holiday", active=False, actor=nina, now=NOW)
    assert publish_draft(terms=Terms(override_reason="Just in case"), actor=nina, now=NOW).override_reason == ""


# The pages ------------------------------------------------------------------------------------------


def test_the_pages_lead_from_asking_to_publishing(nina: Actor, case: PriceCase) -> None:
    PublishingPolicy.objects.update(approval_required=True)
    asking, deciding = client_of("Manager", now=NOW), client_of("Administrator", now=NOW)
    page = asking.get(reverse("admin:pricing_rules_rule_publish"))
    text = page.content.decode()
    assert "Ask for approval" in text
    assert "1 price case fails" in text
    assert "expected $1,983.75, got $1,725.00" in text
    seen = page.context["form"]["seen"].value()
    sent = asking.post(reverse("admin:pricing_rules_rule_publish"), {"seen": seen, "override_reason": "June"})
    request = PublishRequest.objects.get()
    address = reverse("admin:pricing_rules_publishrequest_change", args=[request.pk])
    assert sent.url == address
    assert "You asked for it" in asking.get(address).content.decode()
    assert "asks to publish" in deciding.get(reverse("admin:pricing_rules_rule_changelist")).content.decode()
    shown = deciding.get(address).content.decode()
    assert "Approve and publish at once" in shown
    assert "Switched off" in shown
    decide = {
        name: reverse(f"admin:pricing_rules_publishrequest_{name}", args=[request.pk])
        for name in ("approve", "decline")
    }
    assert asking.post(decide["approve"]).status_code == 403
    assert deciding.get(decide["approve"]).status_code == 403
    assert "Say why" in deciding.post(decide["decline"], {"answer": ""}).content.decode()
    assert deciding.post(decide["approve"], {"answer": "Yes"}).status_code == 302
    assert RuleSet.objects.get(number=2).override_reason == "June"
    assert "Approved" in asking.get(address).content.decode()


def test_managers_switch_the_policy_and_its_history_tells_who(db: None) -> None:
    seed_roles(now=NOW)
    manager, viewer = client_of("Manager", now=NOW), client_of("Viewer", now=NOW)
    address = manager.get(reverse("admin:pricing_rules_publishingpolicy_changelist")).url
    assert not PublishingPolicy.objects.get().approval_required
    assert manager.post(address, {"approval_required": "on"}).status_code == 302
    assert PublishingPolicy.objects.get().approval_required
    assert PublishingPolicy.history.first().history_user.email == "manager@example.com"
    assert viewer.post(address, {}).status_code == 403
    assert not Rule.objects.exists()


def test_whoever_looks_at_the_policy_first_changes_nothing_in_its_history(db: None) -> None:
    seed_roles(now=NOW)
    PublishingPolicy.objects.all().delete()
    PublishingPolicy.history.all().delete()
    viewer = client_of("Viewer", now=NOW)
    assert viewer.get(viewer.get(reverse("admin:pricing_rules_publishingpolicy_changelist")).url).status_code == 200
    assert not PublishingPolicy.objects.get().approval_required
    assert not PublishingPolicy.history.exists()
