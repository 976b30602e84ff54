"""The base of every model's pages in the staff admin: Unfold's look, history, and an audit entry for each change."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from foundation.audit.actor import Actor, actor_from_request
from foundation.audit.operations import record
from foundation.clock import utc_now
from foundation.staffadmin.pagination import BoundedPaginator


class StaffModelAdmin(SimpleHistoryAdmin, ModelAdmin):  # type: ignore[misc]
    """What staff may change through a form. Changes are audited by field name; the values stand in the model's history.

    `deletable` and `revertible` open what is shut by default: nothing financial or operational is ever hard-deleted
    (1-product.md), and an old version may only be restored where no state machine or ledger would be bypassed.
    `read_only` shuts the form altogether, crafted POSTs included: such a page acts through operations alone.
    """

    list_per_page = 20
    paginator = BoundedPaginator
    list_max_show_all = 200
    show_full_result_count = False
    list_filter_sheet = True
    compressed_fields = True
    warn_unsaved_form = True
    history_list_per_page = 20

    deletable = False
    revertible = True
    read_only = False

    def actor(self, request: HttpRequest) -> Actor:
        """Who is acting here, to be handed to an operation."""
        return actor_from_request(request, via="admin")

    # Rights ----------------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return not self.read_only and bool(super().has_add_permission(request, *args))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.read_only and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.deletable and not self.read_only and bool(super().has_delete_permission(request, obj))

    # History ---------------------------------------------------------------------------------------------------------

    @property
    def keeps_history(self) -> bool:
        return hasattr(self.model._meta, "simple_history_manager_attribute")

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.revertible or self.read_only or bool(super().revert_disabled(request, obj))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        if self.keeps_history:
            return super().history_view(request, object_id, extra_context)
        return DjangoModelAdmin.history_view(self, request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Hiding the button does not stop a crafted POST, so it is refused here (stack-facts.md)."""
        if request.method == "POST" and (not self.keeps_history or self.revert_disabled(request)):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    # Lists -----------------------------------------------------------------------------------------------------------

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Inputs inside a list have no label of their own: each carries its column's name for screen readers."""

        def named(db_field: Any, **options: Any) -> Any:
            return _named(self.formfield_for_dbfield(db_field, request, **options))

        return super().get_changelist_formset(request, **{"formfield_callback": named, **kwargs})

    # Audit -----------------------------------------------------------------------------------------------------------

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._audit(request, obj, "added", message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._audit(request, obj, "changed", message)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._audit(request, obj, "deleted", [])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self._audit(request, obj, "deleted", [])
        super().delete_queryset(request, queryset)

    def _audit(self, request: HttpRequest, obj: Model, act: str, message: Any) -> None:
        record(
            verb=f"{obj._meta.model_name}.{act}",
            actor=self.actor(request),
            target=obj,
            now=utc_now(),
            data={"fields": _changed_fields(message)},
        )


def _named(field: Any) -> Any:
    """The form field with its label as its input's accessible name."""
    if field is not None and field.label:
        widget = getattr(field.widget, "widget", field.widget)
        widget.attrs.setdefault("aria-label", str(field.label))
    return field


def _changed_fields(message: Any) -> list[str]:
    """The labels of the fields in Django's change message; values are left out, as they may be personal."""
    parts = message if isinstance(message, list) else []
    return [field for part in parts for act in part.values() for field in act.get("fields", [])]


class StaffTabularInline(TabularInline):  # type: ignore[misc]
    """Rows below a form, without empty extra rows; each input carries its column's name for screen readers."""

    extra = 0
    show_change_link = False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return _named(super().formfield_for_dbfield(db_field, request, **kwargs))


class StaffStackedInline(StackedInline):  # type: ignore[misc]
    """Blocks below a form, without empty extra blocks."""

    extra = 0


__all__ = ["StaffModelAdmin", "StaffStackedInline", "StaffTabularInline"]
