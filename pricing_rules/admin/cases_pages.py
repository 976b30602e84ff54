"""The pages of price cases: one case, all of them checked, keeping one from a quote, files in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.queries import catalogue as read_catalogue
from foundation.clock import new_york_day, utc_now
from foundation.money import dollars
from pricing_rules.admin.cases_form import CaseForm
from pricing_rules.engine.words import day_words
from pricing_rules.models import PriceCase, Quote
from pricing_rules.operations.cases import CaseResult, run_cases
from pricing_rules.operations.cases_exchange import Imported, export_cases, import_cases
from pricing_rules.operations.cases_keeping import CaseRefused, Expected, accept_price, keep_quote
from pricing_rules.queries import draft_rules
from pricing_rules.quoting.errors import RequestErrors

LARGEST_FILE = 2_000_000  # bytes
FOLDER = "backoffice/pricing_rules/cases"


class CasePages:
    """The views of one model admin, whose rights they ask at every call."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def change(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """One case; a POST saves its form."""
        case = self._case(request, object_id)
        if not self.page.has_view_or_change_permission(request, case):
            raise PermissionDenied
        now = utc_now()
        catalogue = read_catalogue(at=now)
        form = CaseForm.opened(case, catalogue, now=now)
        if request.method == "POST":
            if not self.page.has_change_permission(request, case):
                raise PermissionDenied
            form = CaseForm.sent(case, catalogue, request.POST)
            if "_refresh" not in request.POST and form.save(actor=self.page.actor(request), now=now):
                messages.success(request, f"The price case “{form.name}” was saved.")
                return redirect(self._address(case))
        return self._one(request, form, now)

    def add(self, request: HttpRequest) -> HttpResponse:
        """A new case by form."""
        if not self.page.has_add_permission(request):
            raise PermissionDenied
        now = utc_now()
        catalogue = read_catalogue(at=now)
        form = CaseForm.opened(None, catalogue, now=now)
        if request.method == "POST":
            form = CaseForm.sent(None, catalogue, request.POST)
            case = None if "_refresh" in request.POST else form.save(actor=self.page.actor(request), now=now)
            if case is not None:
                messages.success(request, f"The price case “{case}” was kept.")
                return redirect(self._address(case))
        return self._one(request, form, now)

    def accept(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Expect from now on what the draft gives, with a reason. What was shown must still be so."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = self._case(request, object_id)
        if not self.page.has_change_permission(request, case):
            raise PermissionDenied
        now = utc_now()
        (result,) = run_cases(draft_rules(), now=now, cases=[case])
        if result.got is None:
            messages.error(request, f"There is no price to accept. {result.problem}.")
        elif str(result.got) != request.POST.get("got"):
            messages.error(request, f"The draft changed meanwhile: it now gives {dollars(result.got)}. Look again.")
        else:
            got = Expected(result.got, result.got_lines)
            actor, reason = self.page.actor(request), request.POST.get("reason", "")[:2_000]
            try:
                accept_price(case, expected=got, reason=reason, actor=actor, now=now)
                messages.success(request, f"“{case}” expects {dollars(result.got)} from now on.")
            except CaseRefused as refused:
                messages.error(request, f"{refused}.")
        return redirect(self._address(case))

    def check(self, request: HttpRequest) -> HttpResponse:
        """Every case that is on against the draft, failing ones first."""
        self._may_see(request)
        results = run_cases(draft_rules(), now=utc_now())
        results.sort(key=lambda one: one.passed)
        failing = sum(1 for one in results if not one.passed)
        return self._page(request, "check", {"title": "Check all price cases", "results": results, "failing": failing})

    def keep(self, request: HttpRequest, quote_id: UUID) -> HttpResponse:
        """Keep a stored quote as a case, in one press from its page or its booking's."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.page.has_add_permission(request):
            raise PermissionDenied
        quote = Quote.objects.filter(pk=quote_id).first()
        if quote is None:
            raise Http404("There is no such quote.")
        try:
            case = keep_quote(quote, actor=self.page.actor(request), now=utc_now())
        except (CaseRefused, RequestErrors) as refused:
            messages.error(request, f"It was not kept as a price case. {refused}.")
            return redirect("admin:pricing_rules_quote_change", quote.pk)
        messages.success(request, "Kept as a price case. Give it a name that says what it guards.")
        return redirect(self._address(case))

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """Cases from a file of JSON lines: all of them, or none and every reason why."""
        if not self.page.has_add_permission(request):
            raise PermissionDenied
        done = Imported((), ())
        problem = ""
        if request.method == "POST":
            file = request.FILES.get("file")
            if file is None or not file.size:
                problem = "Choose a file of JSON lines first."
            elif file.size > LARGEST_FILE:
                problem = "The file is larger than 2 MB. Split it."
            else:
                done = import_cases(file.file, actor=self.page.actor(request), now=utc_now())
                if done.cases:
                    messages.success(request, f"{len(done.cases)} price cases were kept.")
                    return redirect("admin:pricing_rules_pricecase_changelist")
                problem = "" if done.problems else "The file holds no line."
        return self._page(
            request, "import", {"title": "Import price cases", "problems": done.problems, "problem": problem}
        )

    def export(self, request: HttpRequest) -> HttpResponse:
        """Every case as JSON lines."""
        self._may_see(request)
        lines = export_cases(PriceCase.objects.all(), actor=self.page.actor(request), now=utc_now())
        answer = HttpResponse("".join(lines), content_type="application/jsonl; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="price-cases.jsonl"'
        return answer

    def _one(self, request: HttpRequest, form: CaseForm, now: datetime) -> HttpResponse:
        case = form.case
        result = run_cases(draft_rules(), now=now, cases=[case])[0] if case else None
        may_change = self.page.has_change_permission(request, case) if case else True
        context = {
            "title": str(case) if case else "New price case",
            "original": case,
            "case": case,
            "form": form,
            "pinned": _day_of(case) if case else "",
            "result": result,
            **(_table(result) if result else {}),
            "may_change": may_change,
            "may_delete": case is not None and self.page.has_delete_permission(request, case),
            "accepted": case.history.exclude(history_change_reason=None).first() if case else None,
        }
        return self._page(request, "case", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        request.current_app = self.page.admin_site.name
        each = self.page.admin_site.each_context(request)
        context = {**each, "opts": self.page.opts, "own_heading": True, **context}
        return TemplateResponse(request, f"{FOLDER}/{name}.html", context)

    def _case(self, request: HttpRequest, object_id: str) -> PriceCase:
        case: PriceCase | None = self.page.get_object(request, object_id)
        if case is None:
            raise Http404("There is no such price case.")
        return case

    def _may_see(self, request: HttpRequest) -> None:
        if not self.page.has_view_or_change_permission(request):
            raise PermissionDenied

    def _address(self, case: PriceCase) -> str:
        return reverse("admin:pricing_rules_pricecase_change", args=[case.pk])


def _table(result: CaseResult) -> dict[str, Any]:
    """What the page shows of a result: amounts written out, a dash where a side has none."""
    compares_lines = result.case.expected_lines is not None
    return {
        "lines": [
            {
                "label": line.label or line.code,
                "code": line.code,
                "right": line.right,
                "expected": _amount(line.expected_cents) if compares_lines else "",
                "got": _amount(line.got_cents),
                "apart": _apart(line.expected_cents, line.got_cents),
            }
            for line in result.lines
        ],
        "expected": _amount(result.expected),
        "got": _amount(result.got),
        "apart": _apart(result.expected, result.got) if result.expected is not None else "",
    }


def _amount(cents: int | None) -> str:
    return "–" if cents is None else dollars(cents)


def _apart(expected: int | None, got: int | None) -> str:
    """What differs, in a word or two; empty where nothing does."""
    if expected is None:
        return "Not expected"
    if got is None:
        return "Not there"
    if expected == got:
        return ""
    return f"{dollars(abs(got - expected))} {'more' if got > expected else 'less'}"


def _day_of(case: PriceCase) -> str:
    """The day whose catalogue prices the case keeps, as people write it."""
    try:
        return day_words(new_york_day(datetime.fromisoformat(str(case.request["quoted_at"]))))
    except (KeyError, ValueError, TypeError):
        return "the day it was made"
