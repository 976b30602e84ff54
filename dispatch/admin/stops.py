"""The list of stops: where the crews go on a day. Planning them follows with the dispatch board."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from dispatch.models import Stop
from foundation.clock import clock_label, day_label, new_york
from foundation.staffadmin.admin import StaffModelAdmin


@admin.register(Stop)
class StopAdmin(StaffModelAdmin):
    """Read-only: stops come from confirmed bookings."""

    read_only = True
    list_display = ["kind", "place", "when", "state_label", "booking"]
    list_display_links = ["kind"]
    list_filter = [("window_from", RangeDateTimeFilter), "state", "kind"]
    list_filter_submit = True
    search_fields = ["booking__number", "booking__contact_name", "booking__stops__zip", "booking__stops__line1"]
    search_help_text = "Search by booking number, customer, street or ZIP"
    fields = ["booking", "kind", "state", "place", "when", "taken_in_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stop]:
        stops: QuerySet[Stop] = super().get_queryset(request)
        return stops.select_related("booking").prefetch_related("booking__stops")

    @display(description="Address")
    def place(self, stop: Stop) -> str:
        found = next((each for each in stop.booking.stops.all() if each.kind == stop.kind), None)
        return found.one_line if found else "–"

    @display(description="Window", ordering="window_from")
    def when(self, stop: Stop) -> str:
        begins = new_york(stop.window_from)
        return f"{day_label(begins.date())}, {clock_label(stop.window_from)} to {clock_label(stop.window_until)}"

    @display(description="State", label={"Done": "success", "Failed": "danger", "On the way": "info"})
    def state_label(self, stop: Stop) -> str:
        return stop.get_state_display()
