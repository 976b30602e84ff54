"""Buildings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from catalog.addresses import address_key
from catalog.admin.base import CatalogueAdmin
from catalog.admin.spreadsheets.declared_places import BUILDINGS
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import building_problems
from catalog.models import Building


class BuildingForm(forms.ModelForm):  # type: ignore[misc]
    class Meta:
        model = Building
        fields = [
            "name",
            "line1",
            "city",
            "state",
            "zip",
            "coi_demanded",
            "coverage_minimum_cents",
            "certificate_holder",
            "elevator_hours",
            "notes",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        line1, zip_code = cleaned.get("line1"), cleaned.get("zip")
        cleaned["state"] = str(cleaned.get("state") or "").upper()
        if not line1 or not zip_code:
            return cleaned
        for field, words in building_problems(line1, zip_code, cleaned["state"]):
            self.add_error(field, words)
        self.instance.key = address_key(line1, zip_code)
        if Building.objects.filter(key=self.instance.key).exclude(pk=self.instance.pk).exists():
            self.add_error("line1", "A building at this address is in the list already.")
        return cleaned


@admin.register(Building)
class BuildingAdmin(SheetAdmin, CatalogueAdmin):
    """Bookings find their building by street and ZIP, however they are written."""

    form = BuildingForm
    sheet = BUILDINGS
    fixed = ()
    deletable = True
    list_display = ("__str__", "line1", "city", "zip", "coi_demanded")
    list_filter = ("coi_demanded", "state")
    search_fields = ("name", "line1", "city", "zip", "certificate_holder")
    search_help_text = "Search by name, street, city or ZIP"
    fieldsets = (
        (None, {"fields": ("name", "line1", "city", "state", "zip")}),
        ("Certificate", {"fields": ("coi_demanded", "coverage_minimum_cents", "certificate_holder")}),
        ("Access", {"fields": ("elevator_hours", "notes")}),
    )
