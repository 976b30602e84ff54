"""Pages of no one room: the audit."""

from __future__ import annotations

from django.contrib import admin
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from foundation.audit.models import AuditEntry
from foundation.audit.verbs import sentence
from foundation.staffadmin.admin import StaffModelAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(StaffModelAdmin):
    """Who did what, when and from where. Nobody changes or deletes an entry; the database refuses it as well."""

    read_only = True
    list_display = ["at", "who", "what", "target", "via", "ip"]
    list_select_related = ["origin"]
    list_filter = [("at", RangeDateTimeFilter)]
    list_filter_submit = True
    search_fields = ["verb", "target_id", "origin__actor_label", "origin__ip"]
    search_help_text = "Person, act, address or an object's id"
    ordering = ["-at", "-id"]
    fields = ["at", "who", "what", "verb", "target", "via", "ip", "browser", "data", "personal"]

    @display(description="Who", ordering="origin__actor_label")
    def who(self, entry: AuditEntry) -> str:
        return entry.origin.actor_label

    @display(description="What", ordering="verb")
    def what(self, entry: AuditEntry) -> str:
        return sentence(entry.verb)

    @display(description="Object")
    def target(self, entry: AuditEntry) -> str:
        return f"{entry.target_type} {entry.target_id}"

    @display(description="From")
    def ip(self, entry: AuditEntry) -> str:
        return entry.origin.ip or "–"

    @display(description="Browser")
    def browser(self, entry: AuditEntry) -> str:
        return entry.origin.user_agent or "–"

    @display(description="Personal values")
    def personal(self, entry: AuditEntry) -> str:
        return str(entry.origin.personal or "–")
