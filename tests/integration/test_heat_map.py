"""The heat map: the coming year priced by the engine that quotes, and its page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Zone
from catalog.operations import seed_catalogue
from catalog.queries import catalogue
from foundation.accounts.operations import create_staff, seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from foundation.clock import new_york_day, utc_now
from pricing_rules.models import Rule, SurchargeCap
from pricing_rules.operations.heat_map import DAYS, Asked, Day, NoHeatMap, ZoneYear, heat_map, typical_places
from pricing_rules.operations.quote import price_now
from pricing_rules.operations.seed import seed_rules
from pricing_rules.queries import surcharge_cap

NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
SYSTEM = Actor.system(via="command")
MINI = Asked(job={"service": "mini_move", "package": "standard"}, window="morning", varies="dropoff", other_zip="10024")
PAGE = "admin:pricing_rules_rule_heat_map"


@pytest.fixture
def seeded(db: None) -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)
    seed_rules(now=NOW)


def in_zone(code: str, asked: Asked = MINI, **how: Any) -> ZoneYear:
    return next(year for year in heat_map(asked, now=NOW, **how) if year.code == code)


def on(year: ZoneYear, iso: str) -> Day:
    return next(day for day in year.days if day.day.isoformat() == iso)


def signed_in(role: str) -> Client:
    user = create_staff(
        email=f"{role.lower().replace(' ', '-')}@totetaxi.example", full_name=role, roles=[role], actor=SYSTEM, now=NOW
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_zone_has_the_coming_365_days_from_the_first_that_can_be_booked(seeded: None) -> None:
    years = heat_map(MINI, now=NOW)
    assert {year.code for year in years} == set(catalogue(at=NOW).zones)
    assert all(len(year.days) == DAYS for year in years)
    assert all(year.days[0].day == date(2026, 6, 2) for year in years)


def test_a_day_stacks_up_what_a_quote_charges(seeded: None) -> None:
    montauk = in_zone("east_end_far")
    fourth = on(montauk, "2026-07-04")
    assert {charge.slug: charge.cents for charge in fourth.charges} == {
        "amagansett-montauk": 12_000, "holiday": 20_000, "weekend-mini-move": 25_875,
    }  # fmt: skip
    assert montauk.place is not None
    quote = price_now(
        {"service": "mini_move", "package": "standard", "pickup": {"zip": "10024"},
         "dropoff": {"zip": montauk.place.zip}, "pickup_date": "2026-07-04"},
        now=NOW,
    )  # fmt: skip
    assert fourth.total_cents == quote.total_cents


def test_a_minimum_counts_among_what_stacks_up(seeded: None) -> None:
    asked = Asked({"service": "standard_delivery", "item_count": 3}, "morning", "dropoff", "11962")
    (charge,) = on(in_zone("hamptons", asked), "2026-06-03").charges
    assert (charge.slug, charge.cents) == ("hamptons-to-hamptons", 70_000 - 28_500)


def test_a_zone_is_stood_for_by_an_address_that_is_in_it_and_like_most_of_it(seeded: None) -> None:
    known = catalogue(at=NOW)
    for code, place in typical_places(known).items():
        assert place is not None and code in known.zones_of(place)
    hamptons = typical_places(known)["hamptons"]
    assert hamptons is not None and "east_end_far" not in known.zones_of(hamptons)


def test_a_zone_without_an_address_says_so(seeded: None) -> None:
    Zone.objects.create(code="nowhere", label="Nowhere")
    year = in_zone("nowhere")
    assert (year.days, year.problem) == ((), "No address that we serve lies in it")


def test_a_holiday_is_covered_where_a_rule_acts_because_of_it(seeded: None) -> None:
    blade = Asked({"service": "blade_luggage", "route": "manhattan_jfk", "bag_count": 2}, "morning", "pickup")
    assert on(in_zone("manhattan"), "2026-09-07").is_covered
    labor_day = on(in_zone("manhattan", blade), "2026-09-07")
    assert (labor_day.holiday, labor_day.is_covered, labor_day.charges) == ("Labor Day", False, ())
    assert "Brooklyn" not in in_zone("manhattan", blade).problem
    assert "11201 is outside it" in in_zone("brooklyn", blade).problem


def test_a_weekend_rule_does_not_cover_a_holiday_that_falls_on_it(seeded: None) -> None:
    Rule.objects.filter(slug="holiday").update(active=False)
    fourth = on(in_zone("manhattan", draft=True), "2026-07-04")
    assert [charge.slug for charge in fourth.charges] == ["weekend-mini-move"]
    assert not fourth.is_covered


def test_a_rule_for_the_very_days_covers_the_holiday(seeded: None) -> None:
    Rule.objects.filter(slug="holiday").update(
        conditions={"all": [{"name": "service", "operator": "is_set", "value": None}]},
        first_day=date(2026, 7, 2), last_day=date(2026, 7, 6),
    )  # fmt: skip
    year = in_zone("manhattan", draft=True)
    assert on(year, "2026-07-04").is_covered
    assert not on(year, "2026-09-07").is_covered


def test_services_without_an_address_have_one_row(seeded: None) -> None:
    (year,) = heat_map(Asked({"service": "mini_storage"}, "", None), now=NOW)
    assert (year.label, len(year.days)) == ("Everywhere", DAYS)


def test_a_draft_that_cannot_be_read_is_told(seeded: None) -> None:
    Rule.objects.filter(slug="holiday").update(
        conditions={"all": [{"name": "moon", "operator": "is_true", "value": None}]}
    )
    with pytest.raises(NoHeatMap, match="holiday"):
        heat_map(MINI, now=NOW, draft=True)
    assert heat_map(MINI, now=NOW)


def test_it_takes_the_same_few_queries_for_any_number_of_days(seeded: None) -> None:
    heat_map(MINI, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        heat_map(MINI, now=NOW)
    assert len(queries) <= 3


def test_the_page_shows_every_day_of_a_zone_as_a_link_and_one_in_full(seeded: None) -> None:
    client = signed_in("Manager")
    tomorrow = new_york_day(utc_now()) + timedelta(days=1)
    page = client.get(reverse(PAGE), {"zone": "connecticut", "day": tomorrow.isoformat(), "cap": "100"})
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('class="hm-cell') == DAYS
    assert "Connecticut, day by day" in text
    assert f"{DAYS} days above $100" in text
    assert reverse("admin:pricing_rules_rule_change", args=[Rule.objects.get(slug="ct-nj").pk]) in text
    assert "style=" not in text.partition('id="main"')[2].partition("hm-form")[2].partition("</main>")[0]


def test_the_page_asks_only_what_the_service_has_and_refuses_in_words(seeded: None) -> None:
    client = signed_in("Manager")
    storage = client.get(reverse(PAGE), {"service": "mini_storage"}).content.decode()
    assert 'name="package"' not in storage and 'name="other"' not in storage
    assert "Give a ZIP code that we serve" in client.get(reverse(PAGE), {"other": "90210"}).content.decode()
    assert "Give whole dollars from 1" in client.get(reverse(PAGE), {"cap": "0"}).content.decode()
    assert client.get(reverse(PAGE), {"service": "teleport", "cap": "-1"}).status_code == 200


def test_a_manager_keeps_a_cap_for_everybody(seeded: None) -> None:
    client = signed_in("Manager")
    other = client.get(reverse(PAGE), {"cap": "700"}).content.decode()
    assert "This map warns above $700; everybody else’s above $500." in other
    kept = client.post(f"{reverse(PAGE)}?cap=700", follow=True).content.decode()
    assert "The heat map warns above $700 from now on, for everybody." in kept
    assert 'name="cap" value="700"' in client.get(reverse(PAGE)).content.decode()
    entry = AuditEntry.objects.get(verb="surcharge_cap.changed")
    assert (entry.data["before_cents"], entry.data["cents"]) == (50_000, 70_000)
    assert SurchargeCap.history.get(cents=70_000).history_user is not None


def test_a_cap_that_makes_no_sense_is_not_kept(seeded: None) -> None:
    client = signed_in("Manager")
    client.post(f"{reverse(PAGE)}?cap=0")
    assert surcharge_cap() == 50_000


def test_only_those_who_may_change_rules_keep_a_cap(seeded: None) -> None:
    viewer = signed_in("Operations")
    answer = viewer.post(f"{reverse(PAGE)}?cap=700")
    assert answer.status_code == 403
    assert surcharge_cap() == 50_000


def test_only_those_who_may_see_rules_see_the_map_and_its_link(seeded: None) -> None:
    allowed, refused = signed_in("Manager"), signed_in("Marketing")
    assert "Heat map" in allowed.get(reverse("admin:index")).content.decode()
    assert refused.get(reverse(PAGE)).status_code == 403
    assert "Heat map" not in refused.get(reverse("admin:index")).content.decode()
