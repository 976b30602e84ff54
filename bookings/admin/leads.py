"""Requests in the staff admin: what was asked, in the words of whoever asked, and who does what next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateTimeFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from bookings.admin.visits import note_visit
from bookings.leads import operations, queries
from bookings.leads.models import Lead, LeadState
from foundation.audit.queries import timeline
from foundation.clock import clock_label, day_label, new_york_day, utc_now
from foundation.notifications.queries import messages_about
from foundation.staffadmin.admin import StaffModelAdmin

STATE_TONES = {
    LeadState.NEW.label: "warning",
    LeadState.CONTACTED.label: "info",
    LeadState.QUOTED.label: "primary",
    LeadState.WON.label: "success",
}
OURS = {"new": "warn", "contacted": "info", "quoted": "accent", "won": "good"}
STAFFS = ("owner", "next_step", "next_date", "note")  # the fields that are staff's to fill in


class ShelfFilter(DropdownFilter):  # type: ignore[misc]
    """What the tabs choose. Without a choice, everything that is not in the archive."""

    title = "list"
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        return [("new", "New"), ("mine", "Mine"), ("due", "Due today or before"), ("archive", "Archive")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        match self.value():
            case "new":
                return queryset.filter(state=LeadState.NEW, archived_at__isnull=True)
            case "mine":
                return queryset.filter(owner=request.user, archived_at__isnull=True)
            case "due":
                return queryset.filter(pk__in=queries.due(new_york_day(utc_now())).values("pk"))
            case "archive":
                return queryset.filter(archived_at__isnull=False)
        return queryset.filter(archived_at__isnull=True)


@admin.register(Lead)
class LeadAdmin(StaffModelAdmin):
    """What was asked is never edited; owner, next step, date and note are staff's. Nothing is deleted, but archived."""

    revertible = False
    list_display = ["who", "kind", "asked_in_short", "state_shown", "owner", "next_shown", "asked_when"]
    list_display_links = ["who"]
    list_select_related = ["owner"]
    list_filter = [
        ShelfFilter,
        ("kind", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("source", ChoicesDropdownFilter),
        ("owner", RelatedDropdownFilter),
        ("created_at", RangeDateTimeFilter),
    ]
    list_filter_submit = True
    search_fields = ["contact_name", "contact_email", "contact_phone", "company", "words", "asked"]
    search_help_text = "Name, e-mail, phone, company, or something that was written"
    ordering = ["-created_at"]
    actions = None
    empty_value_display = "–"
    fieldsets = [("What happens next", {"fields": [("owner", "next_date"), "next_step", "note"]})]
    change_form_outer_before_template = "backoffice/leads/lead.html"
    change_form_outer_after_template = "backoffice/leads/story.html"

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Lead, form: ModelForm[Any], change: bool) -> None:
        """Only what was changed here: a colleague's change of another field in the same minute stands."""
        changed = [name for name in form.changed_data if name in STAFFS]
        if changed:
            obj.save(update_fields=changed)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "note":
            field.widget.attrs["rows"] = 4
        return field

    # The page --------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        own = [
            path(
                "<uuid:pk>/archive/", self.admin_site.admin_view(require_POST(self.archive)), name="leads_lead_archive"
            ),
            path(
                "<uuid:pk>/restore/", self.admin_site.admin_view(require_POST(self.restore)), name="leads_lead_restore"
            ),
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        lead = self._found(object_id)
        if not self.has_view_permission(request, lead):
            raise PermissionDenied
        now = utc_now()
        if request.method == "GET":
            note_visit(seen=lead, actor=self.actor(request), now=now)
        context = {
            "title": str(lead),
            "lead": lead,
            "own_heading": True,
            "state_tone": OURS.get(lead.state, ""),
            "may_archive": request.user.has_perm("leads.archive_lead"),
            "story": timeline([lead]),
            "messages_sent": messages_about([lead]),
            "is_due": bool(lead.next_date and lead.next_date <= new_york_day(now)),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def archive(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The button. Nothing is lost; the list shows it under Archive."""
        return self._put(request, pk, operations.archive_lead, "is in the archive now.")

    def restore(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self._put(request, pk, operations.restore_lead, "is out of the archive again.")

    def _put(self, request: HttpRequest, pk: UUID, operation: Any, words: str) -> HttpResponse:
        if not request.user.has_perm("leads.archive_lead"):
            raise PermissionDenied
        lead = self._found(str(pk))
        operation(lead=lead.pk, actor=self.actor(request), now=utc_now())
        messages.success(request, f"The request of {lead} {words}")
        return redirect("admin:leads_lead_change", lead.pk)

    def _found(self, object_id: str) -> Lead:
        try:
            return Lead.objects.select_related("owner").get(pk=UUID(object_id))
        except (ValueError, Lead.DoesNotExist) as missing:
            raise Http404("There is no such request.") from missing

    # The list --------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tabs = {"models": [Lead._meta.label_lower], "items": self._tabs(request)}
        return super().changelist_view(request, {"tab_list": [tabs], "title": "Requests", **(extra_context or {})})

    def _tabs(self, request: HttpRequest) -> list[dict[str, Any]]:
        address = reverse("admin:leads_lead_changelist")
        kept = {"q": request.GET["q"]} if request.GET.get("q") else {}
        chosen = request.GET.get("list", "")
        tabs = [("new", "New"), ("mine", "Mine"), ("due", "Due"), ("", "All"), ("archive", "Archive")]
        return [
            {
                "title": title,
                "link": f"{address}?{urlencode({**kept, **({'list': code} if code else {})})}",
                "active": code == chosen,
                "has_permission": True,
            }
            for code, title in tabs
        ]

    @display(description="From", ordering="contact_name", header=True)
    def who(self, lead: Lead) -> list[str]:
        below = lead.contact_name if lead.company and lead.contact_name else lead.contact_email
        return [str(lead), below if below != str(lead) else ""]

    @display(description="Asked")
    def asked_in_short(self, lead: Lead) -> str:
        answers = ", ".join(str(one["shown"]) for one in lead.asked[:3])
        text = ". ".join(part for part in (answers, lead.words) if part)
        return f"{text[:79].rstrip()}…" if len(text) > 80 else text or "–"

    @display(description="Asked at", ordering="created_at", header=True)
    def asked_when(self, lead: Lead) -> list[str]:
        return [day_label(new_york_day(lead.created_at)), clock_label(lead.created_at)]

    @display(description="State", ordering="state", label=STATE_TONES)
    def state_shown(self, lead: Lead) -> str:
        return str(lead.get_state_display())

    @display(description="Next", ordering="next_date", header=True)
    def next_shown(self, lead: Lead) -> list[str]:
        day = f"{lead.next_date:%a, %b} {lead.next_date.day}" if lead.next_date else ""
        return [lead.next_step or "–", day]
