"""Zones and towns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.spreadsheets.declared_places import TOWNS, ZONES
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import member_problem, zip_problem
from catalog.models import Town, TownZip, Zone, ZoneMember


class ZoneMemberForm(forms.ModelForm):  # type: ignore[misc]
    class Meta:
        model = ZoneMember
        fields = ["kind", "value"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, value = cleaned.get("kind"), " ".join(str(cleaned.get("value") or "").split())
        if not kind or not value:
            return cleaned
        if kind == ZoneMember.Kind.STATE:
            value = value.upper()
        problem = member_problem(kind, value)
        if problem:
            self.add_error("value", problem)
        cleaned["value"] = value
        return cleaned


class ZoneMemberInline(CatalogueInline):
    model = ZoneMember
    form = ZoneMemberForm


@admin.register(Zone)
class ZoneAdmin(SheetAdmin, CatalogueAdmin):
    sheet = ZONES
    named_as = "zone"
    inlines = (ZoneMemberInline,)
    deletable = True
    list_display = ("label", "code", "entries", "position", "active")
    list_filter = ("active",)
    search_fields = ("label", "code", "members__value")
    search_help_text = "Search by name, code, ZIP, city or state"
    fields = ("code", "label", "note", "position", "active")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        zone = form.instance
        if not zone.members.exists():
            messages.warning(request, f"{zone.label} has no entries: no address lies in it, and no rule acts by it.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(entry_count=Count("members", distinct=True))

    @admin.display(description="entries", ordering="entry_count")
    def entries(self, zone: Any) -> str:
        return str(zone.entry_count) if zone.entry_count else "None: no address lies in it"


class TownZipFormSet(BaseInlineFormSet):  # type: ignore[misc]
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            zip_code = form.cleaned_data.get("zip") if hasattr(form, "cleaned_data") else None
            if zip_code and (problem := zip_problem(zip_code)):
                form.add_error("zip", problem)


class TownZipInline(CatalogueInline):
    model = TownZip
    formset = TownZipFormSet


@admin.register(Town)
class TownAdmin(SheetAdmin, CatalogueAdmin):
    sheet = TOWNS
    named_as = "town"
    inlines = (TownZipInline,)
    deletable = True
    list_display = ("label", "code", "position")
    list_editable = ("position",)
    search_fields = ("label", "code", "zips__zip")
    search_help_text = "Search by name, code or ZIP"
    fields = ("code", "label", "position")
