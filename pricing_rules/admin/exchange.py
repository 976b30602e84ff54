"""Rules as files: downloading the draft or any set, and taking a file in after a look at what it would change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from foundation.audit.operations import record
from foundation.clock import new_york_day, utc_now
from foundation.spreadsheets.reading import WrongFile, read_table
from foundation.spreadsheets.writing import CellTooLong, csv_lines, xlsx_bytes
from pricing_rules.admin.publishing import MOST_SHOWN
from pricing_rules.differences import told
from pricing_rules.models import RuleSet
from pricing_rules.operations.drafting import CHANGE_RIGHT
from pricing_rules.operations.exchange import (
    MOST_BYTES,
    FileRefused,
    Planned,
    RulesRefused,
    give_out,
    plan,
    read_rules,
    take_in,
    too_large,
)
from pricing_rules.operations.refusals import PublishRefused
from pricing_rules.operations.simple_rules import COLUMNS, MOST_ROWS, as_rows, from_table
from pricing_rules.queries import draft_rules, rules_digest, vocabulary_at

SALT = "pricing_rules.import"
KEPT_FOR = 60 * 60  # seconds between the look and the decision
MERGE, REPLACE = "merge", "replace"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[[HttpRequest], HttpResponseBase]


class ImportForm(forms.Form):
    """A file, and whether it is put into the draft or in its place."""

    file = forms.FileField(label="File", max_length=400, allow_empty_file=True)
    mode = forms.ChoiceField(
        label="What to do with it",
        choices=[
            (MERGE, "Merge: rules of the file are added or changed, all others stay"),
            (REPLACE, "Replace: afterwards the draft has the rules of the file and no others"),
        ],
        initial=MERGE,
        widget=forms.RadioSelect,
    )


def export_view(page: Any) -> View:
    """`?set=3` or the draft, `?form=json|csv|xlsx`; the page with the links without `form`."""

    def view(request: HttpRequest) -> HttpResponseBase:
        if not page.has_view_permission(request):
            raise PermissionDenied
        now = utc_now()
        chosen = _set(request.GET.get("set", ""))
        rules = chosen.rules if chosen else draft_rules()
        name = f"rule-set-{chosen.number}" if chosen else f"draft-{new_york_day(now).isoformat()}"
        form = request.GET.get("form", "")
        if form == "json":
            text = give_out(chosen, actor=page.actor(request), now=now)
            return _download(HttpResponse(text, content_type="application/json; charset=utf-8"), f"{name}.json")
        sorted_rules = as_rows(rules, vocabulary_at(now))
        if form in ("csv", "xlsx"):
            record(
                verb="rule_set.exported" if chosen else "draft.exported",
                actor=page.actor(request),
                target=chosen or ("pricing_rules.draft", "draft"),
                now=now,
                data={"rules": len(sorted_rules.rows), "left_out": len(sorted_rules.left_out), "form": form},
            )
            table = (COLUMNS, *sorted_rules.rows)
            if form == "csv":
                lines = (line.encode() for line in csv_lines(table))
                return _download(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{name}.csv")
            try:
                return _download(HttpResponse(xlsx_bytes("Rules", table), content_type=XLSX), f"{name}.xlsx")
            except CellTooLong as refused:
                messages.error(request, str(refused))
        request.current_app = page.admin_site.name
        context = {
            **page.admin_site.each_context(request),
            "opts": page.opts,
            "own_heading": True,
            "title": f"Download {str(chosen).lower() if chosen else 'the draft'}",
            "chosen": chosen,
            "rules_total": len(rules),
            "simple": len(sorted_rules.rows),
            "left_out": sorted_rules.left_out[:MOST_SHOWN],
            "left_out_total": len(sorted_rules.left_out),
        }
        return TemplateResponse(request, "backoffice/pricing_rules/publishing/export.html", context)

    return view


def import_view(page: Any) -> View:
    """Choose a file, see what it would change, take it in. Nothing is written before the last step."""

    def view(request: HttpRequest) -> HttpResponseBase:
        if not request.user.has_perm(CHANGE_RIGHT):
            raise PermissionDenied
        if request.method == "POST" and "kept" in request.POST:
            return _take_in(page, request)
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        shown: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            shown = _look(form, request, utc_now())
        return _page(page, request, {"form": form, **shown})

    return view


def _look(form: ImportForm, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What the file would change, or why it is refused."""
    upload = form.cleaned_data["file"]
    try:
        if upload.size > MOST_BYTES:
            raise FileRefused(too_large(upload.size))
        data = upload.read()
        # A table of rows knows only its own rules, so it is always merged.
        replace = form.cleaned_data["mode"] == REPLACE
        if _is_json(data, upload.name):
            rules = read_rules(data)
        else:
            replace = False
            rules = from_table(read_table(data, most_rows=MOST_ROWS), draft_rules(), vocabulary_at(now))
        planned = plan(rules, replace=replace, now=now)
    except RulesRefused as refused:
        return {"refused": str(refused), "refusals": refused.refusals[:MOST_SHOWN]}
    except (FileRefused, WrongFile) as refused:
        return {"refused": str(refused)}
    kept = {"rules": rules, "replace": replace, "source": upload.name[:200], "user": request.user.pk}
    return _preview(planned, kept, now)


def _preview(planned: Planned, kept: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "planned": planned,
        "source": kept["source"],
        "replace": kept["replace"],
        "changes": told(planned.found[:MOST_SHOWN], vocabulary_at(now)),
        "changes_total": len(planned.found),
        "kept": signing.dumps({**kept, "seen": rules_digest(draft_rules())}, salt=SALT, compress=True),
    }


def _take_in(page: Any, request: HttpRequest) -> HttpResponseBase:
    now = utc_now()
    try:
        kept = signing.loads(request.POST["kept"], salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return _page(page, request, {"form": ImportForm(), "refused": "That was too long ago. Choose the file again."})
    if kept["user"] != request.user.pk:
        raise PermissionDenied
    try:
        found = take_in(
            kept["rules"],
            replace=kept["replace"],
            source=kept["source"],
            actor=page.actor(request),
            now=now,
            seen=kept["seen"],
        )
    except RulesRefused as refused:
        shown = {"refused": str(refused), "refusals": refused.refusals[:MOST_SHOWN]}
        return _page(page, request, {"form": ImportForm(), **shown})
    except PublishRefused as refused:
        planned = plan(kept["rules"], replace=kept["replace"], now=now)
        return _page(page, request, {"form": ImportForm(), "refused": f"{refused}.", **_preview(planned, kept, now)})
    count = len(found)
    messages.success(
        request, f"{count} rule{'s' if count != 1 else ''} of the draft changed. Customers notice nothing yet."
    )
    return redirect("admin:pricing_rules_rule_changelist")


def _page(page: Any, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "own_heading": True,
        "title": "Import rules",
        "most_megabytes": MOST_BYTES // 1024 // 1024,
        "columns": COLUMNS,
        **shown,
    }
    return TemplateResponse(request, "backoffice/pricing_rules/publishing/import.html", context)


def _is_json(data: bytes, name: str) -> bool:
    """By what the file holds; its name decides only where that says nothing."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"[", b"{"):
        return True
    return name.lower().endswith(".json")


def _set(value: str) -> RuleSet | None:
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 9):
        raise Http404("There is no such rule set.")
    row = RuleSet.objects.filter(number=int(value)).first()
    if row is None:
        raise Http404("There is no such rule set.")
    return row


def _download(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="totetaxi-{name}"'
    response["Cache-Control"] = "no-store"
    return response
