"""What the analysis finds, where staff see it: beside a rule, on the list, on the way to publishing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Zone
from catalog.operations import seed_catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from pricing_rules.models import Rule
from pricing_rules.operations.analysis import findings
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import draft_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
AMOUNT = [{"name": "add_amount", "params": {"amount_cents": 5000, "label": "More"}}]


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def drafted(slug: str, *parts: tuple[Any, ...], **more: Any) -> Rule:
    conditions = {"all": [{"name": part[0], "operator": part[1], "value": (*part, None)[2]} for part in parts]}
    return Rule.objects.create(slug=slug, name=f"Rule {slug}", conditions=conditions, actions=AMOUNT, **more)


def manager(role: str = "Manager") -> Client:
    user = create_staff(email=f"{role.lower()}@totetaxi.example", full_name=role, roles=[role], actor=SYSTEM, now=NOW)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def kinds(now: datetime = NOW) -> list[tuple[str, str]]:
    return [(finding.kind, finding.slug) for finding in findings(draft_rules(), now=now)]


def test_the_seeded_draft_has_nothing_to_tell(seeded: None) -> None:
    assert kinds() == []


def test_it_follows_the_catalogue_and_the_day_at_once(seeded: None) -> None:
    drafted("brook", ("pickup_zones", "contains", "brooklyn"))
    drafted("today", ("same_day", "is_true"), last_day=NOW.date())
    assert kinds() == []
    Zone.objects.filter(code="brooklyn").get().delete()
    assert kinds() == [("never", "brook")]
    assert kinds(NOW + timedelta(days=1)) == [("never", "brook"), ("past", "today")]


def test_a_rule_that_cannot_be_read_is_told_and_hides_no_other(seeded: None) -> None:
    drafted("moon", ("moon", "is_true"))
    drafted("both", ("service", "equal_to", "mini_move"), ("route", "is_set"))
    told = findings(draft_rules(), now=NOW)
    assert [(finding.kind, finding.slug) for finding in told] == [("stale", "moon"), ("never", "both")]
    assert told[0].message.startswith("It cannot be used: ")


def test_the_rule_s_page_shows_what_concerns_it_with_a_link_to_the_other(seeded: None) -> None:
    wide = drafted("wide", ("is_weekend", "is_true"), group="days", priority=1)
    narrow = drafted("narrow", ("weekday", "equal_to", "sunday"), group="days", priority=2)
    drafted("other", ("service", "equal_to", "mini_move"), ("route", "is_set"))
    page = manager().get(reverse("admin:pricing_rules_rule_change", args=[narrow.pk])).content.decode()
    assert "It never acts: whenever it matches, “Rule wide” matches too" in page
    assert reverse("admin:pricing_rules_rule_change", args=[wide.pk]) in page
    assert "Rule other</a>" not in page


def test_a_rule_that_is_off_is_checked_on_its_own_page_only(seeded: None) -> None:
    off = drafted("off", ("service", "equal_to", "mini_move"), ("route", "is_set"), active=False)
    client = manager()
    assert kinds() == []
    page = client.get(reverse("admin:pricing_rules_rule_change", args=[off.pk])).content.decode()
    assert "It never matches" in page


def test_the_list_counts_and_the_draft_s_page_and_the_publish_page_tell(seeded: None) -> None:
    drafted("both", ("service", "equal_to", "mini_move"), ("route", "is_set"))
    client = manager()
    listed = client.get(reverse("admin:pricing_rules_rule_changelist")).content.decode()
    assert "1 to look at" in listed and reverse("admin:pricing_rules_rule_check") in listed
    for page in ("check", "publish"):
        told = client.get(reverse(f"admin:pricing_rules_rule_{page}")).content.decode()
        assert "Look at this before you publish" in told
        assert "It never matches: “the service is Mini move” and" in told


def test_an_overlap_shows_the_request_that_both_match(seeded: None) -> None:
    drafted("first", ("is_weekend", "is_true"), group="days", priority=1)
    drafted("second", ("service", "equal_to", "mini_move"), group="days", priority=2)
    page = manager().get(reverse("admin:pricing_rules_rule_check")).content.decode()
    assert "It can match the same request as “Rule first”" in page
    assert "The service is Mini move" in page and "on the weekend" in page


def test_a_name_with_markup_is_shown_as_text(seeded: None) -> None:
    Rule.objects.create(
        slug="evil", name="<script>alert(1)</script>", actions=AMOUNT,
        conditions={"all": [{"name": "service", "operator": "equal_to", "value": "<b>x</b>"}]},
    )  # fmt: skip
    page = manager().get(reverse("admin:pricing_rules_rule_check")).content.decode()
    assert "<script>alert(1)" not in page and "<b>x</b>" not in page


def test_only_those_who_may_see_rules_see_the_page(seeded: None) -> None:
    assert manager("Marketing").get(reverse("admin:pricing_rules_rule_check")).status_code == 403
