"""The pages of publishing: who may see and do what, what they say, and that thousands of rules do not slow them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Zone
from catalog.operations import seed_catalogue
from foundation.accounts.models import User
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from pricing_rules.models import PriceCase, Rule, RuleSet, SetCancellation
from pricing_rules.operations.cases_keeping import keep_case
from pricing_rules.operations.drafting import switch_rule
from pricing_rules.operations.publish import Terms, publish_draft
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules
from tests.staff_forms import client_of

NOW = utc_now()
PUBLISH = "admin:pricing_rules_rule_publish"
COMPARE = "admin:pricing_rules_rule_compare"
LIST = "admin:pricing_rules_rule_changelist"
SETS = "admin:pricing_rules_ruleset_changelist"


@pytest.fixture
def manager(db: None) -> Client:
    """Set 2, without the weekend, is in force; set 3, without holidays, is due in ten days."""
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)
    client = client_of("Manager", now=NOW)
    actor = Actor(User.objects.get(email="manager@example.com").pk, "Manager", "admin")
    switch_rule(slug="weekend-mini-move", active=False, actor=actor, now=NOW)
    publish_draft(terms=Terms(note="No weekends"), actor=actor, now=NOW)
    switch_rule(slug="holiday", active=False, actor=actor, now=NOW)
    publish_draft(terms=Terms(note="Nor holidays", publish_at=NOW + timedelta(days=10)), actor=actor, now=NOW)
    return client


def act(name: str, number: int) -> str:
    return reverse(f"admin:pricing_rules_ruleset_{name}", args=[RuleSet.objects.get(number=number).pk])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_of_sets_says_the_state_of_each_and_what_it_priced(manager: Client) -> None:
    request = {
        "service": "mini_move", "package": "standard", "pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"},
        "pickup_date": (NOW + timedelta(days=40)).date().isoformat(),
    }  # fmt: skip
    store(request, actor=Actor(None, "Guest", "site"), now=utc_now())
    listed = manager.get(reverse(SETS)).context["cl"].result_list
    assert [(row.number, row.state_now, row.made) for row in listed] == [
        (3, "To come", 0), (2, "In force", 1), (1, "Past", 0),
    ]  # fmt: skip
    assert manager.post(act("cancel", 3), {"reason": "No"}).status_code == 302
    assert manager.get(reverse(SETS)).context["cl"].result_list[0].state_now == "Cancelled"
    assert "Cancelled on" in text_of(manager, act("change", 3))
    assert "1 quote made under it" in text_of(manager, act("change", 2))


def test_each_set_offers_what_can_be_done_with_it(manager: Client) -> None:
    past, live, coming = (text_of(manager, act("change", number)) for number in (1, 2, 3))
    assert ("Roll back to this set" in past, "Roll back" in live, "Roll back" in coming) == (True, False, False)
    assert ("Cancel it" in past, "Cancel it" in live, "Cancel it" in coming) == (False, False, True)
    viewer = client_of("Viewer", now=NOW)
    assert "Roll back" not in text_of(viewer, act("change", 1))
    assert "Restore as draft" not in text_of(viewer, act("change", 1))


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer", "Marketing"])
def test_others_get_none_of_the_acts_by_typing_their_address(manager: Client, role: str) -> None:
    other = client_of(role, now=NOW)
    for address in (act("roll_back", 1), act("restore", 1), act("cancel", 3), reverse(PUBLISH)):
        assert other.get(address).status_code == 403
        assert other.post(address, {}).status_code == 403
    assert RuleSet.objects.count() == 3
    assert not SetCancellation.objects.exists()


def test_rolling_back_names_the_number_and_is_one_press(manager: Client) -> None:
    page = manager.get(act("roll_back", 1))
    assert "Roll back to rule set 1" in page.content.decode()
    assert "Cancel Rule set 3, due" in page.content.decode()
    done = manager.post(act("roll_back", 1), {"seen": page.context["form"]["seen"].value(), "note": "Wrong price"})
    assert RuleSet.objects.get(number=4).copied_from == 1
    assert done.url == act("change", 4)
    assert "it says what rule set 1 says" in text_of(manager, done.url)
    again = manager.post(act("roll_back", 1), {"seen": "2"})
    assert "changed since you opened this page" in again.content.decode()
    assert not SetCancellation.objects.exists()


def test_one_press_suffices_where_a_case_kept_since_fails(manager: Client) -> None:
    PriceCase.objects.update(active=False)
    saturday = (NOW + timedelta(days=7 + (5 - NOW.weekday()) % 7)).date().isoformat()
    asked = {"service": "mini_move", "package": "standard", "pickup_date": saturday}
    asked |= {"pickup": {"zip": "10024"}, "dropoff": {"zip": "11962"}}
    keep_case(request=asked, name="No weekend", actor=Actor.system(via="command"), now=utc_now())
    page = manager.get(act("roll_back", 1))
    assert "1 price case fails" in page.content.decode()
    given = {name: page.context["form"][name].value() for name in ("seen", "override_reason")}
    manager.post(act("roll_back", 1), given)
    rolled = RuleSet.objects.get(number=4)
    assert (rolled.copied_from, rolled.override_reason) == (1, "Rolled back to rule set 1")


def test_a_set_whose_zone_is_gone_offers_to_be_mended(manager: Client) -> None:
    Zone.objects.filter(code="east_end_far").delete()
    page = text_of(manager, act("roll_back", 1))
    assert "Amagansett &amp; Montauk" in page
    assert "Load it into the draft" in page
    assert "Leave it" not in page  # no button to press
    refused = manager.post(act("roll_back", 1), {})
    assert "must be mended first" in refused.content.decode()
    restore = manager.get(act("restore", 1))
    done = manager.post(act("restore", 1), {"seen": restore.context["form"]["seen"].value()})
    assert done.url == reverse(LIST)
    assert Rule.objects.get(slug="holiday").active


def publish(client: Client, **typed: str) -> Any:
    page = client.get(reverse(PUBLISH))
    return client.post(reverse(PUBLISH), {"seen": page.context["form"]["seen"].value(), **typed})


def test_a_publish_is_scheduled_on_new_yorks_clocks(manager: Client) -> None:
    Rule.objects.filter(slug="ct-nj").update(active=False)
    year = NOW.year + 1
    done = publish(manager, when="later", day=f"{year}-07-01", at="09:00", note="July")
    assert done.status_code == 302, done.context["form"].errors
    assert RuleSet.objects.get(number=4).publish_at == datetime(year, 7, 1, 13, 0, tzinfo=UTC)
    assert "comes into force on" in manager.get(done.url).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "later"}, "Choose the day."),
        ({"when": "later", "day": "2027-07-01"}, "Choose the time"),
        ({"when": "later", "day": "2027-03-14", "at": "02:30"}, "does not exist that night. Choose 3 AM"),
        ({"when": "later", "day": "2027-11-07", "at": "01:30"}, "comes twice that night"),
        ({"when": "later", "day": "2020-01-01", "at": "09:00"}, "has passed"),
        ({"when": "later", "day": "soon", "at": "09:00"}, "valid date"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    manager: Client, typed: dict[str, str], words: str
) -> None:
    page = publish(manager, **typed, note="My long note").content.decode()
    assert words in page
    assert "My long note" in page
    assert RuleSet.objects.count() == 3


def test_who_publishes_a_draft_that_changed_meanwhile_looks_again_and_keeps_the_note(manager: Client) -> None:
    seen = manager.get(reverse(PUBLISH)).context["form"]["seen"].value()
    Rule.objects.filter(slug="ct-nj").update(name="Somebody else's work")
    answer = manager.post(reverse(PUBLISH), {"seen": seen, "note": "My long note"})
    page = answer.content.decode()
    assert "The draft changed since you opened this page" in page
    assert "Somebody else&#x27;s work" in page
    assert "My long note" in page
    assert RuleSet.objects.count() == 3
    assert manager.post(reverse(PUBLISH), {"seen": answer.context["form"]["seen"].value()}).status_code == 302


def test_two_numbers_are_compared_sentence_by_sentence(manager: Client) -> None:
    page = text_of(manager, f"{reverse(COMPARE)}?from=1&to=3")
    assert "2 rules differ" in page
    assert page.count("Switched off") == 2
    assert "Nothing differs" in text_of(manager, f"{reverse(COMPARE)}?from=2&to=2")
    assert "1 rule differs" in text_of(manager, reverse(COMPARE))  # the set in force and the draft
    for nonsense in ("99", "x", "²", "-1"):
        assert "There is no such rule set" in text_of(manager, f"{reverse(COMPARE)}?from={nonsense}&to=1")
    assert client_of("Marketing", now=NOW).get(reverse(COMPARE)).status_code == 403


def test_the_draft_says_what_is_to_come(manager: Client) -> None:
    page = text_of(manager, reverse(LIST))
    assert "Comes into force on" in page
    assert "1 change waits to be published" in page


def test_two_thousand_rules_cost_no_more_queries_than_thirty(manager: Client) -> None:
    addresses = [reverse(LIST), reverse(SETS), reverse(COMPARE), act("change", 2)]
    more_rules(range(30))  # more than a page of them
    for address in addresses:
        manager.get(address)
    few = [queries_of(manager, address) for address in addresses]
    more_rules(range(30, 2_000))
    assert [queries_of(manager, address) for address in addresses] == few
    assert "2001 changes wait to be published" in text_of(manager, reverse(LIST))
    assert text_of(manager, reverse(COMPARE)).count("crm-label--good") <= 210  # the first 200 are shown


def more_rules(numbers: range) -> None:
    made = Rule.objects.get(slug="holiday").as_json()
    content = {"conditions": made["conditions"], "actions": made["actions"]}
    Rule.objects.bulk_create(Rule(slug=f"r-{number}", name=f"R {number}", **content) for number in numbers)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)
