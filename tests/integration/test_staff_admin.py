"""The base of staff pages: what it refuses, what it records; and the slots that higher rooms fill."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from catalog.models import Zone
from foundation.accounts.operations import seed_roles
from foundation.audit.models import AuditEntry
from foundation.staffadmin import slots
from foundation.staffadmin.admin import StaffModelAdmin
from tests.booking_making import NOW, seed_business
from tests.staff_forms import client_of, form_data, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def business(db: None) -> None:
    seed_business()
    seed_roles(now=NOW)


@pytest.fixture(autouse=True)
def empty_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_slots", {})


def test_a_change_is_audited_by_field_with_who_and_from_where() -> None:
    client, zone = client_of("Manager", now=NOW), Zone.objects.get(code="hamptons")
    client.post(page_of(zone), form_data(client.get(page_of(zone)), label="The East End"))
    entry = AuditEntry.objects.get(target_type="catalog.zone", target_id=str(zone.pk))
    assert (entry.verb, entry.data, entry.actor.full_name) == ("zone.changed", {"fields": ["Label"]}, "Manager")
    assert (entry.via, entry.origin.ip) == ("admin", "127.0.0.1")
    assert zone.history.count() == 2


def test_nothing_is_hard_deleted_unless_a_page_opens_it() -> None:
    pages = [page for page in admin.site._registry.values() if isinstance(page, StaffModelAdmin)]
    chief = RequestFactory().get("/")
    chief.user = Chief()
    shut = [page for page in pages if not page.deletable]
    assert len(shut) > 10
    assert not any(page.has_delete_permission(chief) for page in shut)
    for page in pages:
        if page.read_only:
            assert not (page.has_add_permission(chief) or page.has_change_permission(chief)), page
            assert page.revert_disabled(chief), page


class Chief:
    """Somebody with every right."""

    is_active = is_staff = is_superuser = True

    def has_perm(self, *args: Any) -> bool:
        return True


def test_money_and_commitments_are_never_deleted_or_edited_in_a_form() -> None:
    read_only = {page.model._meta.label for page in admin.site._registry.values() if getattr(page, "read_only", False)}
    assert read_only >= {
        "bookings.Booking",
        "payments.Payment",
        "payments.Refund",
        "payments.LedgerEntry",
        "audit.AuditEntry",
    }


def rendered(obj: object) -> str:
    template = Template('{% load slots %}[{% slot "a.page.aside" obj %}]')
    return template.render(Context({"request": RequestFactory().get("/"), "obj": obj}))


def test_an_unfilled_slot_is_empty() -> None:
    assert rendered("x") == "[]"


def test_a_slot_shows_its_fillings_in_order_each_with_its_own_context() -> None:
    def late(request: HttpRequest, obj: Any) -> slots.Filling:
        return {"template": "backoffice/bookings/transition.html", "context": {"info": None, "gone": f"late {obj}"}}

    def early(request: HttpRequest, obj: Any) -> slots.Filling:
        return {"template": "backoffice/bookings/transition.html", "context": {"info": None, "gone": "early <b>"}}

    def nothing(request: HttpRequest, obj: Any) -> None:
        return None

    slots.fill("a.page.aside", late, order=20)
    slots.fill("a.page.aside", early, order=10)
    slots.fill("a.page.aside", nothing)
    slots.fill("a.page.aside", late, order=20)
    shown = rendered("x")
    assert shown.index("early &lt;b&gt;") < shown.index("late x")
    assert shown.count("late x") == 1
