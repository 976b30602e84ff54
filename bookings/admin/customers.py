"""Customers in the staff admin: finding one and seeing what they have booked. Merging and erasing follow."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display

from bookings.admin.money import KEPT_KINDS
from bookings.admin.visits import note_visit
from bookings.customers.models import Customer
from bookings.models import Booking
from bookings.payments.models import LedgerEntry
from foundation.clock import utc_now
from foundation.money import dollars
from foundation.staffadmin.admin import StaffModelAdmin, StaffTabularInline


class BookingsOfCustomer(StaffTabularInline):
    """A customer's bookings, each a link to its own page."""

    model = Booking
    fields = readonly_fields = ["booking_link", "service_label", "pickup_date", "state", "total"]
    verbose_name_plural = "bookings"
    per_page = 20
    hide_title = True
    can_delete = False
    ordering = ["-number"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Booking")
    def booking_link(self, booking: Booking) -> str:
        address = reverse("admin:bookings_booking_change", args=[booking.pk])
        return format_html('<a class="crm-link" href="{}">{}</a>', address, booking.reference)

    @display(description="Total")
    def total(self, booking: Booking) -> str:
        return dollars(booking.total_cents)


@admin.register(Customer)
class CustomerAdmin(StaffModelAdmin):
    """Who books with us, to be looked at: what was promised on a booking stays on the booking."""

    read_only = True
    list_display = ["name", "email", "phone", "kind", "booking_count", "kept", "last_pickup"]
    search_fields = ["name", "email", "phone", "bookings__stops__line1"]
    search_help_text = "Name, e-mail, phone or street"
    fields = ["name", "email", "phone", "user", "created_at"]
    inlines = [BookingsOfCustomer]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        customers: QuerySet[Customer] = super().get_queryset(request)
        kept = LedgerEntry.objects.filter(payment__booking__customer=OuterRef("pk"), kind__in=KEPT_KINDS).order_by()
        kept_cents = kept.values("payment__booking__customer").annotate(cents=Sum("amount_cents")).values("cents")
        return customers.annotate(
            bookings_made=Count("bookings", distinct=True),
            last_day=Max("bookings__pickup_date"),
            kept_cents=Coalesce(Subquery(kept_cents), 0),
        )

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200:
            note_visit(seen=Customer.objects.get(pk=object_id), actor=self.actor(request), now=utc_now())
        return response

    @display(description="Kind")
    def kind(self, customer: Customer) -> str:
        return "Account" if customer.user_id else "Guest"

    @display(description="Bookings", ordering="bookings_made")
    def booking_count(self, customer: Customer) -> int:
        return int(customer.bookings_made)  # type: ignore[attr-defined]

    @display(description="Paid", ordering="kept_cents")
    def kept(self, customer: Customer) -> str:
        return dollars(customer.kept_cents)  # type: ignore[attr-defined]

    @display(description="Last pickup", ordering="last_day")
    def last_pickup(self, customer: Customer) -> Any:
        return customer.last_day or "–"  # type: ignore[attr-defined]
