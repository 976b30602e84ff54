"""The one page that gives the booking flow its words. Its addresses are Django's (`/book/…`), so it must always be
there.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from web.blocks.words import refuse_typed_price

SLUG = "book"

# what the preview shows in place of a visitor's own draft
CANNED = [{"value": "mini_move", "label": "Mini move", "text": "One van, two addresses, three sizes.", "chosen": True}]
STEPS = {
    "number": 1,
    "total": 6,
    "name": "Service",
    "items": [
        {"name": name, "state": "" if place else "now"}
        for place, name in enumerate(["Service", "Details", "Addresses", "Date", "Contact", "Review and pay"])
    ],
}


def _words(length: int, default: str) -> Any:
    return models.CharField(max_length=length, default=default, validators=[refuse_typed_price])


class BookingPage(Page):  # type: ignore[misc]
    """Headings and help of each step. Anything else in the flow (prices, dates, windows, sizes) is data of other
    rooms.
    """

    service_heading = _words(60, "What are we moving?")
    service_text = _words(260, "Choose a service. You see the whole price before you give a name or a card.")
    details_heading = _words(60, "How much is there?")
    details_text = _words(260, "Pick a size. The price beside it changes as you choose.")
    addresses_heading = _words(60, "Where from, where to?")
    addresses_text = _words(260, "We drive between New York City, the Hamptons, Connecticut and New Jersey.")
    date_heading = _words(60, "When shall we collect?")
    date_text = _words(260, "Prices are the full total for your move on that day.")
    contact_heading = _words(60, "Who should we ask for?")
    contact_text = _words(260, "No account needed. We write to you about this booking only.")
    review_heading = _words(60, "Check, then pay")
    review_text = _words(260, "Nothing is charged yet. When you continue, the van is held for you while you pay.")
    pay_heading = _words(60, "Pay and it is yours")
    confirmation_text = _words(
        260, "We have written to you with everything below. Keep the link to this page: it follows your delivery."
    )
    trust_note = _words(200, "Nothing is added on the day. What you see here is what you pay.")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("service_heading"), FieldPanel("service_text")], "1 Service"),
        MultiFieldPanel([FieldPanel("details_heading"), FieldPanel("details_text")], "2 Details"),
        MultiFieldPanel([FieldPanel("addresses_heading"), FieldPanel("addresses_text")], "3 Addresses"),
        MultiFieldPanel([FieldPanel("date_heading"), FieldPanel("date_text")], "4 Date"),
        MultiFieldPanel([FieldPanel("contact_heading"), FieldPanel("contact_text")], "5 Contact"),
        MultiFieldPanel(
            [FieldPanel("review_heading"), FieldPanel("review_text"), FieldPanel("pay_heading")], "6 Review and pay"
        ),
        MultiFieldPanel(
            [FieldPanel("confirmation_text"), FieldPanel("trust_note")], "After paying, and beside every price"
        ),
    ]
    promote_panels = [
        MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], "For search engines")
    ]
    max_count = 1
    parent_page_types = ["web.HomePage"]
    subpage_types: list[str] = []
    preview_modes = [("", "First step")]

    class Meta:
        verbose_name = "Booking page"

    @classmethod
    def texts(cls) -> BookingPage:
        """The published words; the defaults above where none is seeded."""
        return cls.objects.live().first() or cls(title="Book")

    def clean(self) -> None:
        super().clean()
        if self.slug and self.slug != SLUG:
            raise ValidationError({"slug": f"The booking page keeps the address /{SLUG}/."})
        if self.expire_at:
            raise ValidationError({"expire_at": "The booking page cannot be unpublished, so it takes no end date."})

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        parts = super().get_url_parts(request=request)
        return (parts[0], parts[1], reverse("web:book")) if parts else None

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("web:book")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The first step as it would look with these words, on canned data: nothing is stored and no draft begins."""
        return TemplateResponse(request, "web/booking/preview.html", {"texts": self, "options": CANNED, "steps": STEPS})
