"""The pages of importing: a file is chosen, what it would change is looked at, and that is confirmed or left."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ImportExportMixin
from unfold.widgets import UnfoldAdminFileFieldWidget

from catalog.admin.spreadsheets.plan import Plan, make_plan
from catalog.admin.spreadsheets.sheet import Sheet
from catalog.admin.spreadsheets.write import PlanChanged, take_in
from catalog.errors import CatalogueRefused
from foundation.clock import utc_now
from foundation.spreadsheets.reading import MOST_BYTES, WrongFile, read_table, too_large
from foundation.staffadmin.exports import ExportAdmin

KEPT_SECONDS = 60 * 60  # between looking and confirming
SHOWN = 200  # changes and problems written out on the page; the rest is counted


class FileForm(forms.Form):
    """The file. What it is, is found from its content."""

    file = forms.FileField(
        label="File",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose a file with the names of the columns in its first row.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(too_large(file.size))
        return file


class SheetAdmin(ExportAdmin, ImportExportMixin):  # type: ignore[misc]
    """A list that goes out as a spreadsheet and comes in as one, as its `sheet` says. Import for those who may add and
    change (or only change, where nothing is added), export for those who may see. Stands before StaffModelAdmin."""

    sheet: Sheet

    def has_import_permission(self, request: HttpRequest) -> bool:
        label, name = self.opts.app_label, self.opts.model_name
        needed = [*(["add"] if not self.sheet.no_new else []), *(["change"] if not self.sheet.no_change else [])]
        return all(request.user.has_perm(f"{label}.{act}_{name}") for act in needed)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def export_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> Iterable[Sequence[Any]]:
        return self.sheet.export(queryset)

    def export_counted(self, queryset: QuerySet[Any]) -> int:
        return super().export_counted(self.sheet.standing(queryset))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Asks for a file; shows what a chosen one would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        plan, ticket = None, ""
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            data = file.read()
            try:
                plan = make_plan(self.sheet, read_table(data, most_rows=self.sheet.most_rows))
            except WrongFile as error:
                form.add_error("file", str(error))
            else:
                ticket = self._keep(request, file.name, data) if plan.changes and not plan.problems else ""
        return self._page(request, form=form, plan=plan, ticket=ticket)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Takes in the file that was looked at."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")
        ticket = request.POST.get("ticket", "")
        kept = cache.get(self._kept_as(request, ticket)) if request.method == "POST" else None
        if kept is None:
            messages.error(request, "This file is not at hand any more: choose it again.")
            return redirect(address)
        name, data = kept
        try:
            plan = take_in(
                self.sheet,
                read_table(data, most_rows=self.sheet.most_rows),
                fingerprint=request.POST.get("fingerprint", ""),
                file_name=name,
                actor=self.actor(request),
                now=utc_now(),
            )
        except PlanChanged as changed:
            messages.warning(request, "Somebody changed this list in between. This is what the file would change now.")
            ticket = ticket if not changed.plan.problems else ""
            return self._page(request, form=FileForm(), plan=changed.plan, ticket=ticket)
        except (CatalogueRefused, WrongFile) as refused:
            messages.error(request, str(refused))
            return redirect(address)
        cache.delete(self._kept_as(request, ticket))
        messages.success(
            request, f"Taken in: {plan.new:,} new, {plan.changed:,} changed, {plan.unchanged:,} as before."
        )
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def _keep(self, request: HttpRequest, name: str, data: bytes) -> str:
        ticket = secrets.token_urlsafe(16)
        cache.set(self._kept_as(request, ticket), (name, data), KEPT_SECONDS)
        return ticket

    def _kept_as(self, request: HttpRequest, ticket: str) -> str:
        """Nobody confirms another person's file."""
        return f"import:{self.opts.label_lower}:{request.user.pk}:{ticket[:40]}"

    def _page(self, request: HttpRequest, *, form: FileForm, plan: Plan | None, ticket: str) -> HttpResponse:
        sheet = self.sheet
        context = {
            **self.admin_site.each_context(request),
            "title": f"Import {sheet.things}",
            "opts": self.opts,
            "form": form,
            "plan": plan,
            "ticket": ticket,
            "changes": plan.changes[:SHOWN] if plan else [],
            "problems": plan.problems[:SHOWN] if plan else [],
            "shown": SHOWN,
            "columns": sheet.columns,
            "key": sheet.key,
            "most_rows": f"{sheet.most_rows:,}",
            "no_new": sheet.no_new,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "backoffice/spreadsheets/import.html", context)
