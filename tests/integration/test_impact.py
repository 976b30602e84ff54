"""What the draft would have charged in the past: right to the cent, kept, told in words, by the worker when long."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from foundation.accounts.models import User
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.outbox.worker import drain_now
from pricing_rules.models import ImpactRun, ImpactState, Rule
from pricing_rules.operations import impact
from pricing_rules.operations.impact import ImpactRefused, Period, last_summer, request_impact
from tests.booking_making import NOW, pay, placed, quote, seed_business

SYSTEM = Actor.system(via="command")
SUMMER = Period(date(2026, 6, 1), date(2026, 9, 30))
BIGGER_VANS = {
    "slug": "bigger-vans",
    "name": "Bigger vans",
    "conditions": {"all": [{"name": "package", "operator": "equal_to", "value": "standard"}]},
    "actions": [{"name": "add_amount", "params": {"amount_cents": 5_000, "label": "Bigger van"}}],
    "reason": "Larger vans carry more",
}


@pytest.fixture
def business(db: None) -> None:
    seed_roles(now=NOW)
    seed_business()


def staff(role: str) -> Actor:
    user: User = create_staff(
        email=f"{role.lower().replace(' ', '-')}@totetaxi.example", full_name=role, roles=[role], actor=SYSTEM, now=NOW
    )
    return Actor(user_id=user.pk, label=role, via="admin")


def add_rule(**changes: Any) -> None:
    Rule.objects.create(**{**BIGGER_VANS, **changes})


def test_a_draft_word_for_word_in_force_changes_nothing(business: None) -> None:
    quote()
    run = request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW)
    assert run.state == ImpactState.DONE
    assert (run.result["rows"], run.result["changed"], run.result["cents"], run.result["movers"]) == (1, 0, 0, [])
    assert run.result["live_cents"] == run.result["draft_cents"] == quote().total_cents


def test_counts_money_weeks_services_and_movers_with_both_explanations(business: None) -> None:
    given = [quote(package=package) for package in ("standard", "petite", "standard")]
    add_rule()
    result = request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW).result
    assert (result["rows"], result["changed"], result["cents"]) == (3, 2, 10_000)
    assert result["live_cents"] == sum(one.total_cents for one in given)
    assert result["draft_cents"] == result["live_cents"] + 10_000
    assert (result["more"], result["less"]) == ({"changed": 2, "cents": 10_000}, {"changed": 0, "cents": 0})
    (week,) = result["weeks"]
    assert (week["rows"], week["changed"], week["cents"]) == (3, 2, 10_000)
    assert week["monday"] <= given[0].pickup_date.isoformat() and date.fromisoformat(week["monday"]).weekday() == 0
    assert result["services"] == [{"service": "mini_move", "rows": 3, "changed": 2, "cents": 10_000}]
    assert {mover["quote"] for mover in result["movers"]} == {str(given[0].pk), str(given[2].pk)}
    mover = result["movers"][0]
    assert mover["draft_cents"] - mover["live_cents"] == 5_000
    comes = next(line for line in mover["lines"] if line["change"] == "comes")
    assert (comes["label"], comes["reason"], comes["after_cents"]) == ("Bigger van", "Larger vans carry more", 5_000)


def test_bookings_are_those_that_stood(business: None) -> None:
    pay(placed(key="paid"))
    placed(key="never-paid")
    quote()
    run = request_impact(SUMMER, "bookings", actor=staff("Manager"), now=NOW)
    assert run.result["rows"] == 1


def test_only_pickups_of_the_period_count(business: None) -> None:
    day = quote().pickup_date
    for period, rows in ((Period(day, day), 1), (Period(date(2026, 1, 1), date(2026, 1, 31)), 0)):
        run = request_impact(period, "quotes", actor=staff("Manager") if rows else staff("Administrator"), now=NOW)
        assert (run.state, run.result["rows"]) == (ImpactState.DONE, rows)


def test_a_long_one_is_the_workers_and_the_result_is_kept(business: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impact, "AT_ONCE", 1)
    quote(), quote()
    add_rule()
    run = request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW)
    assert (run.state, run.rows_total, run.result) == (ImpactState.WAITING, 2, None)
    Rule.objects.all().delete()  # what was asked is what is worked out
    assert drain_now(NOW)
    run.refresh_from_db()
    assert (run.state, run.rows_done, run.result["changed"]) == (ImpactState.DONE, 2, 2)


def test_a_run_that_was_cut_off_says_so_and_is_not_begun_for_ever(business: None) -> None:
    run = request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW)
    ImpactRun.objects.filter(pk=run.pk).update(state=ImpactState.RUNNING, result=None)
    impact.on_impact({"run": run.pk}, key="k", now=NOW)
    run.refresh_from_db()
    assert (run.state, run.problem) == (ImpactState.FAILED, impact.STALLED)


@pytest.mark.parametrize(
    ("period", "source", "told"),
    [
        (Period(date(2026, 9, 1), date(2026, 6, 1)), "quotes", "lies before"),
        (Period(date(2020, 9, 1), date(2026, 6, 1)), "quotes", "three years"),
        (SUMMER, "dreams", "what to look at"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(business: None, period: Period, source: str, told: str) -> None:
    with pytest.raises(ImpactRefused, match=told):
        request_impact(period, source, actor=staff("Manager"), now=NOW)


def test_a_faulty_draft_is_refused_with_the_name_of_its_rule(business: None) -> None:
    add_rule(conditions={"all": [{"name": "no_such_fact", "operator": "is_true"}]})
    with pytest.raises(ImpactRefused, match="Bigger vans"):
        request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW)


def test_more_rows_than_can_be_looked_at_are_refused(business: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impact, "MOST_ROWS", 0)
    quote()
    with pytest.raises(ImpactRefused, match="Shorten the period"):
        request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW)


def test_rows_that_cannot_be_priced_are_counted_by_rule_and_left_out(business: None) -> None:
    given = quote()
    stored = {**given.facts, "package": 7}
    type(given).objects.bulk_create([_copy(given, facts=stored)])
    add_rule()
    result = request_impact(SUMMER, "quotes", actor=staff("Manager"), now=NOW).result
    assert (result["rows"], result["left_out"], result["changed"]) == (2, 1, 1)
    (failure,) = [one for one in result["failures"] if one["slug"] == "bigger-vans"]
    assert (failure["side"], failure["rows"]) == ("draft", 1)


def _copy(given: Any, **changes: Any) -> Any:
    fields = {field.attname: getattr(given, field.attname) for field in given._meta.fields if field.name != "uuid"}
    return type(given)(**{**fields, **changes})


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Finance", "Viewer"])
def test_only_who_edits_rules_may_ask(business: None, role: str) -> None:
    with pytest.raises(PermissionDenied):
        request_impact(SUMMER, "quotes", actor=staff(role), now=NOW)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 21), date(2026, 5, 22), date(2026, 9, 7)),
        (date(2026, 9, 7), date(2025, 5, 23), date(2025, 9, 1)),
        (date(2026, 9, 8), date(2026, 5, 22), date(2026, 9, 7)),
    ],
)
def test_last_summer_is_from_memorial_day_weekend_to_labor_day(today: date, first: date, last: date) -> None:
    assert last_summer(today) == Period(first, last)
