"""The staff admin: one sign-in for the CRM and for Wagtail, and the dashboard."""

from __future__ import annotations

from unfold.sites import UnfoldAdminSite


class BackofficeAdminSite(UnfoldAdminSite):  # type: ignore[misc]
    """The site behind `/admin/`."""
