"""Seeding creates the specification's catalogue once; what staff edit or delete afterwards stays so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from catalog import models
from catalog.loading import CatalogueMissing
from catalog.operations import enter_price, seed_catalogue
from catalog.queries import catalogue
from catalog.seeds import seed_snapshot
from foundation.audit.actor import Actor
from foundation.seeding.models import SeededKey

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
STAFF = Actor.system("command")


def test_rows_give_the_same_catalogue_as_the_files() -> None:
    seed_catalogue(now=NOW)
    for at in (NOW, datetime(2025, 9, 28, 12, tzinfo=UTC), datetime(2025, 9, 29, 12, tzinfo=UTC)):
        from_rows, from_files = catalogue(at=at), seed_snapshot(at.date())
        vans = [replace(van, van_id=number) for number, van in enumerate(from_rows.fleet.vans, start=1)]
        from_rows = replace(from_rows, fleet=replace(from_rows.fleet, vans=tuple(vans)))  # the files know no ids
        assert from_rows == from_files
        for group in ("items", "services", "packages", "add_ons", "specialty_items", "routes", "windows", "zones"):
            assert list(getattr(from_rows, group)) == list(getattr(from_files, group)), group
        assert list(from_rows.questions) == list(from_files.questions)
        assert from_rows.prices.number == 25


def test_seeding_again_changes_nothing() -> None:
    assert seed_catalogue(now=NOW) > 70
    before = catalogue(at=NOW)
    keys = SeededKey.objects.count()
    assert seed_catalogue(now=NOW + timedelta(days=1)) == 0
    assert SeededKey.objects.count() == keys
    assert catalogue(at=NOW) == before


def test_staffs_edits_survive() -> None:
    seed_catalogue(now=NOW)
    models.Zone.objects.filter(code="hamptons").update(label="The East End", active=False)
    models.BookingPolicy.objects.update(lead_days=3)
    models.Van.objects.filter(name="Van 1").update(name="Blue van")
    models.Package.objects.filter(code="mini_move.petite").update(label="Small move")
    enter_price(item_code="specialty.crib", amount_cents=36000, effective_from=date(2026, 6, 1), actor=STAFF, now=NOW)
    seed_catalogue(now=NOW + timedelta(days=1))
    now = catalogue(at=NOW)
    assert (now.zones["hamptons"].label, now.zones["hamptons"].active) == ("The East End", False)
    assert now.policy.lead_days == 3
    assert now.packages["petite"].label == "Small move"
    assert now.price("specialty.crib") == 36000
    assert sorted(models.Van.objects.values_list("name", flat=True)) == ["Blue van", "Van 2", "Van 3"]


def test_what_staff_deleted_never_comes_back() -> None:
    seed_catalogue(now=NOW)
    models.Zone.objects.get(code="near_area").delete()
    models.ZoneMember.objects.filter(zone__code="hamptons", value="11972").delete()
    models.Town.objects.get(code="speonk").delete()
    models.SeasonDates.objects.filter(first_day=date(2030, 5, 27)).delete()
    models.Question.objects.get(code="fragile").delete()
    models.Van.objects.get(name="Van 3").delete()
    models.CancellationTier.objects.get(hours_before=24).delete()
    assert seed_catalogue(now=NOW + timedelta(days=1)) == 0
    now = catalogue(at=NOW)
    assert "near_area" not in now.zones
    assert "11972" not in now.zones["hamptons"].zips
    assert now.town("speonk") is None
    assert len(now.seasons["summer"].dates) == 5
    assert "fragile" not in now.questions
    assert models.Van.objects.count() == 2
    assert now.policy.cancellation_tiers == ((72, 100),)


def test_seeded_rows_begin_their_history() -> None:
    seed_catalogue(now=NOW)
    zone = models.Zone.objects.get(code="hamptons")
    assert [record.history_type for record in zone.history.all()] == ["+"]


def test_before_seeding_the_catalogue_says_what_to_do() -> None:
    with pytest.raises(CatalogueMissing, match=r"manage\.py seed"):
        catalogue(at=NOW)
