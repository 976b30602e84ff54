"""What every public page shows around its own content: contact, announcement, menus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from foundation.clock import utc_now
from web.blocks.links import MenuItemBlock


@register_setting(icon="home")
class SiteSettings(BaseSiteSetting):  # type: ignore[misc]
    """One row a site. The announcement shows between its two instants (UTC), open ends allowed."""

    phone = models.CharField(
        max_length=30, blank=True, help_text="Shown on every page, as you write it. Empty: none is shown."
    )
    email = models.EmailField(default="hello@totetaxi.example")
    hours = models.CharField(max_length=120, blank=True, help_text="For example: Every day, 7 AM to 7 PM")
    footer_text = models.CharField(max_length=160, blank=True)
    announcement_text = models.CharField(
        max_length=140, blank=True, help_text="One sentence above every page. Empty: no bar."
    )
    announcement_link = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    announcement_link_label = models.CharField(max_length=30, blank=True)
    announcement_from = models.DateTimeField(null=True, blank=True)
    announcement_until = models.DateTimeField(null=True, blank=True)
    main_menu = StreamField([("item", MenuItemBlock())], blank=True, max_num=5, help_text="At most five.")
    footer_menu = StreamField([("item", MenuItemBlock())], blank=True, max_num=8)

    panels = [
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("hours"), FieldPanel("footer_text")], "Contact"
        ),
        MultiFieldPanel(
            [
                FieldPanel("announcement_text"),
                FieldPanel("announcement_link"),
                FieldPanel("announcement_link_label"),
                FieldPanel("announcement_from"),
                FieldPanel("announcement_until"),
            ],
            "Announcement bar",
        ),
        FieldPanel("main_menu"),
        FieldPanel("footer_menu"),
    ]

    class Meta:
        verbose_name = "Site: contact, announcement, menus"

    @classmethod
    def of(cls, request: HttpRequest | None) -> Self:
        """The settings for a request's site, once a request; unsaved defaults where the site is not seeded yet."""
        kept = getattr(request, "_tt_site_settings", None)
        if kept is not None:
            return kept  # type: ignore[no-any-return]
        site = Site.find_for_request(request) if request is not None else None
        site = site or Site.objects.filter(is_default_site=True).first()
        found = cls.objects.select_related("announcement_link").filter(site=site).first() if site else None
        found = found or cls(phone=settings.CONTACT_PHONE, email=settings.CONTACT_EMAIL)
        if request is not None:
            request._tt_site_settings = found  # type: ignore[attr-defined]
        return found

    def clean(self) -> None:
        super().clean()
        if self.announcement_from and self.announcement_until and self.announcement_until <= self.announcement_from:
            raise ValidationError({"announcement_until": "The announcement must end after it starts."})

    @property
    def version(self) -> tuple[object, ...]:
        """All that a page shows of these settings, and whether the announcement runs: part of the page cache's key."""
        values = tuple(
            str(getattr(self, field.attname)) for field in self._meta.concrete_fields if not field.is_relation
        )
        menus = tuple(str(stream.get_prep_value()) for stream in (self.main_menu, self.footer_menu))
        return (*values, *menus, self.announcement_link_id, self.announcement_now)

    @property
    def announcement_now(self) -> bool:
        now = utc_now()
        return bool(
            self.announcement_text
            and (self.announcement_from is None or self.announcement_from <= now)
            and (self.announcement_until is None or now < self.announcement_until)
        )

    @property
    def phone_link(self) -> str:
        return re.sub(r"[^+\d]", "", self.phone)

    @property
    def menu(self) -> bool:
        return bool(self.main_menu)

    @property
    def menu_items(self) -> Sequence[dict[str, Any]]:
        return _links(self.main_menu)

    @property
    def footer_items(self) -> Sequence[dict[str, Any]]:
        return _links(self.footer_menu)


def _links(stream: Any) -> list[dict[str, Any]]:
    """Label and address of each item whose page is published; a page taken down leaves no dead link."""
    links = [(item.value["label"], item.value.address()) for item in stream]
    return [{"label": label, "url": url} for label, url in links if url]
