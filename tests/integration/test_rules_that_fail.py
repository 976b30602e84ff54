"""A live set that cannot be evaluated: no self-service price anywhere, staff told once an hour, nothing in silence.

(3-pricing-rules.md, "Failure".)
"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from bookings.leads.models import Lead, LeadKind
from bookings.models import Booking
from catalog.models import Town
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.clock import utc_now
from foundation.notifications.models import Message
from foundation.outbox.models import Effect
from pricing_rules.models import Quote, Rule, RuleSet
from pricing_rules.operations.publish import write_set
from pricing_rules.operations.quote import PricingFailed, price_now
from tests.api_calls import Caller
from tests.booking_making import NOW, STANDARD, placed, quote, seed_business
from tests.web_walking import Walker, free_day

SYSTEM = Actor.system(via="command")
GONE = {"all": [{"name": "mood", "operator": "is_true"}]}  # as if a release had taken the fact away
ALERT = "Holiday (holiday)"


@pytest.fixture
def business(db: None) -> None:
    seed_roles(now=NOW)
    seed_business()
    create_staff(email="manager@totetaxi.example", full_name="M", roles=["Manager"], actor=SYSTEM, now=NOW)
    create_staff(email="viewer@totetaxi.example", full_name="V", roles=["Viewer"], actor=SYSTEM, now=NOW)


@pytest.fixture
def broken(business: None) -> RuleSet:
    """A set in force that no publish lets through."""
    return publish(holiday={"conditions": GONE})


def publish(**changed: dict[str, Any]) -> RuleSet:
    """The opening rules with changes, by slug, as the set in force from now on, past all validation."""
    rules = [{**rule, **changed.get(rule["slug"], {})} for rule in RuleSet.objects.get(number=1).rules]
    return write_set(rules=rules, publish_at=NOW + timedelta(seconds=1), actor=SYSTEM, now=NOW, note="")


def alerts() -> list[Message]:
    return list(Message.objects.filter(subject__startswith="Quotes are refused").order_by("pk"))


def test_the_flow_refuses_kindly_and_leads_to_the_enquiry_form(business: None) -> None:
    visitor = Walker().begin().to_addresses().to_date()
    publish(holiday={"conditions": GONE})
    page = visitor.look("date")
    assert page.status_code == 503
    text = page.content.decode()
    for words in ("We cannot price this online", "Your answers are safe", "Tell us about your move", "/book/by-hand/?"):
        assert words in text
    for hidden in ("mood", "holiday", "$"):
        assert hidden not in text.partition("<main")[2].partition("</main>")[0]
    assert not Quote.objects.exists()
    (alert,) = alerts()
    assert (alert.recipient, ALERT in alert.text) == ("manager@totetaxi.example", True)


def test_the_form_knows_what_was_answered_and_keeps_the_request(business: None, broken: RuleSet) -> None:
    link = "/book/by-hand/?service=mini_move&package=standard&from=10024&to=11962&date=2026-06-27"
    page = Client().get(link)
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Standard mini move", "New York, NY 10024", "Sagaponack, NY 11962", "Saturday, June 27"):
        assert words in text
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in ("start", "end", "day", "what", "key")}
    answer = Client().post("/book/by-hand/", {**sent, "name": "Claire Whitcomb", "email": "claire@example.com"})
    assert answer.status_code == 302, answer.context["form"].errors
    lead = Lead.objects.get()
    assert lead.kind == LeadKind.OTHER
    faulty = Client().post("/book/by-hand/", {"email": "claire"})
    assert "Tell us what is moving" in faulty.content.decode()
    assert Client().get("/book/by-hand/?from=x&to=%00&date=2026-02-31&service=teleport").status_code == 200


def test_the_api_says_503_and_books_nothing(broken: RuleSet) -> None:
    caller = Caller()
    assert caller.refused(503, caller.quote()) == [("", "rule_failed")]
    month = f"availability/?service=mini_move&package=standard&month={utc_now() + timedelta(days=40):%Y-%m}"
    assert caller.refused(503, caller.get(f"{month}&pickup.zip=10024&dropoff.zip=11962")) == [("", "rule_failed")]
    assert not Quote.objects.exists()
    assert not Booking.objects.exists()
    # The alert outlives the refused call: its mail waits for the worker.
    assert [alert.effect.state for alert in alerts()] == [Effect.State.WAITING]


def test_the_command_answers_with_the_cause(
    broken: RuleSet, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(STANDARD).encode())))
    call_command("quote")
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["code"] == "rule_failed"
    assert "holiday" in error["message"]


def test_staff_are_told_once_an_hour_with_the_rules_name(broken: RuleSet) -> None:
    start = (NOW + timedelta(days=1)).replace(minute=0)
    for minutes in (0, 1, 30, 59, 60, 90, 125):
        with pytest.raises(PricingFailed) as failed:
            price_now(STANDARD, now=start + timedelta(minutes=minutes))
        assert "mood" not in str(failed.value)
        assert "mood" in failed.value.cause
    assert [alert.created_at - start for alert in alerts()] == [timedelta(minutes=told) for told in (0, 60, 125)]
    assert all(ALERT in alert.text and alert.recipient == "manager@totetaxi.example" for alert in alerts())


def test_a_rule_that_fails_only_when_asked_refuses_too(business: None) -> None:
    """A town that a rule measures by was deleted: nobody can say what lies east of it, so nobody guesses."""
    east = {"all": [{"name": "dropoff_town", "operator": "is_east_of", "value": "southampton"}]}
    publish(holiday={"conditions": east})
    later = NOW + timedelta(days=1)
    montauk = {**STANDARD, "dropoff": {"zip": "11954"}}
    assert price_now(montauk, now=later).rule_set == 2
    Town.objects.get(code="southampton").delete()
    with pytest.raises(PricingFailed) as failed:
        price_now(montauk, now=later)
    assert "order of the towns" in failed.value.cause
    assert len(alerts()) == 1


def test_a_rule_that_is_off_stands_in_nobodys_way(business: None) -> None:
    publish(holiday={"conditions": GONE, "active": False})
    assert price_now(STANDARD, now=NOW + timedelta(days=1)).total_cents == 198_375
    assert not alerts()


def test_a_broken_draft_harms_and_alarms_nobody(business: None) -> None:
    Rule.objects.filter(slug="holiday").update(conditions=GONE)
    assert price_now(STANDARD, now=NOW).total_cents == 198_375
    assert not alerts()


def test_a_quote_given_before_still_books_at_its_price(business: None) -> None:
    given = quote(NOW)
    publish(holiday={"conditions": GONE})
    booking = placed(NOW + timedelta(minutes=5), given=given)
    assert booking.total_cents == 198_375


@pytest.mark.parametrize("step", ["details", "addresses", "date", "contact", "review"])
def test_no_step_shows_a_price_while_the_rules_fail(business: None, step: str) -> None:
    visitor = Walker().begin().to_review(free_day(5))
    publish(holiday={"conditions": GONE})
    page = visitor.look(step)
    assert page.status_code == 503
    assert "1,983" not in page.content.decode()
