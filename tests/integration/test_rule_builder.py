"""The rule builder in the staff admin: what is offered, kept, refused and saved, without a browser's script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from catalog.models import Question, Service
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from pricing_rules.builder.writing import form_of
from pricing_rules.models import Rule
from pricing_rules.operations.drafting import delete_rule, save_rule
from pricing_rules.operations.publish import write_set
from pricing_rules.operations.schedule import cancel_schedule
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import draft_rules, vocabulary_at
from tests.builder_forms import sent
from tests.staff_forms import client_of, page_of

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
ADD = "admin:pricing_rules_rule_add"
JULY = {
    "name": "July 4th weekend", "slug": "", "priority": "0", "from": "2027-07-02", "to": "2027-07-05", "active": "on",
    "reason": "July 4th weekend, going east", "root-kind": "all", "row": ["r1", "r3"],
    "r1-in": "root", "r1-fact": "service", "r1-op": "is_one_of", "r1-value": ["mini_move"],
    "r1-drawn": "service is_one_of", "r3-drawn": "dropoff_town is_east_of",
    "r3-in": "root", "r3-fact": "dropoff_town", "r3-op": "is_east_of", "r3-value": "southampton",
    "does": "r2", "r2-name": "add_amount", "r2-amount_cents": "150", "r2-label": "July 4th weekend",
}  # fmt: skip


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


@pytest.fixture
def manager(seeded: None) -> Client:
    return client_of("Manager", now=NOW)


def posted(name: str, /, **changes: Any) -> dict[str, Any]:
    """What the browser sends from the page of this rule, with `changes`."""
    rule = Rule.objects.get(slug=name)
    fields = sent(form_of(rule.as_json(), vocabulary_at(NOW))).as_dict()
    return {**fields, "_version": str(rule.version), **changes}


def address(slug: str) -> str:
    return page_of(Rule.objects.get(slug=slug))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_new_rule_is_built_saved_and_told_in_words(manager: Client) -> None:
    page = text_of(manager.get(reverse(ADD)))
    assert "Choose what is asked" in page
    assert '<optgroup label="Where">' in page
    assert "VIP (about the person)" in page
    answer = manager.post(reverse(ADD), {**JULY, "_save": "yes"})
    rule = Rule.objects.get(slug="july-4th-weekend")
    assert answer.url == page_of(rule)
    assert rule.conditions == {"all": [
        {"name": "service", "operator": "is_one_of", "value": ["mini_move"]},
        {"name": "dropoff_town", "operator": "is_east_of", "value": "southampton"},
    ]}  # fmt: skip
    assert rule.actions == [{"name": "add_amount", "params": {"amount_cents": 15_000, "label": "July 4th weekend"}}]
    assert rule.history.get().history_user.full_name == "Manager"
    page = text_of(manager.get(answer.url))
    assert "<mark>$150</mark> as “July 4th weekend” when the service is <mark>Mini move</mark>" in page
    assert "is saved in the draft" in page


def test_buttons_work_without_script_and_keep_everything_typed(manager: Client) -> None:
    page = text_of(manager.post(reverse(ADD), {**JULY, "name": "Ju", "_do": "add-group:root"}))
    assert 'value="Ju"' in page
    assert "Condition 3.1, what is asked" in page
    assert 'id="rb-said">Group added' in page
    page = text_of(manager.post(reverse(ADD), {**JULY, "r1-fact": "weekday"}))
    assert 'value="friday"' in page
    assert 'value="mini_move" checked' not in page
    assert not Rule.objects.filter(name__startswith="Ju").exists()


def test_every_seeded_rule_opens_and_saves_as_it_is(manager: Client) -> None:
    before = draft_rules()
    for rule in Rule.objects.all():
        page = manager.get(page_of(rule))
        assert page.context["problems"] == ()
        answer = manager.post(page_of(rule), posted(rule.slug, _save="yes"))
        assert answer.status_code == 302, answer.context["problems"]
    assert draft_rules() == before


def test_a_faulty_rule_is_not_saved_and_each_place_says_why(manager: Client) -> None:
    before = draft_rules()
    form = posted("holiday", _save="yes", name="", priority="high")
    form |= {"r2-fact": "item_count", "r2-op": "greater_than", "r2-value": ["<b>many</b>"]}
    form["r2-drawn"] = "item_count greater_than"
    answer = manager.post(address("holiday"), form)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Error: " in page
    assert "3 things are to be mended" in page
    assert '<a class="crm-link" href="#r2-value">Condition 1: Give a number from 0 to 1,000,000, not' in page
    assert "&lt;b&gt;many&lt;/b&gt;" in page
    assert "<b>many" not in page
    assert draft_rules() == before


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reason": "x" * 91}, "reason", "at most 90"),
        ({"slug": "Holiday Two"}, "slug", "letters, digits and hyphens"),
        ({"slug": "HOLIDAY"}, "slug", "lower-case"),
        ({"slug": "weekend-delivery"}, "slug", "code of its own"),
        ({"slug": "another"}, "slug", "the code stays as it is"),
        ({"group": "checks"}, "group", "cannot share it"),
    ],
)
def test_what_the_draft_refuses_besides_the_engine(
    manager: Client, changes: dict[str, str], field: str, words: str
) -> None:
    Rule.objects.filter(slug="large-order").update(group="checks")
    before = draft_rules()
    answer = manager.post(address("holiday"), posted("holiday", _save="yes", **changes))
    assert answer.context["problems"][0].field == field
    assert words in " ".join(problem.message for problem in answer.context["problems"])
    assert draft_rules() == before


def test_a_name_is_never_markup_or_a_formula(manager: Client) -> None:
    name = '=HYPERLINK("x")<script>alert(1)</script>'
    answer = manager.post(reverse(ADD), {**JULY, "name": name, "r2-label": name[:90], "_save": "yes"})
    page = text_of(manager.get(answer.url))
    assert Rule.objects.get(pk=answer.url.split("/")[-3]).name == name
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_two_managers_at_one_rule_lose_nothing(manager: Client) -> None:
    opened = posted("holiday", reason="Nina's reason")
    other = {**Rule.objects.get(slug="holiday").as_json(), "reason": "Paul's reason"}
    save_rule(rule_json=other, slug="holiday", version=None, actor=_actor(), now=NOW)
    answer = manager.post(address("holiday"), {**opened, "_save": "yes"})
    page = text_of(answer)
    assert "saved this rule while you were changing it" in page
    assert "Paul&#x27;s reason → Nina&#x27;s reason" in page
    assert "Nina&#x27;s reason</textarea>" in page
    assert Rule.objects.get(slug="holiday").reason == "Paul's reason"
    kept = manager.post(address("holiday"), {**opened, "_version": answer.context["version"], "_save": "mine"})
    assert kept.status_code == 302
    assert Rule.objects.get(slug="holiday").reason == "Nina's reason"


def test_a_rule_that_was_deleted_meanwhile_is_kept_as_a_new_one(manager: Client) -> None:
    opened, page = posted("early-bird", _save="yes"), address("early-bird")
    delete_rule(slug="early-bird", version=None, actor=_actor(), now=NOW)
    assert manager.post(page, opened).status_code == 404


def test_copy_and_delete_ask_and_name_the_rule(manager: Client) -> None:
    answer = manager.post(address("holiday"), posted("holiday", _copy="yes"))
    copy = Rule.objects.get(slug="holiday-copy")
    assert answer.url == page_of(copy)
    assert not copy.active
    delete = reverse("admin:pricing_rules_rule_delete", args=[copy.pk])
    assert "Holiday (copy)" in text_of(manager.get(delete))
    assert manager.post(delete, {"post": "yes"}).status_code == 302
    assert not Rule.objects.filter(pk=copy.pk).exists()


def test_the_script_gets_the_parts_of_the_page_it_exchanges(manager: Client) -> None:
    answer = manager.post(reverse(ADD), {**JULY, "_do": "look"}, headers={"X-Builder": "parts"})
    page = text_of(answer)
    assert "<html" not in page
    assert "when the service is <mark>Mini move</mark>" in page
    assert 'id="rb-customer"' in page
    assert "things are to be mended" not in text_of(
        manager.post(reverse(ADD), {**JULY, "name": "", "_do": "look"}, headers={"X-Builder": "parts"})
    )
    checked = {**JULY, "name": "", "_do": "look", "_checked": "yes"}
    assert "Give the rule a name" in text_of(manager.post(reverse(ADD), checked, headers={"X-Builder": "parts"}))


def test_trying_keeps_what_was_typed_and_saves_nothing(manager: Client) -> None:
    form = {**JULY, "_try": "price", "try-service": "mini_move", "try-package": "standard", "try-from": "10024"}
    page = text_of(manager.post(reverse(ADD), form))
    assert 'value="July 4th weekend"' in page
    assert not Rule.objects.filter(slug="july-4th-weekend").exists()


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Viewer", "Finance"])
def test_others_read_and_cannot_write_even_by_crafted_posts(seeded: None, role: str) -> None:
    client = client_of(role, now=NOW)
    page = text_of(client.get(address("holiday")))
    assert '<fieldset class="rb-all" disabled' in page
    assert "Save draft" not in page
    before = draft_rules()
    for act in ({"_save": "yes"}, {"_copy": "yes"}, {"_do": "redraw"}, {}):
        assert client.post(address("holiday"), posted("holiday", name="Mine", **act)).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD), {**JULY, "_save": "yes"}).status_code == 403
    holiday = Rule.objects.get(slug="holiday")
    assert client.post(reverse("admin:pricing_rules_rule_delete", args=[holiday.pk])).status_code == 403
    assert draft_rules() == before


def test_the_versions_of_a_rule_through_the_published_sets(manager: Client) -> None:
    rules = draft_rules()
    dearer = [
        {**rule, "actions": [{"name": "add_amount", "params": {"amount_cents": 25_000, "label": "Holiday"}}]}
        if rule["slug"] == "holiday"
        else rule
        for rule in rules
    ]
    write_set(rules=dearer, publish_at=NOW, actor=_actor(), now=NOW, note="")
    write_set(rules=dearer, publish_at=NOW, actor=_actor(), now=NOW, note="")
    found = manager.get(address("holiday")).context["versions"]
    assert [version.title for version in found] == ["Draft", "Live, set 2", "Set 1"]
    assert found[0].differences == ("Add $250 as “Holiday” → add $200 as “Holiday”",)
    assert found[1].differences == ("Add $200 as “Holiday” → add $250 as “Holiday”",)
    assert found[2].differences[0].startswith("Add $200 as “Holiday” when the pickup is on a holiday")


def test_a_cancelled_schedule_was_no_version(manager: Client) -> None:
    other = [rule | {"note": "Never to come"} for rule in draft_rules()]
    later = NOW + timedelta(days=30)
    number = write_set(rules=other, publish_at=later, actor=_actor(), now=NOW, note="").number
    cancel_schedule(number=number, reason="Not now", actor=_actor(), now=NOW)
    found = manager.get(address("holiday")).context["versions"]
    assert [version.title for version in found] == ["Live, set 1"]


def test_a_zone_that_exists_no_more_is_shown_and_refused(manager: Client) -> None:
    broken = {"all": [{"name": "pickup_zones", "operator": "contains", "value": "atlantis"}]}
    Rule.objects.filter(slug="holiday").update(conditions=broken)
    page = manager.get(address("holiday"))
    assert "atlantis (exists no more)" in text_of(page)
    assert page.context["problems"][0].field == "r2-value"


def _actor() -> Actor:
    user = get_user_model().objects.get(full_name="Manager")
    return Actor(user_id=user.pk, label=str(user), via="admin")


def test_what_nobody_changed_stays_word_for_word(manager: Client) -> None:
    """JSON says one thing in several ways; only the label is changed here."""
    wordy = {"all": [{"name": "is_holiday", "operator": "is_true", "value": True}]}
    Rule.objects.filter(slug="holiday").update(conditions=wordy)
    form = posted("holiday", _save="yes")
    label = next(name for name in form if name.endswith("-label"))
    assert manager.post(address("holiday"), {**form, label: "Public holiday"}).status_code == 302
    rule = Rule.objects.get(slug="holiday")
    assert rule.conditions == wordy
    assert rule.actions[0]["params"]["label"] == "Public holiday"


def test_a_question_is_a_fact_to_build_with_the_moment_it_is_saved(manager: Client) -> None:
    assert "How many flights?" not in text_of(manager.get(reverse(ADD)))
    question = Question.objects.create(code="flights", label="How many flights?", kind="number")
    question.services.set(Service.objects.all())
    page = text_of(manager.get(reverse(ADD)))
    assert '<optgroup label="Questions">' in page
    assert '<option value="answer_flights">How many flights?</option>' in page
    form = {**JULY, "r1-fact": "answer_flights", "r1-op": "greater_than", "r1-value": "2"}
    form |= {"r1-drawn": "answer_flights greater_than", "r2-name": "add_per_unit", "r2-unit": "answer_flights"}
    answer = manager.post(reverse(ADD), {**form, "r2-above": "2", "_save": "yes"})
    page = text_of(manager.get(answer.url))
    assert "the answer to “How many flights?” is more than <mark>2</mark>" in page


def test_holidays_are_offered_by_name(manager: Client) -> None:
    form = {**JULY, "r1-fact": "holiday", "r1-op": "equal_to", "r1-drawn": "", "_do": "redraw"}
    page = text_of(manager.post(reverse(ADD), form))
    assert '<option value="Labor Day"></option>' in page


def test_the_history_of_a_rule_is_read_and_never_written_back(manager: Client) -> None:
    """The draft is written by its operations alone: an old version comes back by building it, or by a roll back."""
    manager.post(address("holiday"), posted("holiday", reason="Newer", _save="yes"))
    rule = Rule.objects.get(slug="holiday")
    history = reverse("admin:pricing_rules_rule_history", args=[rule.pk])
    assert manager.get(history).status_code == 200
    oldest = rule.history.earliest()
    old = reverse("admin:pricing_rules_rule_simple_history", args=[rule.pk, oldest.history_id])
    assert manager.get(old).status_code == 200
    assert manager.post(old, {"name": "Back"}).status_code == 403
    assert Rule.objects.get(slug="holiday").reason == "Newer"
