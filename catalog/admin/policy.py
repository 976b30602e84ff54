"""The booking policy: one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.spreadsheets.declared_places import POLICY
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import states_problem
from catalog.models import BookingPolicy, CancellationTier


class BookingPolicyForm(forms.ModelForm):  # type: ignore[misc]
    class Meta:
        model = BookingPolicy
        fields = "__all__"  # noqa: DJ007 - the page is the whole row

    def clean_served_states(self) -> str:
        """Two-letter codes, written one way."""
        typed = [state.strip().upper() for state in self.cleaned_data["served_states"].split(",") if state.strip()]
        words = states_problem(typed)
        if words:
            raise ValidationError(words)
        return ", ".join(dict.fromkeys(typed))


class CancellationTierInline(CatalogueInline):
    model = CancellationTier
    verbose_name_plural = "cancellation (less time than the last tier: no refund)"


@admin.register(BookingPolicy)
class BookingPolicyAdmin(SheetAdmin, CatalogueAdmin):
    """The list leads straight to the one page there is."""

    form = BookingPolicyForm
    sheet = POLICY
    inlines = (CancellationTierInline,)
    fixed = ()
    fieldsets = (
        ("Dates", {"fields": ("lead_days", "horizon_days", "first_pickup", "last_pickup", "few_left")}),
        ("Same-day delivery", {"fields": ("same_day_cutoff", "same_day_items")}),
        ("Limits", {"fields": ("served_states", "max_specialty", "item_weight_lb")}),
        (
            "Holds and quotes",
            {
                "fields": (
                    "hold_minutes",
                    "link_hold_minutes",
                    "extension_minutes",
                    "max_extensions",
                    "change_hold_minutes",
                    "quote_hours",
                )
            },
        ),
        ("Changes by customers", {"fields": ("reschedule_hours",)}),
    )

    actions_detail = ("to_export", "to_import")

    def has_to_export_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_export_permission(request)

    def has_to_import_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self.has_import_permission(request)

    @action(description="Export", permissions=["to_export"])
    def to_export(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(reverse("admin:catalog_bookingpolicy_export"))

    @action(description="Import", permissions=["to_import"])
    def to_import(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(reverse("admin:catalog_bookingpolicy_import"))

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if BookingPolicy.objects.filter(pk=1).exists():
            return redirect(reverse("admin:catalog_bookingpolicy_change", args=[1]))
        return super().changelist_view(request, extra_context)
