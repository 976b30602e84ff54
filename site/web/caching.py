"""Anonymous pages, kept and never stale: the key names everything that a page is made of (8-website.md, "Look")."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from catalog.queries import stamp
from foundation.clock import new_york_day, utc_now
from pricing_rules.loading import NoRuleSet, number_in_force
from web.models.settings import SiteSettings

SECONDS = 24 * 60 * 60


class KeptForVisitors:
    """A page whose plain address is kept for visitors without a session; any query or session computes it anew."""

    pk: Any

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET or request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return super().serve(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        key = page_key(self.pk, request)
        content = cache.get(key)
        if content is None:
            response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
            if hasattr(response, "render"):
                response.render()
            if response.status_code != 200:
                return response  # type: ignore[no-any-return]
            content = response.content
            cache.set(key, content, SECONDS)
        return HttpResponse(content)


def page_key(page: object, request: HttpRequest) -> str:
    """The page, the newest version of any page, the site's settings, New York's day, the catalogue, the rule set."""
    now = utc_now()
    pages = Page.objects.aggregate(
        published=Max("last_published_at"), revised=Max("latest_revision_created_at"), live=Count("pk", Q(live=True))
    )
    site = SiteSettings.of(request)
    try:
        rules: object = number_in_force(now)
    except NoRuleSet:
        rules = None
    parts = (page, request.get_host(), request.scheme, pages, site.version, new_york_day(now), stamp(), rules)
    return f"web.page.{hashlib.sha256(repr(parts).encode()).hexdigest()}"
