"""Bookings in the staff admin: the list they are found in, and the page they are worked on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.decorators import display

from bookings.admin import export, page, search
from bookings.admin.filters import CoiFilter, PaidFilter, ServiceFilter, WorkFilter, ZoneFilter
from bookings.admin.labels import STATE_TONES
from bookings.admin.money import KEPT_KINDS
from bookings.admin.transitions import TransitionButtons
from bookings.admin.visits import note_visit
from bookings.admin.work import WORKS
from bookings.models import Booking
from bookings.payments.models import LedgerEntry
from foundation.clock import new_york_day, utc_now
from foundation.money import dollars
from foundation.staffadmin.admin import StaffModelAdmin
from foundation.staffadmin.exports import ExportAdmin


@admin.register(Booking)
class BookingAdmin(ExportAdmin, TransitionButtons, StaffModelAdmin):
    """Nothing of a booking is edited in a form: every change is an operation with its own button, right and record."""

    read_only = True
    revertible = False
    list_display = ["who", "what", "when", "route", "state_shown", "paid", "total"]
    list_display_links = ["who"]
    list_filter = [
        WorkFilter,
        ("state", ChoicesDropdownFilter),
        ServiceFilter,
        ("pickup_date", RangeDateFilter),
        ZoneFilter,
        PaidFilter,
        CoiFilter,
        ("source", ChoicesDropdownFilter),
    ]
    list_filter_submit = True
    search_fields = ["number"]  # shows the box; `get_search_results` does the search
    search_help_text = search.example()
    ordering = ["-number"]
    actions = None

    # The page --------------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The booking's own page in place of a form. Nothing can be posted to it, however the POST was made."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        booking = self._found(object_id)
        now = utc_now()
        note_visit(seen=booking, actor=self.actor(request), now=now)
        context = {
            **self.admin_site.each_context(request),
            **page.context(booking, user=request.user, show=request.GET.get("show", ""), now=now),
            "title": booking.reference,
            "original": booking,
            "opts": self.opts,
            "own_heading": True,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "backoffice/bookings/booking.html", context)

    def _found(self, object_id: str) -> Booking:
        try:
            return page.load(UUID(object_id))
        except (ValueError, Booking.DoesNotExist) as missing:
            raise Http404("There is no such booking.") from missing

    # The export ------------------------------------------------------------------------------------------------------

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("bookings.export_booking")

    def export_rows(self, request: HttpRequest, queryset: QuerySet[Booking]) -> Iterator[list[Any]]:
        return export.export_rows(queryset)

    # The list --------------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Booking]:
        bookings: QuerySet[Booking] = super().get_queryset(request)
        kept = LedgerEntry.objects.filter(payment__booking=OuterRef("pk"), kind__in=KEPT_KINDS).order_by()
        kept_cents = kept.values("payment__booking").annotate(cents=Sum("amount_cents")).values("cents")
        return bookings.annotate(kept_cents=Coalesce(Subquery(kept_cents), 0)).prefetch_related("stops")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Booking], search_term: str
    ) -> tuple[QuerySet[Booking], bool]:
        return search.matching(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tabs = {"models": [Booking._meta.label_lower], "items": self._tabs(request)}
        context = {"tab_list": [tabs], "title": "Bookings", **(extra_context or {})}
        return super().changelist_view(request, context)

    def _tabs(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The tabs keep what was searched for, and drop the filters, which would fight them."""
        address = reverse("admin:bookings_booking_changelist")
        kept = {"q": request.GET["q"]} if request.GET.get("q") else {}
        chosen = request.GET.get("work", "")
        every = [("", "All"), *((work.code, work.label) for work in WORKS if work.is_tab)]
        return [
            {
                "title": title,
                "link": f"{address}?{urlencode({**kept, **({'work': code} if code else {})})}",
                "active": code == chosen,
                "has_permission": True,
            }
            for code, title in [*every[1:], every[0]]
        ]

    @display(description="Booking", ordering="number", header=True)
    def who(self, booking: Booking) -> list[str]:
        return [booking.reference, booking.contact_name]

    @display(description="Service", ordering="service_label")
    def what(self, booking: Booking) -> str:
        return booking.service_label

    @display(description="Pickup", ordering="pickup_date", header=True)
    def when(self, booking: Booking) -> list[str]:
        if booking.pickup_date is None:
            return ["Not scheduled", ""]
        day = booking.pickup_date
        year = "" if day.year == new_york_day(utc_now()).year else f", {day.year}"
        return [f"{day:%a, %b} {day.day}{year}", booking.window_label]

    @display(description="Route")
    def route(self, booking: Booking) -> str:
        return " to ".join(stop.city for stop in booking.stops.all()) or "–"

    @display(description="State", ordering="state", label=STATE_TONES)
    def state_shown(self, booking: Booking) -> str:
        return str(booking.get_state_display())

    @display(description="Paid", ordering="kept_cents")
    def paid(self, booking: Booking) -> str:
        return dollars(booking.kept_cents) if booking.kept_cents else "–"  # type: ignore[attr-defined]

    @display(description="Total", ordering="total_cents")
    def total(self, booking: Booking) -> str:
        return dollars(booking.total_cents)
