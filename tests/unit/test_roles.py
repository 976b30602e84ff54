"""The rights table of 7-staff.md, cell by cell, as the seed files spell it."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation.accounts.roles import read_roles
from foundation.seeding.operations import BadSeed

COLUMNS = ("Administrator", "Manager", "Operations", "Customer service", "Finance", "Viewer")

TABLE = {
    "bookings.view_booking": "✓✓✓✓✓✓",
    "customers.view_customer": "✓✓✓✓✓✓",
    "bookings.change_booking": "✓✓✓✓··",
    "bookings.start_booking": "✓✓✓✓··",
    "bookings.cancel_booking": "✓✓✓✓··",
    "customers.change_customer": "✓✓✓✓··",
    "leads.view_lead": "✓✓✓✓✓✓",
    "leads.change_lead": "✓✓✓✓··",
    "leads.archive_lead": "✓✓✓✓··",
    "documents.change_document": "✓✓✓✓··",
    "dispatch.change_stop": "✓✓✓···",
    "dispatch.override_coi_gate": "✓✓✓···",
    "outbox.retry_effect": "✓✓✓···",
    "bookings.approve_booking": "✓✓····",
    "bookings.override_price": "✓✓····",
    "bookings.export_booking": "✓✓··✓·",
    "catalog.change_price": "✓✓····",
    "pricing_rules.publish_ruleset": "✓✓····",
    "pricing_rules.change_rule": "✓✓····",
    "pricing_rules.view_pricecase": "✓✓✓✓✓✓",
    "pricing_rules.change_pricecase": "✓✓····",
    "pricing_rules.override_cases": "✓✓····",
    "pricing_rules.view_impactrun": "✓✓✓✓✓✓",
    "pricing_rules.add_impactrun": "✓✓····",
    "notifications.change_messagetemplate": "✓✓····",
    "notifications.resend_message": "✓✓✓✓··",
    "payments.request_refund": "✓✓✓✓✓·",
    "payments.approve_refund": "✓✓··✓·",
    "payments.reconcile_payment": "✓✓··✓·",
    "reports.view_money": "✓✓··✓·",
    "accounts.change_user": "✓·····",
    "accounts.unlock_user": "✓·····",
    "auth.change_group": "✓·····",
    "customers.erase_customer": "✓·····",
    "audit.view_auditentry": "✓✓····",
}


@pytest.mark.parametrize(("permission", "row"), TABLE.items())
def test_who_may_do_what(permission: str, row: str) -> None:
    roles = {role.name: role for role in read_roles()}
    holders = {name for name in COLUMNS if list(roles[name].permissions([permission]))}
    assert holders == {name for name, mark in zip(COLUMNS, row, strict=True) if mark == "✓"}


@pytest.mark.parametrize("permission", [name for name in TABLE if not name.startswith("wagtail")])
@pytest.mark.parametrize("name", ["Marketing", "Driver"])
def test_marketing_and_drivers_have_no_part_in_the_table(name: str, permission: str) -> None:
    (role,) = [role for role in read_roles() if role.name == name]
    assert list(role.permissions([permission])) == []


def test_marketing_has_wagtail_and_drivers_their_run() -> None:
    roles = {role.name: role for role in read_roles()}
    assert list(roles["Marketing"].permissions(["wagtailadmin.access_admin"]))
    assert not list(roles["Viewer"].permissions(["wagtailadmin.access_admin"]))
    assert list(roles["Driver"].permissions(["dispatch.drive_run", "dispatch.change_stop"])) == ["dispatch.drive_run"]


def test_a_right_that_nobody_described_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rights.yaml").write_text("- {right: see, permissions: [bookings.view_*]}\n")
    (tmp_path / "roles.yaml").write_text("- {role: Clerk, rights: [see, fly]}\n")
    with pytest.raises(BadSeed, match=r"The role Clerk has a right that rights\.yaml does not describe: fly"):
        read_roles(tmp_path)
