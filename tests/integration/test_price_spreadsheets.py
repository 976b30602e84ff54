"""Prices in and out as spreadsheets: errors row by row, nothing half done, no formula smuggled out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.admin.spreadsheets import PriceResource, SafeCSV, SafeXLSX, safe_cell, typed_cell
from catalog.models import ItemPrice, SellableItem
from catalog.operations import seed_catalogue
from catalog.queries import price_list
from foundation.accounts.operations import seed_roles
from foundation.audit.actor import Actor
from foundation.audit.models import AuditEntry
from tests.staff_forms import client_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
STAFF = Actor(user_id=None, label="Mona Manager", via="admin")


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_catalogue(now=NOW)


def bring_in(*rows: tuple[Any, ...], dry_run: bool = False) -> Any:
    dataset = tablib.Dataset(*rows, headers=["item", "price", "effective_from"])
    return PriceResource(actor=STAFF, now=NOW).import_data(dataset, dry_run=dry_run)


def test_prices_come_in_through_the_operation() -> None:
    result = bring_in(("specialty.crib", "$400", "2026-07-01"), ("coi", "55.50", "2026-07-01"))
    assert not result.has_errors() and not result.has_validation_errors()
    july = price_list(on=date(2026, 7, 1))
    assert (july.number, july.price("specialty.crib"), july.price("coi")) == (27, 40000, 5550)
    assert AuditEntry.objects.filter(verb="price.entered").count() == 2


def test_a_trial_run_enters_nothing() -> None:
    bring_in(("coi", "60", "2026-07-01"), dry_run=True)
    assert ItemPrice.objects.count() == 25


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("specialty.piano", "400", "2026-07-01"), "Nothing on sale has the code specialty.piano"),
        (("coi", "sixty", "2026-07-01"), "Enter an amount in dollars"),
        (("coi", "60", "July"), "Enter the day as 2026-09-29"),
        (("coi", "60", "2026-05-31"), "cannot begin in the past"),
        (("coi", "0", "2026-07-01"), "above $0"),
        (("coi", "60", "2025-01-01"), "cannot begin in the past"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_entered(row: tuple[str, ...], words: str) -> None:
    result = bring_in(("specialty.crib", "400", "2026-07-01"), row)
    invalid = [(each.number, str(each.error_dict)) for each in result.invalid_rows]
    failed = [(number, str(error.error)) for number, errors in result.row_errors() for error in errors]
    assert [number for number, said in invalid + failed if words in said] == [2]
    assert ItemPrice.objects.count() == 25


def test_a_price_that_stands_is_passed_over() -> None:
    result = bring_in(("coi", "$50.00", "2025-01-01"))
    assert result.totals["skip"] == 1
    assert ItemPrice.objects.count() == 25


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_never_leaves_as_one(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert typed_cell(safe_cell(text)).strip() == text.strip()
    assert safe_cell("Crib") == "Crib"
    SellableItem.objects.filter(code="coi").update(label=text.strip())
    if text.strip() == text:
        data = PriceResource().export()
        assert f"'{text}" in SafeCSV().export_data(data)


def test_what_went_out_comes_in_again_unchanged() -> None:
    out = SafeXLSX().export_data(PriceResource().export())
    again = SafeXLSX().create_dataset(out)
    result = PriceResource(actor=STAFF, now=NOW).import_data(again)
    assert result.totals["skip"] == 25, result.invalid_rows


def test_who_may_take_prices_out_and_in() -> None:
    seed_roles(now=NOW)
    export, bring = reverse("admin:catalog_itemprice_export"), reverse("admin:catalog_itemprice_import")
    manager, viewer = client_of("Manager", now=NOW), client_of("Viewer", now=NOW)
    assert manager.get(export).status_code == 200
    assert manager.get(bring).status_code == 200
    assert viewer.get(bring).status_code == 403
    upload = SimpleUploadedFile("prices.csv", b"item,price,effective_from\ncoi,60,2199-01-01\n", "text/csv")
    page = manager.post(bring, {"import_file": upload, "format": "0", "resource": ""})
    assert page.status_code == 200
    confirm = page.context["confirm_form"]
    manager.post(reverse("admin:catalog_itemprice_process_import"), confirm.initial)
    assert ItemPrice.objects.filter(effective_from=date(2199, 1, 1), amount_cents=6000).count() == 1
    entry = AuditEntry.objects.get(verb="itemprice.imported")
    assert entry.data == {"rows": 1}
