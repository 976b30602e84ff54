"""Vans and the days on which the fleet is not as usual."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.spreadsheets.declared_places import FLEET_DAYS, VANS
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.models import FleetDay, Van, VanOverride


@admin.register(Van)
class VanAdmin(SheetAdmin, CatalogueAdmin):
    """A van is retired by its last day in service, so that the bookings it carried keep it."""

    sheet = VANS
    fixed = ()
    list_display = ("name", "item_capacity", "specialty_capacity", "in_service_from", "in_service_until")
    search_fields = ("name", "note")
    search_help_text = "Search by name or note"


class VanOverrideInline(CatalogueInline):
    model = VanOverride
    autocomplete_fields = ("van",)


@admin.register(FleetDay)
class FleetDayAdmin(SheetAdmin, CatalogueAdmin):
    """A van off, an extra van, other capacities, no specialty items, a note: for one day."""

    sheet = FLEET_DAYS
    inlines = (VanOverrideInline,)
    fixed = ("date",)
    deletable = True
    list_display = ("date", "changes", "specialty_closed", "note")
    list_filter = ("specialty_closed",)
    search_fields = ("note", "vans__van__name")
    search_help_text = "Search by note or van"
    date_hierarchy = "date"
    fields = ("date", "specialty_closed", "note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(van_count=Count("vans", distinct=True))

    @admin.display(description="vans changed", ordering="van_count")
    def changes(self, day: Any) -> int:
        return int(day.van_count)
