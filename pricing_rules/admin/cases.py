"""Price cases in the staff admin: the list with how each comes out against the draft, and the pages of one case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.decorators import display

from foundation.clock import utc_now
from foundation.money import dollars
from foundation.staffadmin.admin import StaffModelAdmin
from pricing_rules.admin.cases_pages import CasePages
from pricing_rules.models import PriceCase
from pricing_rules.operations.cases import CaseResult, run_cases
from pricing_rules.queries import draft_rules


class StateFilter(admin.SimpleListFilter):
    """Passing, failing, off: checked against the draft the moment the list is asked for."""

    title = "against the draft"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failing", "Failing"), ("passing", "Passing"), ("off", "Off")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "off":
            return queryset.filter(active=False)
        if self.value() in ("failing", "passing"):
            wanted = self.value() == "passing"
            results = run_cases(draft_rules(), now=utc_now())
            return queryset.filter(pk__in=[one.case.pk for one in results if one.passed == wanted])
        return queryset


@admin.register(PriceCase)
class PriceCaseAdmin(StaffModelAdmin):
    """What a case expects is changed on its own page only, where its request is priced again at once."""

    deletable = True
    revertible = False
    list_display = ["name", "expected", "state", "differs", "changed_at", "changed_by"]
    list_filter = [StateFilter]
    search_fields = ["name", "note"]
    search_help_text = "Search by name or note"
    ordering = ["name"]
    list_select_related = ["changed_by"]
    list_before_template = "backoffice/pricing_rules/cases/actions.html"
    actions = None

    # The list --------------------------------------------------------------------------------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The cases of one page are checked together, so that rules and catalogue are read once."""
        listed = super().get_changelist_instance(request)
        for result in _checked(listed.result_list):
            result.case.result = result  # type: ignore[attr-defined]
        return listed

    @display(description="Expected", ordering="expected_total_cents")
    def expected(self, case: PriceCase) -> str:
        return dollars(case.expected_total_cents) if case.expected_total_cents is not None else "Lines only"

    @display(description="Against the draft", label={"Passes": "success", "Fails": "danger", "Off": ""})
    def state(self, case: PriceCase) -> str:
        if not case.active:
            return "Off"
        return "Passes" if _result(case).passed else "Fails"

    @display(description="What differs")
    def differs(self, case: PriceCase) -> str:
        found = _result(case).differences
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        return f"{found[0]}{more}" if found and case.active else "–"

    # Pages -----------------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The case with what it expects beside what the draft gives."""
        return CasePages(self).change(request, object_id)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new case by form."""
        return CasePages(self).add(request)

    def get_urls(self) -> list[URLPattern]:
        pages, wrap = CasePages(self), self.admin_site.admin_view
        return [
            path("check/", wrap(pages.check), name="pricing_rules_pricecase_check"),
            path("import/", wrap(pages.import_file), name="pricing_rules_pricecase_import"),
            path("export/", wrap(pages.export), name="pricing_rules_pricecase_export"),
            path("keep/<uuid:quote_id>/", wrap(pages.keep), name="pricing_rules_pricecase_keep"),
            path("<path:object_id>/accept/", wrap(pages.accept), name="pricing_rules_pricecase_accept"),
            *super().get_urls(),
        ]


def _checked(cases: Iterable[PriceCase]) -> list[CaseResult]:
    return run_cases(draft_rules(), now=utc_now(), cases=list(cases))


def _result(case: PriceCase) -> CaseResult:
    result: CaseResult = case.result  # type: ignore[attr-defined]
    return result
