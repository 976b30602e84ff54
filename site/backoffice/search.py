"""The command palette: jumps to a booking, a customer or a request, besides the pages that Unfold finds itself."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from unfold.dataclasses import SearchResult

from bookings.admin.search import matching
from bookings.customers.models import Customer
from bookings.leads.queries import matching as matching_leads
from bookings.models import Booking

MOST = 8


def search(request: HttpRequest, term: str) -> list[SearchResult]:
    """At most eight bookings, customers and requests each, of those this person may see."""
    return [*_bookings(request, term), *_customers(request, term), *_leads(request, term)]


def _bookings(request: HttpRequest, term: str) -> list[SearchResult]:
    if not request.user.has_perm("bookings.view_booking"):
        return []
    return [
        SearchResult(
            title=f"{booking.reference} {booking.contact_name}",
            description=f"{booking.service_label}, {booking.get_state_display()}",
            link=reverse("admin:bookings_booking_change", args=[booking.pk]),
            icon="inventory_2",
        )
        for booking in matching(Booking.objects.order_by("-number"), term)[:MOST]
    ]


def _customers(request: HttpRequest, term: str) -> list[SearchResult]:
    if not request.user.has_perm("customers.view_customer"):
        return []
    found = Customer.objects.filter(Q(name__icontains=term) | Q(email__icontains=term) | Q(phone__icontains=term))
    try:
        return [
            SearchResult(
                title=customer.name,
                description=customer.email,
                link=reverse("admin:customers_customer_change", args=[customer.pk]),
                icon="person",
            )
            for customer in found[:MOST]
        ]
    except NoReverseMatch:  # the customers' pages are not part of this installation
        return []


def _leads(request: HttpRequest, term: str) -> list[SearchResult]:
    if not request.user.has_perm("leads.view_lead"):
        return []
    return [
        SearchResult(
            title=str(lead),
            description=f"{lead.get_kind_display()} request, {lead.get_state_display().lower()}",
            link=reverse("admin:leads_lead_change", args=[lead.pk]),
            icon="mark_email_unread",
        )
        for lead in matching_leads(term)[:MOST]
    ]
