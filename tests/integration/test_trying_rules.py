"""Trying a draft rule: both prices, what comes and goes, the ticks, the others, and failures in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from catalog.models import Question, Service
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.notifications.models import Message
from pricing_rules import sources
from pricing_rules.engine.rules import RuleErrors
from pricing_rules.models import Quote, Rule, RuleSet
from pricing_rules.operations.publish import write_set
from pricing_rules.operations.quote import store
from pricing_rules.operations.seed import seed_rules
from pricing_rules.operations.trying import try_rule
from pricing_rules.quoting.errors import RequestErrors
from pricing_rules.quoting.request import Customer
from tests.rule_making import ask, do, rule

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
SATURDAY: dict[str, Any] = {
    "service": "mini_move",
    "package": "standard",
    "pickup": {"zip": "10024"},
    "dropoff": {"zip": "11962"},
    "pickup_date": "2026-06-27",
}
SUMMER = rule(
    "summer-weekend",
    do("add_amount", amount_cents=19_500, label="Summer weekend"),
    conditions={"all": [ask("weekday", "is_one_of", ["friday", "saturday"]), ask("seasons", "contains", "summer")]},
    reason="Summer weekends",
)


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def test_a_new_rule_is_tried_beside_the_draft_and_nothing_is_stored(seeded: None) -> None:
    tried = try_rule(SATURDAY, SUMMER, now=NOW)
    assert tried.live.priced is not None
    assert tried.draft.priced is not None
    assert (tried.live.number, tried.live.priced.total_cents) == (1, 198_375)
    assert (tried.draft.number, tried.draft.priced.total_cents) == (None, 217_875)
    assert tried.difference_cents == 19_500
    assert [(line.change, line.code, line.amount) for line in tried.lines] == [
        ("same", "mini_move.standard", "$1,725.00"),
        ("comes", "summer-weekend", "+$195.00"),
        ("same", "weekend-mini-move", "+$258.75"),
    ]
    (conditions,) = tried.ticks
    assert [(part.met, part.here) for part in conditions.parts] == [
        (True, "June 27 is a Saturday"),
        (True, "June 27 lies in Summer"),
    ]
    assert tried.standing is not None
    assert tried.standing.acted
    others = {one.slug: one.why for one in tried.others}
    assert "oliday" in others["holiday"]
    assert len(others) == 13
    assert not Rule.objects.filter(slug="summer-weekend").exists()
    assert not Quote.objects.exists()


def test_a_rule_of_the_draft_is_replaced_by_what_was_typed(seeded: None) -> None:
    drafted = Rule.objects.get(slug="weekend-mini-move").as_json()
    drafted["actions"] = [do("add_percent", percent=10, label="Weekend")]
    tried = try_rule(SATURDAY, drafted, now=NOW)
    (weekend,) = (line for line in tried.lines if line.code == "weekend-mini-move")
    assert (weekend.change, weekend.was, weekend.amount) == ("changes", "+$258.75", "+$172.50")
    assert tried.difference_cents == -8_625


def test_a_rule_that_is_switched_off_takes_its_line_away(seeded: None) -> None:
    drafted = {**Rule.objects.get(slug="weekend-mini-move").as_json(), "active": False}
    tried = try_rule(SATURDAY, drafted, now=NOW)
    assert [(line.change, line.code) for line in tried.lines][-1] == ("goes", "weekend-mini-move")
    assert tried.standing is not None
    assert (tried.standing.outcome, tried.standing.why) == ("off", "Switched off")
    assert tried.ticks[0].met  # its conditions are ticked all the same


def test_the_whole_draft_is_tried_without_a_rule(seeded: None) -> None:
    Rule.objects.filter(slug="weekend-mini-move").update(active=False)
    tried = try_rule(SATURDAY, None, now=NOW)
    assert (tried.rule, tried.standing, tried.ticks) == (None, None, ())
    assert tried.difference_cents == -25_875
    assert tried.others[-1].outcome == "off"


def test_approval_and_refusals_that_come_and_go_are_told(seeded: None) -> None:
    Rule.objects.filter(slug="outside-area").update(active=False)
    closed = rule("closed", do("make_unavailable", message="Closed for the regatta"))
    tried = try_rule({**SATURDAY, "dropoff": {"zip": "14850"}}, closed, now=NOW)
    assert [(one.kind, one.comes) for one in tried.told] == [("Approval", False), ("Not sold", True)]


def test_the_dates_of_a_rule_and_the_winner_of_its_group_are_told(seeded: None) -> None:
    dated = {**SUMMER, "from": "2026-07-01", "to": "2026-08-31"}
    tried = try_rule(SATURDAY, dated, now=NOW)
    assert tried.standing is not None
    assert tried.standing.outcome == "outside_dates"
    assert (tried.ticks[0].met, tried.ticks[0].here) == (False, "Pickup is on June 27, 2026")
    assert tried.ticks[0].words == "Pickup from July 1, 2026 to August 31, 2026"
    Rule.objects.filter(slug="weekend-mini-move").update(group="weekend", priority=-1)
    lost = try_rule(SATURDAY, {**SUMMER, "group": "weekend"}, now=NOW)
    assert lost.standing is not None
    assert lost.standing.why == "Its conditions are met, but “Weekend mini move” acts for the group weekend"


def test_a_rule_without_a_name_yet_can_be_tried(seeded: None) -> None:
    tried = try_rule(SATURDAY, {**SUMMER, "slug": "", "name": ""}, now=NOW)
    assert tried.difference_cents == 19_500


def test_a_check_rule_sees_the_total(seeded: None) -> None:
    check = rule(
        "big", do("require_approval", reason="Big"), conditions={"all": [ask("total_cents", "greater_than", 100_000)]}
    )
    tried = try_rule(SATURDAY, check, now=NOW)
    assert tried.ticks[0].parts[0].here == "The total is $1,983.75"


def test_faults_of_the_request_and_of_the_rule_are_raised_at_their_place(seeded: None) -> None:
    with pytest.raises(RequestErrors) as request:
        try_rule({**SATURDAY, "pickup": {"zip": "99999"}}, SUMMER, now=NOW)
    assert request.value.errors[0].field == "pickup.zip"
    with pytest.raises(RuleErrors) as faulty:
        try_rule(SATURDAY, {**SUMMER, "actions": []}, now=NOW)
    assert faulty.value.errors[0].path == "actions"
    Rule.objects.filter(slug="large-order").update(group="together")
    with pytest.raises(RuleErrors) as clash:
        try_rule(SATURDAY, {**SUMMER, "group": "together"}, now=NOW)
    assert clash.value.errors[0].path == "group"


def test_a_live_set_and_a_draft_that_fail_are_told_in_words_and_nobody_is_alerted(seeded: None) -> None:
    broken = {"all": [{"name": "mood", "operator": "is_true"}]}
    rules = RuleSet.objects.get().rules
    holiday = next(one for one in rules if one["slug"] == "holiday")
    holiday["conditions"] = broken
    write_set(rules=rules, publish_at=NOW, actor=SYSTEM, now=NOW, note="")
    tried = try_rule(SATURDAY, SUMMER, now=NOW)
    assert tried.live.priced is None
    assert tried.live.failed_rule == "holiday"
    assert (
        tried.live.failure == "The rule Holiday cannot be evaluated: conditions.all[0].name: No fact is called “mood”"
    )
    assert {line.change for line in tried.lines} == {"same"}
    assert tried.difference_cents is None
    assert tried.draft.priced is not None
    Rule.objects.filter(slug="ct-nj").update(conditions=broken)
    both = try_rule(SATURDAY, SUMMER, now=NOW)
    assert "Connecticut & New Jersey cannot be evaluated" in both.draft.failure
    assert (both.lines, both.shown.heading) == ((), "Standard mini move")
    assert not Message.objects.exists()


def test_a_past_request_has_the_prices_of_its_day_and_the_rules_of_now(seeded: None) -> None:
    live = [{**one, "active": False} for one in RuleSet.objects.get().rules]
    write_set(rules=live, publish_at=NOW, actor=SYSTEM, now=NOW, note="")
    asked = {**SATURDAY, "quoted_at": (NOW - timedelta(days=3)).isoformat()}
    tried = try_rule(asked, None, now=NOW + timedelta(minutes=1))
    assert tried.live.number == 2
    assert tried.live.priced is not None
    assert tried.live.priced.total_cents == 172_500


def test_the_person_is_who_staff_say_unless_the_request_says_otherwise(seeded: None) -> None:
    thanks = {**Rule.objects.get(slug="vip-thanks").as_json(), "active": True}
    vip = Customer(is_vip=True)
    assert try_rule(SATURDAY, thanks, now=NOW, staff_customer=vip).difference_cents == -9_919
    named = {**SATURDAY, "customer": {"is_vip": False}}
    assert try_rule(named, thanks, now=NOW, staff_customer=vip).difference_cents == 0


def test_a_required_text_answer_does_not_stand_in_the_way_of_a_stored_request(seeded: None) -> None:
    quote = store(SATURDAY, actor=SYSTEM, now=NOW)
    question = Question.objects.create(code="buzzer", label="Name on the buzzer", kind="text", required=True)
    question.services.set(Service.objects.filter(code="mini_move"))
    assert try_rule(quote.request, SUMMER, now=NOW).difference_cents == 19_500


def test_a_quote_is_found_by_its_id_its_short_id_and_its_link(seeded: None) -> None:
    quote = store(SATURDAY, actor=SYSTEM, now=NOW)
    link = f"https://totetaxi.example/admin/pricing_rules/quote/{quote.pk}/change/"
    for text in (str(quote.pk), str(quote.pk)[:8].upper(), str(quote), f"  {link} "):
        found = sources.find(text)
        assert found is not None
        assert found.quote == quote
    for nothing in ("", "TT-999999", "99999999999999999", "x" * 500, str(quote.pk)[:7], "00000000"):
        assert sources.find(nothing) is None
