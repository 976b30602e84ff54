"""The impact of rules for days to come: last year's pickups, moved by 52 weeks, with the calendar of the new days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.operations import seed_roles
from pricing_rules.models import ImpactRun
from pricing_rules.operations.impact import ImpactRefused, Period, draft_looks_ahead, request_impact
from pricing_rules.operations.publish import publish_now
from pricing_rules.queries import draft_rules
from tests.booking_making import NOW, SATURDAY, pay, placed, quote, seed_business
from tests.integration.test_impact import SUMMER, add_rule, staff
from tests.integration.test_impact_pages import ASK, LIST, OWN_DAYS
from tests.staff_forms import client_of

HOLIDAY = {"all": [{"name": "is_holiday", "operator": "is_true"}]}
FAR = {"first_day": date(2100, 7, 2), "last_day": date(2100, 7, 5)}


@pytest.fixture
def business(db: None) -> None:
    seed_roles(now=NOW)
    seed_business()


@pytest.fixture
def week(business: None) -> dict[date, str]:
    """The keys of a quote for every day around Independence Day, 2026, a Saturday kept on Friday, July 3."""
    days = [date(2026, 7, day) for day in range(1, 8)]
    return {day: str(quote(pickup_date=day.isoformat()).pk) for day in days}


def moved(week: dict[date, str], *, a_year_later: bool = True) -> tuple[Any, set[date]]:
    """The result, and the days of 2026 that it changes."""
    result = request_impact(SUMMER, "quotes", a_year_later=a_year_later, actor=staff("Manager"), now=NOW).result
    changed = {mover["quote"] for mover in result["movers"]}
    return result, {day for day, key in week.items() if key in changed}


def test_a_rule_of_the_coming_summer_changes_exactly_the_same_weekend_of_last_year(week: dict[date, str]) -> None:
    add_rule(first_day=date(2027, 7, 2), last_day=date(2027, 7, 5))
    result, days = moved(week)
    assert days == {date(2026, 7, day) for day in (3, 4, 5, 6)}  # Friday to Monday, as July 2 to 5, 2027
    assert (result["rows"], result["changed"], result["cents"], result["left_out"]) == (7, 4, 20_000, 0)
    assert {mover["day"] for mover in result["movers"]} == {f"2027-07-0{day}" for day in (2, 3, 4, 5)}
    assert [one["monday"] for one in result["weeks"]] == ["2027-06-28", "2027-07-05"]


def test_without_moving_it_changes_nothing(week: dict[date, str]) -> None:
    add_rule(first_day=date(2027, 7, 2), last_day=date(2027, 7, 5))
    result, days = moved(week, a_year_later=False)
    assert (days, result["changed"]) == (set(), 0)
    assert ImpactRun.objects.get().moved_days == 0


@pytest.mark.parametrize(("a_year_later", "days"), [(False, {3, 4}), (True, {5, 6})])
def test_holidays_are_looked_up_anew_for_the_moved_day(
    week: dict[date, str], a_year_later: bool, days: set[int]
) -> None:
    add_rule(conditions=HOLIDAY)  # July 4, 2027, is a Sunday and kept on Monday, July 5
    _, changed = moved(week, a_year_later=a_year_later)
    assert changed == {date(2026, 7, day) for day in days}


def test_both_sides_are_moved_so_that_only_the_draft_makes_a_difference(week: dict[date, str]) -> None:
    add_rule(first_day=date(2027, 7, 2), last_day=date(2027, 7, 5))
    live_alone = moved(week)[0]["live_cents"]
    admin = staff("Administrator")
    publish_now(actor=admin, now=NOW, note="The coming Independence Day")
    add_rule(slug="bigger-trucks", conditions=HOLIDAY)
    result = request_impact(SUMMER, "quotes", a_year_later=True, actor=admin, now=NOW).result
    assert (result["live_cents"], result["draft_cents"]) == (live_alone + 4 * 5_000, live_alone + 6 * 5_000)
    assert (result["changed"], result["cents"]) == (2, 10_000)


def test_days_ahead_stay_as_they_were(week: dict[date, str]) -> None:
    booked = (date(2026, 7, 4) - NOW.date()).days
    add_rule(conditions={"all": [{"name": "days_ahead", "operator": "equal_to", "value": booked}]})
    assert moved(week)[1] == {date(2026, 7, 4)}


def test_days_beyond_the_calendar_are_refused(business: None) -> None:
    end = date(9999, 12, 31)
    with pytest.raises(ImpactRefused, match="before the year 9999"):
        request_impact(Period(end, end), "quotes", a_year_later=True, actor=staff("Manager"), now=NOW)


def test_the_draft_looks_ahead_only_by_what_is_not_in_force(business: None) -> None:
    assert not draft_looks_ahead(draft_rules(), NOW)
    add_rule(**FAR)
    assert draft_looks_ahead(draft_rules(), NOW)


@pytest.fixture
def manager(business: None) -> Client:
    return client_of("Manager", now=NOW)


def text(response: Any) -> str:
    return response.content.decode()


def test_the_form_has_it_chosen_where_the_draft_looks_ahead(manager: Client) -> None:
    add_rule()
    for name in (LIST, ASK):
        assert not manager.get(reverse(name)).context["ask"]["a_year_later"].value()
    add_rule(slug="far", **FAR)
    for name in (LIST, ASK):
        page = manager.get(reverse(name))
        assert page.context["ask"]["a_year_later"].value() and "As if it were a year later" in text(page)
    refused = manager.post(reverse(ASK), {**OWN_DAYS, "first": ""})
    assert not refused.context["ask"]["a_year_later"].value()  # what the manager unticked stays so


def test_the_result_says_it_in_words_with_the_way_to_the_booking_that_was(manager: Client) -> None:
    booking = placed()
    pay(booking)
    new_day = SATURDAY + timedelta(days=364)
    add_rule(first_day=new_day, last_day=new_day)
    page = text(manager.post(reverse(ASK), {**OWN_DAYS, "a_year_later": "on"}, follow=True))
    assert "May 28 to Jul 27, 2026, moved a year on, to May 27 to Jul 26, 2027, weekday for weekday" in page
    assert "1 of 1" in page and "Not seen here" not in page
    assert "Sat, Jun 26, 2027, moved from Jun 27, 2026" in page
    assert reverse("admin:bookings_booking_change", args=[booking.pk]) in page
    assert "as if a year later" in text(manager.get(reverse(LIST)))


def test_the_button_on_the_publish_page_asks_for_it_where_the_draft_looks_ahead(manager: Client) -> None:
    publish = reverse("admin:pricing_rules_rule_publish")
    add_rule()
    assert 'name="a_year_later"' not in text(manager.get(publish))
    add_rule(slug="far", **FAR)
    assert '<input type="hidden" name="a_year_later" value="on">' in text(manager.get(publish))
    manager.post(reverse(ASK), {"period": "last_summer", "source": "bookings", "a_year_later": "on"})
    assert ImpactRun.objects.get().moved_days == 364
    assert "moved a year on, to" in text(manager.get(publish))
