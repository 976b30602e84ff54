"""Seasons, holidays of our own, closed dates, pickup windows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action

from catalog.admin.base import CatalogueAdmin, CatalogueInline
from catalog.admin.prices import today
from catalog.admin.spreadsheets.declared_places import CLOSED_DATES, HOLIDAYS, SEASONS, WINDOWS
from catalog.admin.spreadsheets.pages import SheetAdmin
from catalog.checks import window_problems
from catalog.errors import CatalogueRefused
from catalog.models import BookingPolicy, ClosedDate, HolidayOverride, PickupWindow, Season, SeasonDates
from catalog.operations import make_default_window
from catalog.queries import catalogue
from foundation.clock import utc_now


class SeasonDatesInline(CatalogueInline):
    model = SeasonDates


@admin.register(Season)
class SeasonAdmin(SheetAdmin, CatalogueAdmin):
    """Rules may ask whether a pickup lies in a season. Its days are rows: add next year's in good time."""

    sheet = SEASONS
    named_as = "season"
    inlines = (SeasonDatesInline,)
    deletable = True
    list_display = ("label", "code", "covered", "active")
    search_fields = ("label", "code")
    fields = ("code", "label", "active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(last_covered=Max("dates__last_day"))

    @admin.display(description="dates until", ordering="last_covered")
    def covered(self, season: Any) -> str:
        if season.last_covered is None:
            return "No dates yet"
        policy = BookingPolicy.objects.values_list("horizon_days", flat=True).first() or 0
        short = season.last_covered < today() + timedelta(days=policy)
        remark = ": add the next year's, customers can book beyond" if short else ""
        return f"{season.last_covered:%B} {season.last_covered.day}, {season.last_covered.year}{remark}"


@admin.register(HolidayOverride)
class HolidayOverrideAdmin(SheetAdmin, CatalogueAdmin):
    """Federal holidays count by themselves, on their own date and where observed; here stand the exceptions."""

    sheet = HOLIDAYS
    fixed = ()
    deletable = True
    list_display = ("date", "name", "is_holiday")
    list_filter = ("is_holiday",)
    search_fields = ("name",)
    search_help_text = "Search by name"
    date_hierarchy = "date"


@admin.register(ClosedDate)
class ClosedDateAdmin(SheetAdmin, CatalogueAdmin):
    sheet = CLOSED_DATES
    fixed = ()
    deletable = True
    list_display = ("date", "reason")
    search_fields = ("reason",)
    search_help_text = "Search by reason"
    date_hierarchy = "date"


class PickupWindowForm(forms.ModelForm):  # type: ignore[misc]
    class Meta:
        model = PickupWindow
        fields = ["code", "label", "starts", "ends", "daily_limit", "position", "active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        problems = window_problems(
            cleaned.get("starts"),
            cleaned.get("ends"),
            active=cleaned.get("active") is not False,
            is_default=self.instance.is_default,
            policy=catalogue(at=utc_now()).policy,
        )
        for field, words in problems:
            self.add_error(field, words)
        return cleaned


@admin.register(PickupWindow)
class PickupWindowAdmin(SheetAdmin, CatalogueAdmin):
    sheet = WINDOWS
    form = PickupWindowForm
    list_display = ("label", "code", "starts", "ends", "is_default", "daily_limit", "active")
    list_filter = ("active",)
    search_fields = ("label", "code")
    readonly_fields = ("is_default",)
    fields = ("code", "label", "starts", "ends", "is_default", "daily_limit", "position", "active")
    actions_detail = ("make_default",)

    def has_make_default_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Only for a window that may become the default."""
        if object_id is None or not self.has_change_permission(request):
            return False
        return PickupWindow.objects.filter(pk=object_id, active=True, is_default=False).exists()

    @action(
        description="Make it the default",
        permissions=["make_default"],
        dialog={
            "title": "Make this the default window?",
            "description": "The booking form then chooses it where the customer has chosen none.",
        },
    )
    def make_default(self, request: HttpRequest, form: Any, object_id: str) -> HttpResponse:
        address = reverse("admin:catalog_pickupwindow_change", args=[object_id])
        try:
            window = make_default_window(window_id=int(object_id), actor=self.actor(request), now=utc_now())
        except CatalogueRefused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"{window.label} is the default window now.")
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
