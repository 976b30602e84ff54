"""The sidebar: what staff look for, in their words, each entry only for those who may see the page behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from bookings.leads.queries import new_count as new_leads


class Entry(NamedTuple):
    """One link: `target` is a model label (`bookings.Booking`) or the name of a page (`admin:index`)."""

    title: str
    icon: str
    target: str
    badge: Callable[[], int] | None = None  # how many wait there; shown where it is not none
    right: str = ""  # who may follow the link of a page that belongs to no model of its own


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Operations",
        (
            Entry("Dashboard", "dashboard", "admin:index"),
            Entry("Bookings", "inventory_2", "bookings.Booking"),
            Entry("Dispatch", "event", "dispatch.Stop"),
            Entry("Requests", "mark_email_unread", "leads.Lead", new_leads),
            Entry("Customers", "group", "customers.Customer"),
        ),
    ),
    (
        "Pricing",
        (
            Entry("Surcharge rules", "rule_settings", "pricing_rules.Rule"),
            Entry("Rule sets", "history", "pricing_rules.RuleSet"),
            Entry("Requests to publish", "how_to_reg", "pricing_rules.PublishRequest"),
            Entry("Publishing policy", "policy", "pricing_rules.PublishingPolicy"),
            Entry("Price cases", "fact_check", "pricing_rules.PriceCase"),
            Entry("Impact", "query_stats", "pricing_rules.ImpactRun"),
            Entry(
                "Heat map",
                "local_fire_department",
                "admin:pricing_rules_rule_heat_map",
                right="pricing_rules.view_rule",
            ),
            Entry("Quotes", "request_quote", "pricing_rules.Quote"),
        ),
    ),
    (
        "Catalogue",
        (
            Entry("Services", "sell", "catalog.Service"),
            Entry("Packages", "package_2", "catalog.Package"),
            Entry("Add-ons", "add_box", "catalog.AddOn"),
            Entry("Specialty items", "surfing", "catalog.SpecialtyItem"),
            Entry("Routes", "flight", "catalog.Route"),
            Entry("Prices", "attach_money", "catalog.ItemPrice"),
            Entry("Questions", "quiz", "catalog.Question"),
            Entry("Policy", "gavel", "catalog.BookingPolicy"),
        ),
    ),
    (
        "Places and days",
        (
            Entry("Zones", "map", "catalog.Zone"),
            Entry("Towns", "signpost", "catalog.Town"),
            Entry("Buildings", "apartment", "catalog.Building"),
            Entry("Pickup windows", "schedule", "catalog.PickupWindow"),
            Entry("Seasons", "sunny", "catalog.Season"),
            Entry("Holidays", "celebration", "catalog.HolidayOverride"),
            Entry("Closed dates", "event_busy", "catalog.ClosedDate"),
            Entry("Vans", "local_shipping", "catalog.Van"),
            Entry("Days of the fleet", "calendar_month", "catalog.FleetDay"),
        ),
    ),
    (
        "Money",
        (
            Entry("Payments", "credit_card", "payments.Payment"),
            Entry("Refunds", "currency_exchange", "payments.Refund"),
            Entry("Ledger", "receipt_long", "payments.LedgerEntry"),
        ),
    ),
    (
        "Messages",
        (
            Entry("Messages", "mail", "notifications.Message"),
            Entry("Templates", "edit_note", "notifications.MessageTemplate"),
        ),
    ),
    ("Website", (Entry("Pages and texts", "web", "wagtailadmin_home"),)),
    (
        "Staff and system",
        (
            Entry("Staff logins", "badge", "accounts.User"),
            Entry("Roles", "admin_panel_settings", "auth.Group"),
            Entry("Audit", "policy", "audit.AuditEntry"),
            Entry("Outbox", "outbox", "outbox.Effect"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups and links this person may follow; models no group names stand under the name of their room."""
    named: set[type[Model]] = set()
    groups: list[dict[str, Any]] = []
    for title, entries in GROUPS:
        items = [item for entry in entries if (item := _item(request, entry, named))]
        groups.append({"title": title, "separator": bool(groups), "items": items})
    others = _others(request, named)
    for group in groups:
        group["items"] += others.pop(group["title"], [])
    groups += [{"title": title, "separator": True, "items": items} for title, items in sorted(others.items())]
    _mark_the_open_page([item for group in groups for item in group["items"]], request.path)
    return [group for group in groups if group["items"]]


def _mark_the_open_page(items: list[dict[str, Any]], path: str) -> None:
    """Of a list and a page below its address only the page is open; Unfold alone would mark both."""
    under = [item for item in items if len(item["link"]) > len("/admin/") and path.startswith(item["link"])]
    open_page = max(under, key=lambda item: len(item["link"]), default=None)
    for item in under:
        item["active"] = item is open_page


def _item(request: HttpRequest, entry: Entry, named: set[type[Model]]) -> dict[str, Any] | None:
    if ":" in entry.target or "." not in entry.target:
        return _page(request, entry)
    try:
        model = apps.get_model(entry.target)
    except LookupError:
        return None
    named.add(model)
    if not _may_see(request, model):
        return None
    item = {"title": entry.title, "icon": entry.icon, "link": _list_address(model)}
    waiting = entry.badge() if entry.badge else 0
    return item | ({"badge": str(waiting), "badge_variant": "warning"} if waiting else {})


def _page(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    if entry.target.startswith("wagtail") and not request.user.has_perm("wagtailadmin.access_admin"):
        return None
    if entry.right and not request.user.has_perm(entry.right):
        return None
    try:
        return {"title": entry.title, "icon": entry.icon, "link": reverse(entry.target)}
    except NoReverseMatch:
        return None


# Rooms whose further models belong under a heading that exists already
_HEADINGS = {
    "catalog": "Catalogue",
    "pricing_rules": "Pricing",
    "bookings": "Operations",
    "customers": "Operations",
    "dispatch": "Operations",
    "payments": "Money",
    "notifications": "Messages",
}


def _others(request: HttpRequest, named: set[type[Model]]) -> dict[str, list[dict[str, Any]]]:
    others: dict[str, list[dict[str, Any]]] = {}
    for model in sorted(admin.site._registry, key=lambda model: str(model._meta.verbose_name_plural)):
        if model in named or not _may_see(request, model):
            continue
        heading = _HEADINGS.get(model._meta.app_label, "Staff and system")
        title = str(model._meta.verbose_name_plural)
        item = {"title": title[:1].upper() + title[1:], "icon": "list", "link": _list_address(model)}
        others.setdefault(heading, []).append(item)
    return others


def _may_see(request: HttpRequest, model: type[Model]) -> bool:
    page = admin.site._registry.get(model)
    if page is None:
        return False
    return bool(page.has_module_permission(request) and page.has_view_or_change_permission(request))


def _list_address(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
