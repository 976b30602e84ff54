"""The staff admin: one sign-in for the CRM and for Wagtail, and the dashboard."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django_ratelimit.decorators import ratelimit
from unfold.sites import UnfoldAdminSite

from backoffice.signin import StaffSignInForm

# Unfold's values, our words, and their symbols
THEMES = (("light", "Light", "light_mode"), ("dark", "Dark", "dark_mode"), ("auto", "System", "computer"))


class BackofficeAdminSite(UnfoldAdminSite):  # type: ignore[misc]
    """The site behind `/admin/`."""

    login_form = StaffSignInForm
    index_title = "Dashboard"
    index_template = "backoffice/dashboard.html"
    login_template = "backoffice/sign_in.html"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "crm_themes": THEMES}

    @method_decorator(ratelimit(group="backoffice.sign_in", key="ip", rate="5/m", method="POST"))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Five tries a minute and address (9-operations.md); a login that fails five times rests besides."""
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The dashboard; editors who have nothing to do here but write the website go on to it."""
        if writes_website_only(request, self):
            return redirect("wagtailadmin_home")
        return super().index(request, {"own_heading": True, **(extra_context or {})})


def writes_website_only(request: HttpRequest, site: BackofficeAdminSite) -> bool:
    """Whether the person may enter Wagtail and may see no model of the staff admin (the Marketing role)."""
    return request.user.has_perm("wagtailadmin.access_admin") and not site.get_app_list(request)
