"""Rules, rule sets and quotes in the staff admin: who sees and changes what, and how the draft is published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.operations import seed_catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from pricing_rules.models import Rule, RuleSet
from pricing_rules.operations.publish import write_set
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
PUBLISH = "admin:pricing_rules_rule_publish"


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def signed_in(role: str) -> Client:
    email = f"{role.lower().replace(' ', '-')}@totetaxi.example"
    user = create_staff(email=email, full_name=role, roles=[role], actor=SYSTEM, now=NOW)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rule_page(slug: str) -> str:
    return reverse("admin:pricing_rules_rule_change", args=[Rule.objects.get(slug=slug).pk])


def test_the_list_shows_every_draft_rule_in_plain_english(seeded: None) -> None:
    page = signed_in("Manager").get(reverse("admin:pricing_rules_rule_changelist"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "when the service is Mini move or Specialty item and the pickup is on a weekend" in text
    assert "Add 15% of the base as “Weekend”" in text
    assert "The draft is what customers pay by" in text
    assert "Rule set 1 is in force" in text


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # the process has read the catalogue
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_lists_cost_a_constant_number_of_queries(seeded: None) -> None:
    manager = signed_in("Manager")
    rules, sets = reverse("admin:pricing_rules_rule_changelist"), reverse("admin:pricing_rules_ruleset_changelist")
    rule = Rule.objects.get(slug="holiday")
    Rule.objects.create(**{**fields_of(rule), "slug": "holiday-again"})  # the analysis then has something to say
    few = queries_of(manager, rules), queries_of(manager, sets)
    for number in range(5):
        Rule.objects.create(**{**fields_of(rule), "slug": f"holiday-{number}"})
        write_set(rules=[], publish_at=NOW, actor=SYSTEM, now=NOW, note="")
    assert (queries_of(manager, rules), queries_of(manager, sets)) == few


def fields_of(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in ("name", "conditions", "actions", "reason")}


def test_publishing_asks_first_and_then_is_one_press(seeded: None) -> None:
    manager = signed_in("Manager")
    Rule.objects.filter(slug="summer-friday").update(active=True)
    page = manager.get(reverse(PUBLISH))
    assert "Switched on" in page.content.decode()
    assert RuleSet.objects.count() == 1
    answer = manager.post(reverse(PUBLISH), {"note": "Summer"})
    published = RuleSet.objects.get(number=2)
    assert answer.url == reverse("admin:pricing_rules_ruleset_change", args=[published.pk])
    assert (published.note, published.published_by.email) == ("Summer", "manager@totetaxi.example")
    entry = AuditEntry.objects.get(verb="rule_set.published")
    assert (entry.actor_id, entry.via) == (published.published_by_id, "admin")
    shown = manager.get(answer.url).content.decode()
    assert "What changed since rule set 1" in shown
    assert "In force" in shown


def test_a_personal_rule_is_published_with_the_box_ticked_only(seeded: None) -> None:
    manager = signed_in("Manager")
    Rule.objects.filter(slug="vip-thanks").update(active=True)
    assert "Publish all the same" in manager.get(reverse(PUBLISH)).content.decode()
    refused = manager.post(reverse(PUBLISH), {"note": ""})
    assert "Confirm this to publish" in refused.content.decode()
    assert RuleSet.objects.count() == 1
    assert manager.post(reverse(PUBLISH), {"confirm_personal": "on"}).status_code == 302
    assert RuleSet.objects.count() == 2


def test_a_draft_without_changes_offers_no_button(seeded: None) -> None:
    manager = signed_in("Manager")
    assert "Nothing changes" in manager.get(reverse(PUBLISH)).content.decode()
    assert "same as rule set 1" in manager.post(reverse(PUBLISH), {}).content.decode()


def test_a_faulty_draft_shows_where_it_is_wrong(seeded: None) -> None:
    Rule.objects.filter(slug="holiday").update(conditions={"all": [{"name": "mood", "operator": "is_true"}]})
    manager = signed_in("Manager")
    page = manager.get(reverse(PUBLISH)).content.decode()
    assert "Mend these rules first" in page
    assert "conditions.all[0]" in page
    assert manager.get(reverse("admin:pricing_rules_rule_changelist")).status_code == 200
    assert "mood (not known any more)" in manager.get(rule_page("holiday")).content.decode()


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Viewer", "Finance"])
def test_others_read_the_rules_and_cannot_publish_or_change(seeded: None, role: str) -> None:
    client = signed_in(role)
    Rule.objects.filter(slug="summer-friday").update(active=True)
    assert client.get(reverse("admin:pricing_rules_rule_changelist")).status_code == 200
    assert client.get(reverse(PUBLISH)).status_code == 403
    assert client.post(reverse(PUBLISH), {"note": ""}).status_code == 403
    assert RuleSet.objects.count() == 1


def test_published_sets_and_quotes_are_read_only_even_for_crafted_posts(seeded: None) -> None:
    manager = signed_in("Manager")
    quote = store(
        {
            "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
            "pickup_date": "2026-06-27",
        },
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    for name, pk in (("ruleset", RuleSet.objects.get().pk), ("quote", quote.pk)):
        change = reverse(f"admin:pricing_rules_{name}_change", args=[pk])
        assert manager.get(change).status_code == 200
        assert manager.get(reverse(f"admin:pricing_rules_{name}_changelist")).status_code == 200
        assert manager.post(change, {"number": 9}).status_code in (403, 405)
        assert manager.post(reverse(f"admin:pricing_rules_{name}_delete", args=[pk])).status_code == 403
        assert manager.get(reverse(f"admin:pricing_rules_{name}_add")).status_code == 403
        assert manager.get(reverse(f"admin:pricing_rules_{name}_change", args=["nothing"])).status_code in (302, 404)


def test_a_quotes_page_says_why_it_costs_what_it_costs(seeded: None) -> None:
    quote = store(
        {
            "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
            "pickup_date": "2026-06-27",
        },
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    text = signed_in("Viewer").get(reverse("admin:pricing_rules_quote_change", args=[quote.pk])).content.decode()
    for words in ("$1,983.75", "Pickup is on a Saturday", "all 13 rules", "Rule set 1", "Price list 25", "Sagaponack"):
        assert words in text


def list_form(client: Client, **changes: Any) -> dict[str, Any]:
    """What the list sends back, with `changes` by slug, like holiday_priority."""
    formset = client.get(reverse("admin:pricing_rules_rule_changelist")).context["cl"].formset
    data: dict[str, Any] = {"_save": "Save", **{field.html_name: field.value() for field in formset.management_form}}
    for form in formset.forms:
        data |= {field.html_name: field.value() for field in form if field.value() is not False}
        for name, value in changes.items():
            slug, _, field = name.rpartition("_")
            if form.instance.slug == slug.replace("_", "-"):
                data[form.add_prefix(field)] = value
                if value == "off":
                    del data[form.add_prefix(field)]
    return data


def test_rules_are_switched_and_put_in_order_in_the_list(seeded: None) -> None:
    manager, address = signed_in("Manager"), reverse("admin:pricing_rules_rule_changelist")
    form = list_form(manager, summer_friday_active="on", holiday_priority="5", weekend_delivery_active="off")
    assert manager.post(address, form).status_code == 302
    found = {rule.slug: rule for rule in Rule.objects.all()}
    assert (found["summer-friday"].active, found["summer-friday"].version) == (True, 2)
    assert (found["holiday"].priority, found["holiday"].version) == (5, 2)
    assert (found["weekend-delivery"].active, found["ct-nj"].version) == (False, 1)
    assert AuditEntry.objects.filter(verb="rule.changed").count() == 3
    page = manager.get(address).content.decode()
    assert page.count("Changed") >= 3
    refused = manager.post(address, list_form(manager, holiday_priority="9999999"), follow=True).content.decode()
    assert "stays as it was: Give a whole number up to 1000000" in refused
    assert Rule.objects.get(slug="holiday").priority == 5


def test_who_may_only_read_changes_nothing_in_the_list(seeded: None) -> None:
    form = list_form(signed_in("Manager"), holiday_priority="5")
    viewer = signed_in("Viewer")
    assert 'name="form-0-priority"' not in viewer.get(reverse("admin:pricing_rules_rule_changelist")).content.decode()
    viewer.post(reverse("admin:pricing_rules_rule_changelist"), form)
    assert Rule.objects.get(slug="holiday").priority == 0
