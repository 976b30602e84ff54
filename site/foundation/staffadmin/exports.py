"""Giving out what a list shows as CSV or as an Excel workbook: by right, recorded, and harmless to whoever opens it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from import_export.admin import ExportMixin

from foundation.audit.operations import record
from foundation.clock import new_york, utc_now
from foundation.spreadsheets.writing import CellTooLong, csv_lines, xlsx_bytes

CSV = "csv"
XLSX = "xlsx"
MOST_XLSX = 50_000  # rows; a workbook is made whole before it is sent, CSV leaves line by line
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportAdmin(ExportMixin):  # type: ignore[misc]
    """A list with an export of what is searched and filtered in it. import-export gives the address, the button and the
    list as it is narrowed; the file is written here, row by row. Stands before StaffModelAdmin."""

    def export_rows(self, request: HttpRequest, queryset: QuerySet[Any]) -> Iterable[Sequence[Any]]:
        """The names of the columns, then the rows; values as a spreadsheet may hold them, not yet made safe."""
        raise NotImplementedError

    def export_counted(self, queryset: QuerySet[Any]) -> int:
        """How many rows will leave."""
        return int(queryset.order_by().count())

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        """A page that says what would leave; a POST with `format` sends it."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        queryset = self.get_export_queryset(request)
        count = self.export_counted(queryset)
        chosen = request.POST.get("format")
        if request.method == "POST" and chosen == XLSX and count > MOST_XLSX:
            messages.error(request, f"An Excel workbook takes at most {MOST_XLSX:,} rows here: choose CSV, or filter.")
        elif request.method == "POST" and chosen in (CSV, XLSX):
            try:
                return self._sent(request, queryset, chosen, count)
            except CellTooLong as error:
                messages.error(request, str(error))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Export {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "count": count,
            "narrowed": bool(request.GET),
            "may_import": getattr(self, "has_import_permission", lambda request: False)(request),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "backoffice/spreadsheets/export.html", context)

    def _sent(self, request: HttpRequest, queryset: QuerySet[Any], chosen: str, count: int) -> HttpResponseBase:
        now = utc_now()
        rows = self.export_rows(request, queryset)
        response: HttpResponseBase
        if chosen == XLSX:
            response = HttpResponse(xlsx_bytes(str(self.opts.verbose_name_plural), rows), content_type=XLSX_TYPE)
        else:
            response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
        record(
            verb=f"{self.opts.model_name}.exported",
            actor=self.actor(request),
            target=(self.opts.label_lower, "*"),
            now=now,
            data={"rows": count, "format": chosen},
        )
        name = str(self.opts.verbose_name_plural).replace(" ", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}-{new_york(now):%Y-%m-%d}.{chosen}"'
        response["Cache-Control"] = "private, no-store"
        return response
