"""The list's filters, beside those that Unfold makes from a field."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from bookings.admin.work import WORKS, work_of
from bookings.models import Booking, BookingStop
from bookings.payments.models import Payment, PaymentState
from catalog.models import Service, Zone
from foundation.clock import new_york_day, utc_now

PAID = (PaymentState.SUCCEEDED, PaymentState.PARTIALLY_REFUNDED)


class WorkFilter(DropdownFilter):  # type: ignore[misc]
    """What the tabs choose; also reachable from the filter panel."""

    title = "work"
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [(work.code, work.label) for work in WORKS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        return work_of(queryset, self.value() or "", new_york_day(utc_now()))


class ServiceFilter(DropdownFilter):  # type: ignore[misc]
    """By the catalogue's services, so that the choice costs no search through the bookings."""

    title = "service"
    parameter_name = "service"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return list(Service.objects.values_list("code", "label"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        return queryset.filter(service=self.value()) if self.value() else queryset


class ZoneFilter(DropdownFilter):  # type: ignore[misc]
    """Either address in a zone, as the zone is today."""

    title = "zone"
    parameter_name = "zone"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return list(Zone.objects.filter(active=True).values_list("code", "label"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        if not self.value():
            return queryset
        inside = Q(pk__in=())
        for kind, value in Zone.objects.filter(code=self.value()).values_list("members__kind", "members__value"):
            inside |= _member(kind or "", value or "")
        return queryset.filter(Exists(BookingStop.objects.filter(inside, booking=OuterRef("pk"))))


def _member(kind: str, value: str) -> Q:
    """Where a stop lies in one entry of a zone's list; a city may carry its state ("Greenwich, CT")."""
    if kind == "city":
        city, _, state = value.partition(",")
        return Q(city__iexact=city.strip()) & (Q(state__iexact=state.strip()) if state.strip() else Q())
    lookup = {"zip": "zip", "prefix": "zip__startswith", "state": "state__iexact"}.get(kind)
    return Q(**{lookup: value}) if lookup else Q(pk__in=())


class PaidFilter(DropdownFilter):  # type: ignore[misc]
    """Whether money was kept for it."""

    title = "paid"
    parameter_name = "paid"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("yes", "Paid"), ("no", "Not paid")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        if self.value() not in ("yes", "no"):
            return queryset
        paid = Exists(Payment.objects.filter(booking=OuterRef("pk"), state__in=PAID))
        return queryset.filter(paid if self.value() == "yes" else ~paid)


class CoiFilter(DropdownFilter):  # type: ignore[misc]
    """Whether a certificate of insurance belongs to it: asked for, or included in its package."""

    title = "certificate (COI)"
    parameter_name = "coi"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("yes", "With certificate"), ("no", "Without")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        if self.value() not in ("yes", "no"):
            return queryset
        needed = Q(quote__facts__coi_requested=True) | Q(quote__facts__coi_included=True)
        return queryset.filter(needed) if self.value() == "yes" else queryset.exclude(needed)
