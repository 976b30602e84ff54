"""Which models have pages in the staff admin."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from unfold.admin import ModelAdmin


def keep_only_our_pages(site: AdminSite) -> None:
    """Take out the pages that libraries register by themselves: unstyled, unaudited, and hard deletion open.

    Wagtail's images, documents and tags are edited in Wagtail. What staff need of a library, the room that uses it
    registers itself on `StaffModelAdmin`.
    """
    for model, page in list(site._registry.items()):
        if not isinstance(page, ModelAdmin):
            site.unregister(model)
