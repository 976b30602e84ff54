"""Links that an editor chooses: a page of ours, or a place in the flow."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.blocks import CharBlock, ChoiceBlock, PageChooserBlock, StructBlock, StructValue

from web.ways_in import SERVICES, way_in

PLACES = [
    ("", "A page (choose it below)"),
    ("book", "The booking flow"),
    *((f"book:{code}", f"Where one asks for: {label}") for code, label in SERVICES),
    ("elsewhere", "“Tell me when you do”, for places out of our area"),
    ("track", "Track a delivery"),
]


class LinkValue(StructValue):  # type: ignore[misc]
    """A chosen link, with the address it leads to."""

    def address(self) -> str:
        """The address, empty where the page is not published."""
        place = self.get("place") or ""
        if place.startswith("book:"):
            return way_in(place.removeprefix("book:"))
        if place == "elsewhere":
            return reverse("web:enquire-area")
        if place == "book":
            return reverse("web:book")
        if place == "track":
            return reverse("web:lookup")
        page = self.get("page")
        if page is None or not page.live:
            return ""
        anchor = (self.get("anchor") or "").lstrip("#")
        return (page.url or "") + (f"#{anchor}" if anchor else "")


class LinkBlock(StructBlock):  # type: ignore[misc]
    """Label and target; exactly one target."""

    label = CharBlock(max_length=40)
    place = ChoiceBlock(choices=PLACES, required=False, label="Leads to")
    page = PageChooserBlock(required=False)
    anchor = CharBlock(required=False, max_length=30, label="Part of the page", help_text="For example prices or where")

    class Meta:
        value_class = LinkValue
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned.get("place") and not cleaned.get("page"):
            raise ValidationError("Choose where the link leads: a page, or the booking flow.")
        return cleaned


class MenuItemBlock(LinkBlock):
    """An entry of the menu."""

    label = CharBlock(max_length=24)

    class Meta:
        value_class = LinkValue
        icon = "link"
