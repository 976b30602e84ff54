"""A process keeps the catalogue in memory only as long as the database's is the same one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from catalog import models
from catalog.operations import enter_price, seed_catalogue, withdraw_price
from catalog.queries import catalogue, stamp, vans_on
from catalog.stamps import SNAPSHOT_TABLES
from foundation.audit.actor import Actor

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
STAFF = Actor.system("command")
NOT_IN_THE_SNAPSHOT = {"catalog_version", "catalog_building"}


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_catalogue(now=NOW)


def queries_of_a_read() -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        catalogue(at=NOW)
    return len(captured)


def test_one_query_while_nothing_changes() -> None:
    catalogue(at=NOW)
    assert queries_of_a_read() == 1


def test_a_constant_number_of_queries_after_a_change() -> None:
    models.ClosedDate.objects.create(date=date(2026, 7, 5))
    before = queries_of_a_read()
    for number in range(30):
        zone = models.Zone.objects.create(code=f"z{number}", label="Z")
        models.ZoneMember.objects.create(zone=zone, kind="zip", value="10024")
        question = models.Question.objects.create(code=f"q{number}", label="Q", kind="choice")
        question.services.set(models.Service.objects.all())
        models.QuestionChoice.objects.create(question=question, code="a", label="A")
    assert queries_of_a_read() == before <= 29
    assert queries_of_a_read() == 1


def test_a_changed_fleet_is_noticed() -> None:
    day = date(2026, 7, 4)
    usual = vans_on(day, day)[day]
    models.FleetDay.objects.create(date=day, specialty_closed=True)
    closed = vans_on(day, day)[day]
    models.Van.objects.update(item_capacity=10)
    assert {van.specialty_capacity for van in usual} == {5}
    assert {(van.item_capacity, van.specialty_capacity) for van in closed} == {(60, 0)}
    assert {van.item_capacity for van in vans_on(day, day)[day]} == {10}


@pytest.mark.parametrize(
    "change",
    [
        lambda: models.Zone.objects.filter(code="hamptons").update(active=False),
        lambda: models.ClosedDate.objects.create(date=date(2026, 7, 4), reason="Closed"),
        lambda: models.CancellationTier.objects.all().delete(),
        lambda: models.Package.objects.filter(code="mini_move.full").update(max_items=99),
        lambda: models.SellableItem.objects.filter(code="mini_move.full").update(active=False),
        lambda: models.Question.objects.get(code="fragile").services.clear(),
        lambda: models.QuestionChoice.objects.bulk_create(
            [models.QuestionChoice(question=models.Question.objects.get(code="fragile"), code="a", label="A")]
        ),
        lambda: connection.cursor().execute("UPDATE catalog_bookingpolicy SET lead_days = 9"),
        lambda: connection.cursor().execute("DELETE FROM catalog_townzip WHERE zip = '11954'"),
        lambda: enter_price(item_code="coi", amount_cents=6000, effective_from=date(2026, 6, 1), actor=STAFF, now=NOW),
    ],
)
def test_every_way_of_changing_it_is_noticed(change: Any) -> None:
    before, old = stamp(), catalogue(at=NOW)
    change()
    assert stamp() != before
    assert catalogue(at=NOW) != old


def test_a_change_rolled_back_leaves_nothing_behind() -> None:
    old = catalogue(at=NOW)
    with transaction.atomic():
        models.BookingPolicy.objects.update(lead_days=9)
        assert catalogue(at=NOW).policy.lead_days == 9
        transaction.set_rollback(True)
    assert catalogue(at=NOW) == old
    models.BookingPolicy.objects.update(lead_days=5)
    assert catalogue(at=NOW).policy.lead_days == 5


def test_a_price_of_another_day_or_list_comes_from_the_same_memory() -> None:
    price = enter_price(item_code="coi", amount_cents=6000, effective_from=date(2026, 7, 1), actor=STAFF, now=NOW)
    july = datetime(2026, 7, 1, 16, tzinfo=UTC)
    catalogue(at=NOW)
    with CaptureQueriesContext(connection) as captured:
        assert catalogue(at=NOW).price("coi") == 5000
        assert catalogue(at=july).price("coi") == 6000
        assert catalogue(at=july, price_list=25).price("coi") == 5000
    assert len(captured) == 3
    withdraw_price(price_id=price.pk, actor=STAFF, now=NOW)
    assert catalogue(at=july).price("coi") == 5000
    assert catalogue(at=july).prices.number == 27
    assert catalogue(at=july, price_list=26).price("coi") == 6000


def test_the_day_is_new_yorks() -> None:
    enter_price(item_code="coi", amount_cents=6000, effective_from=date(2026, 11, 1), actor=STAFF, now=NOW)
    assert catalogue(at=datetime(2026, 11, 1, 3, 59, tzinfo=UTC)).price("coi") == 5000  # 23:59 EDT on October 31
    assert catalogue(at=datetime(2026, 11, 1, 4, 0, tzinfo=UTC)).price("coi") == 6000
    assert catalogue(at=datetime(2027, 3, 14, 4, 59, tzinfo=UTC)).day == date(2027, 3, 13)  # still EST
    assert catalogue(at=datetime(2027, 3, 15, 4, 0, tzinfo=UTC)).day == date(2027, 3, 15)  # EDT since that day


def test_every_table_is_watched_or_said_not_to_be_in_the_snapshot() -> None:
    ours: list[type[Model]] = [
        model
        for model in apps.get_app_config("catalog").get_models(include_auto_created=True)
        if not hasattr(model, "history_id") and not model.__name__.startswith("Historical")
    ]
    assert {model._meta.db_table for model in ours} == set(SNAPSHOT_TABLES) | NOT_IN_THE_SNAPSHOT
