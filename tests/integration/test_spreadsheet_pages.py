"""Importing and exporting in the staff admin: who may, what is looked at first, what is recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.operations import seed_catalogue
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.spreadsheets.reading import read_table
from tests.staff_forms import client_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
PAGES = (
    "service", "package", "addon", "specialtyitem", "route", "sellableitem", "itemprice", "question", "bookingpolicy",
    "zone", "town", "building", "pickupwindow", "season", "holidayoverride", "closeddate", "van", "fleetday",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _seeded() -> None:
    seed_roles(now=NOW)
    seed_catalogue(now=NOW)


@pytest.fixture
def manager() -> Client:
    return client_of("Manager", now=NOW)


def page(name: str, act: str) -> str:
    return reverse(f"admin:catalog_{name}_{act}")


def sent(client: Client, name: str, content: bytes, file_name: str = "a.csv") -> Any:
    return client.post(page(name, "import"), {"file": SimpleUploadedFile(file_name, content)})


def confirm(client: Client, name: str, response: Any) -> Any:
    form = {"ticket": response.context["ticket"], "fingerprint": response.context["plan"].fingerprint}
    return client.post(page(name, "process_import"), form, follow=True)


def test_every_list_has_its_pages_and_only_those_who_may_reach_them(manager: Client) -> None:
    viewer, operations, driver = (client_of(role, now=NOW) for role in ("Viewer", "Operations", "Driver"))
    for name in PAGES:
        listed = manager.get(page(name, "changelist"), follow=True).content.decode()
        for act in ("import", "export"):
            assert manager.get(page(name, act)).status_code == 200, name
            target = page(name, act) if name != "bookingpolicy" else f"/to_{act}"
            assert target in listed, (name, act)
            assert driver.get(page(name, act)).status_code in (302, 403), name
        for reader in (viewer, operations):
            assert reader.get(page(name, "export")).status_code == 200, name
            assert reader.get(page(name, "import")).status_code == 403, name
            assert sent(reader, name, b"code\na\n").status_code == 403, name
            assert reader.post(page(name, "process_import"), {"ticket": "x"}).status_code == 403, name
            assert page(name, "import") not in reader.get(page(name, "changelist"), follow=True).content.decode(), name


def test_a_file_is_looked_at_and_then_taken_in(manager: Client) -> None:
    looked = sent(manager, "zone", b"code,label,zips\nhamptons,The East,\nsoho,SoHo,10012\n", "zones.csv")
    text = looked.content.decode()
    assert "What would change" in text and "The Hamptons" in text and "The East" in text
    assert models.Zone.objects.get(code="hamptons").label == "The Hamptons"
    done = confirm(manager, "zone", looked)
    assert "Taken in: 1 new, 1 changed, 0 as before." in done.content.decode()
    assert models.Zone.objects.get(code="hamptons").label == "The East"
    zone = models.Zone.objects.get(code="soho")
    assert zone.history.get().history_user.full_name == "Manager"
    entry = AuditEntry.objects.get(verb="zone.imported")
    assert (entry.data["rows"], entry.data["new"], entry.actor.full_name) == (2, 1, "Manager")
    again = confirm(manager, "zone", looked)
    assert "not at hand any more: choose it again" in again.content.decode()


def test_a_file_of_one_person_is_not_confirmed_by_another(manager: Client) -> None:
    looked = sent(manager, "zone", b"code,label\nhamptons,The East\n")
    confirm(client_of("Administrator", now=NOW), "zone", looked)
    assert models.Zone.objects.get(code="hamptons").label == "The Hamptons"


def test_a_wrong_file_and_wrong_rows_are_told_on_the_page(manager: Client) -> None:
    assert "Choose a file first." in manager.post(page("zone", "import"), {}).content.decode()
    assert "This file is empty" in sent(manager, "zone", b"").content.decode()
    assert "is a picture" in sent(manager, "zone", b"\x89PNG\r\n\x1a\n", "zones.xlsx").content.decode()
    assert "has 50 MB" in sent(manager, "zone", b"x" * (50 * 1024 * 1024)).content.decode()
    wrong = sent(manager, "zone", b"code,label,zips\n<b>x</b>,<script>alert(1)</script>,1\nhamptons,,\n")
    text = wrong.content.decode()
    assert "<script>alert(1)</script>" not in text and wrong.context["ticket"] == ""
    assert "3 things must be mended first" in text
    nothing = sent(manager, "zone", b"code,label\nhamptons,The Hamptons\n")
    assert "Nothing would change" in nothing.content.decode() and nothing.context["ticket"] == ""


def test_names_full_of_html_are_shown_as_they_are_typed(manager: Client) -> None:
    looked = sent(manager, "zone", b"code,label\nhamptons,<script>alert(1)</script>\n")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in looked.content.decode()
    confirm(manager, "zone", looked)
    for act in ("changelist", "import", "export"):
        assert "<script>alert(1)" not in manager.get(page("zone", act)).content.decode()


def test_what_somebody_changed_in_between_is_shown_before_it_is_written(manager: Client) -> None:
    looked = sent(manager, "zone", b"code,label\nhamptons,The East\n")
    models.Zone.objects.filter(code="hamptons").update(label="Another's name")
    shown = confirm(manager, "zone", looked)
    assert "Somebody changed this list in between" in shown.content.decode()
    assert models.Zone.objects.get(code="hamptons").label == "Another's name"
    confirm(manager, "zone", shown)
    assert models.Zone.objects.get(code="hamptons").label == "The East"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_is_searched_for_leaves_and_is_recorded(manager: Client, format: str) -> None:
    response = manager.post(f"{page('zone', 'export')}?q=hampt", {"format": format})
    data = response.getvalue()
    table = read_table(data, most_rows=10)
    assert [row[1][0] for row in table.rows] == ["hamptons"]
    assert response.headers["Content-Disposition"].endswith(f'.{format}"')
    entry = AuditEntry.objects.get(verb="zone.exported")
    assert (entry.data, entry.actor.full_name) == ({"rows": 1, "format": format}, "Manager")


def test_withdrawn_prices_stay_behind(manager: Client) -> None:
    table = read_table(manager.post(page("itemprice", "export"), {"format": "csv"}).getvalue(), most_rows=100)
    assert len(table.rows) == 25
    assert "25 rows" in manager.get(page("itemprice", "export")).content.decode()
