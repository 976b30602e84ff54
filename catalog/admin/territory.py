"""Zones and towns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.models import Town, TownZip, Zone, ZoneMember
from catalog.places import find, states


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
        problem = _problem(kind, value)
        if problem:
            self.add_error("value", problem)
        cleaned["value"] = value
        return cleaned


def _problem(kind: str, value: str) -> str:
    """What is wrong with an entry, in words; empty where nothing is."""
    digits = value.isascii() and value.isdigit()
    if kind == ZoneMember.Kind.ZIP and (not digits or len(value) != 5 or find(value) is None):
        return f"{value} is not a ZIP code that the post office knows."
    if kind == ZoneMember.Kind.PREFIX and (not digits or not 1 <= len(value) <= 4):
        return "Enter the first one to four digits of ZIP codes: 119."
    if kind == ZoneMember.Kind.STATE and value not in states():
        return f"{value} is not a state: enter its two letters, CT."
    return ""


class ZoneMemberInline(CatalogueInline):
    model = ZoneMember
    form = ZoneMemberForm


@admin.register(Zone)
class ZoneAdmin(CatalogueAdmin):
    inlines = (ZoneMemberInline,)
    deletable = True
    list_display = ("label", "code", "entries", "position", "active")
    list_filter = ("active",)
    search_fields = ("label", "code", "members__value")
    search_help_text = "Search by name, code, ZIP, city or state"
    fields = ("code", "label", "note", "position", "active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(entry_count=Count("members", distinct=True))

    @admin.display(description="entries", ordering="entry_count")
    def entries(self, zone: Any) -> int:
        return int(zone.entry_count)


class TownZipFormSet(BaseInlineFormSet):  # type: ignore[misc]
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            zip_code = form.cleaned_data.get("zip") if hasattr(form, "cleaned_data") else None
            if zip_code and find(zip_code) is None:
                form.add_error("zip", f"{zip_code} is not a ZIP code that the post office knows.")


class TownZipInline(CatalogueInline):
    model = TownZip
    formset = TownZipFormSet


@admin.register(Town)
class TownAdmin(CatalogueAdmin):
    inlines = (TownZipInline,)
    deletable = True
    list_display = ("label", "code", "position")
    list_editable = ("position",)
    search_fields = ("label", "code", "zips__zip")
    search_help_text = "Search by name, code or ZIP"
    fields = ("code", "label", "position")
