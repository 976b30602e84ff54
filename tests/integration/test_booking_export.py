"""Bookings as a spreadsheet: for those who may see money together, with every answer, harmless, and recorded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Booking
from catalog import models
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.spreadsheets.reading import read_table
from tests.booking_making import NOW, STANDARD, pay, placed, quote, seed_business
from tests.staff_forms import client_of

pytestmark = pytest.mark.django_db

EXPORT = "/admin/bookings/booking/export/"
LIST = "/admin/bookings/booking/"
PAID = Decimal("1983.75")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_roles(now=NOW)
    seed_business()


def exported(query: str = "", format: str = "csv", role: str = "Finance") -> list[dict[str, Any]]:
    response = client_of(role, now=NOW).post(f"{EXPORT}{query}", {"format": format})
    assert response.status_code == 200
    table = read_table(response.getvalue(), most_rows=1000)
    return [dict(zip(table.headers, cells, strict=True)) for _, cells in table.rows]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_booking_leaves_with_its_stops_its_money_and_its_answers(format: str) -> None:
    asked = {**STANDARD, "coi_requested": True, "answers": {"pickup_floor": 4}}
    booking = placed(given=quote(**asked))
    pay(booking)
    (row,) = exported(format=format)
    assert row["booking"] == booking.reference
    assert (row["state"], row["service"], row["pickup_date"]) == ("Confirmed", "Standard mini move", "2026-06-27")
    assert (row["pickup_street"], row["pickup_zip"], row["dropoff_city"]) == (
        "214 West 83rd Street",
        "10024",
        "Sagaponack",
    )
    amounts = {name: Decimal(str(row[name])) for name in ("base", "surcharges", "total", "paid", "refunded")}
    assert amounts == {"base": 1725, "surcharges": Decimal("258.75"), "total": PAID, "paid": PAID, "refunded": 0}
    assert (row["coi"], row["packing"], row["placed"]) == ("yes", "no", "2026-06-01 10:00")
    (floor,) = [value for name, value in row.items() if name.endswith("(pickup_floor)")]
    assert str(floor) == "4"
    entry = AuditEntry.objects.get(verb="booking.exported")
    assert entry.data == {"rows": 1, "format": format} and entry.actor.full_name == "Finance"


def test_a_formula_that_a_customer_typed_does_not_run() -> None:
    booking = placed()
    Booking.objects.filter(pk=booking.pk).update(contact_name='=HYPERLINK("http://evil.example")', notes="@SUM(A1)")
    response = client_of("Finance", now=NOW).post(EXPORT, {"format": "csv"})
    text = response.getvalue().decode()
    assert "'=HYPERLINK" in text and "'@SUM(A1)" in text and "'+12125550142" in text


def test_an_answer_stays_in_the_export_when_its_question_is_gone() -> None:
    placed(given=quote(answers={"pickup_floor": 4}))
    models.Question.objects.all().delete()
    (row,) = exported()
    assert [value for name, value in row.items() if name.endswith("(pickup_floor)")] == ["4"]


def test_only_what_is_filtered_leaves() -> None:
    first, second = placed(key="1"), placed(key="2")
    pay(first)
    assert [row["booking"] for row in exported("?state__exact=pending")] == [second.reference]


@pytest.mark.parametrize("role", ["Operations", "Customer service", "Viewer", "Driver"])
def test_nobody_else_takes_bookings_out(role: str) -> None:
    staff = client_of(role, now=NOW)
    for response in (staff.get(EXPORT), staff.post(EXPORT, {"format": "csv"})):
        assert response.status_code in (302, 403)
    assert not AuditEntry.objects.filter(verb="booking.exported").exists()
    assert EXPORT not in staff.get(LIST).content.decode()


@pytest.mark.parametrize("role", ["Administrator", "Manager", "Finance"])
def test_whoever_sees_money_finds_the_export_in_the_list(role: str) -> None:
    staff = client_of(role, now=NOW)
    assert reverse("admin:bookings_booking_export") in staff.get(LIST).content.decode()
    assert staff.get(EXPORT).status_code == 200


def test_many_bookings_cost_as_many_queries_as_few() -> None:
    finance = client_of("Finance", now=NOW)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            finance.post(EXPORT, {"format": "csv"}).getvalue()
        return len(captured)

    placed(key="0")
    count()
    few = count()
    for number in range(1, 5):
        placed(key=str(number), given=quote(answers={"pickup_floor": number}))
    assert count() == few
